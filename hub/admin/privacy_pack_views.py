"""Pages of the privacy pack: the list, each document for the printer, and each as a file that can be edited."""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext as _

from hub.accounts.rules import LANGUAGE_LIFETIME
from hub.admin import privacy_pack
from hub.admin.privacy_pack_parts import Source
from hub.ambassadors import privacy_facts
from hub.ambassadors.flags import KEPT_FOR
from hub.core import clock, config, db, i18n

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"


def add_to(blueprint: Blueprint) -> None:
    """Give the administration its pages. `?lang=da` or `?lang=en` chooses a document's language."""
    known = ", ".join(f'"{key}"' for key in privacy_pack.KEYS)
    blueprint.add_url_rule("/privacy-pack", "privacy_pack", show_pack)
    blueprint.add_url_rule(f"/privacy-pack/<any({known}):key>", "privacy_document", show_document)
    blueprint.add_url_rule(f"/privacy-pack/<any({known}):key>.docx", "privacy_file", send_file)


def show_pack() -> ResponseReturnValue:
    """The list of documents."""
    source = _source()
    documents = [privacy_pack.build(key, source) for key in privacy_pack.KEYS]
    return render_template("admin/privacy_pack.html", documents=documents, issued=_issued(source))


def show_document(key: str) -> ResponseReturnValue:
    """One document, for reading and for the printer."""
    source = _source()
    document = privacy_pack.build(key, source)
    return render_template("admin/privacy_pack_document.html", document=document, issued=_issued(source))


def send_file(key: str) -> ResponseReturnValue:
    """One document as DOCX."""
    # The library weighs more than all the rest of the pack, and is needed a few times a year.
    from hub.admin import privacy_pack_docx

    source, language = _source(), i18n.locale()
    content = privacy_pack_docx.write(
        privacy_pack.build(key, source),
        locale=language,
        issued=_issued(source),
        author=source.settings.org_name,
        moment=clock.now(),
    )
    name = f"delfrit-{key}-{clock.local_today().isoformat()}-{language}.docx"
    return Response(content, mimetype=DOCX, headers={"Content-Disposition": f'attachment; filename="{name}"'})


def _source() -> Source:
    settings = config.current()
    return Source(
        settings=settings,
        facts=privacy_facts.gather(db.session(), settings),
        session_days=current_app.permanent_session_lifetime.days,
        flag_days=KEPT_FOR.days,
        language_days=LANGUAGE_LIFETIME.days,
    )


def _issued(source: Source) -> str:
    version = source.facts.version or _("not installed as a package")
    return str(
        _(
            "%(org)s, %(date)s. Made by Delfrit, version: %(version)s.",
            org=source.settings.org_name,
            date=i18n.date(clock.local_today()),
            version=version,
        )
    )

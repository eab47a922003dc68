"""The monthly letters: a page, and a PDF for the printer."""

from __future__ import annotations

import hashlib
from importlib.metadata import version

from flask import Response, make_response, render_template, request
from flask.typing import ResponseReturnValue

from hub.core import config, db, i18n
from hub.core.errors import NotFound
from hub.metrics import reports, wording
from hub.results import letter as letters
from hub.results import pdf, queries, rules
from hub.results.frame import blueprint, look
from hub.results.models import ResultLetter


@blueprint.get("/results/letters")
def letter_index() -> ResponseReturnValue:
    """All letters."""
    found = [(letter.month, wording.window(letter.month)) for letter in queries.letters(db.session())]
    return render_template("results/letters.html", letters=found, next_release=reports.next_release())


@blueprint.get("/results/letters/<month>")
def letter(month: str) -> ResponseReturnValue:
    """One month's letter, as it was written."""
    found = _find(month)
    return render_template("results/letter.html", letter=letters.in_words(found, i18n.locale()))


@blueprint.get("/results/letters/<month>.pdf")
def letter_pdf(month: str) -> ResponseReturnValue:
    """The letter for the printer. The same bytes for everybody, for as long as the program is the same."""
    found = _find(month)
    seen = repr((month, hashlib.sha256(found.content.encode()).hexdigest(), i18n.locale(), look()))
    tag = hashlib.sha256(seen.encode()).hexdigest()[:24]
    response = Response(status=304) if request.if_none_match.contains_weak(tag) else _printed(found)
    response.headers["Cache-Control"] = "private, no-cache"
    response.vary.update(["Cookie", "Accept-Language"])
    response.set_etag(tag)
    return response


def _printed(found: ResultLetter) -> Response:
    settings = config.current()
    about = pdf.About(settings.org_name, version("delfrit"), found.written_on, i18n.locale())
    response = make_response(pdf.letter(letters.in_words(found, i18n.locale()), about))
    response.headers["Content-Type"] = "application/pdf"
    response.headers["Content-Disposition"] = f'inline; filename="delfrit-{found.month}-{i18n.locale()}.pdf"'
    return response


def _find(month: str) -> ResultLetter:
    if not rules.is_month(month):
        raise NotFound()
    return queries.letter(db.session(), month)

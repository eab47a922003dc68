"""The desk gives other sources than colleagues links of their own."""

from __future__ import annotations

import re

import pytest
import segno
from flask.testing import FlaskClient
from PIL import Image
from sqlalchemy import event, select
from sqlalchemy.orm import Session

from hub.core.audit import AuditEntry
from hub.kits import service as kits
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from hub.links.models import TrackingLink
from hub.networks.rules import Network
from tests.factories.accounts import make_persona, post
from tests.factories.kits import make_kit
from tests.factories.recruitment import make_job
from tests.factories.sharing import make_shareable_kit
from tests.factories.sources import make_link, make_source
from tests.integration.sources.conftest import SignIn

PAGE = "/desk/kits/en-dag-med-vejfolkene/links"


def carried(session: Session) -> set[tuple[str, str]]:
    """(source, place) of every link that colleagues do not share."""
    session.rollback()
    rows = session.execute(select(TrackingLink.source, TrackingLink.network))
    return {(source, place) for source, place in rows if source != "employees"}


def test_the_chosen_links_are_made_and_shown_with_address_parameters_and_codes(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    answer = post(editor, PAGE, {"link": ["paid:facebook", "official:poster"]})
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#links")
    assert carried(session) == {("paid", "facebook"), ("official", "poster")}
    link = session.scalars(select(TrackingLink).where(TrackingLink.source == "paid")).one()
    page = editor.get(PAGE).text
    field = re.search(r'<input id="paid-facebook-url"[^>]*>', page)
    assert field
    assert f'value="http://localhost/r/{link.code}"' in field[0]
    assert "readonly" in field[0]
    for parameter in ("utm_source", "utm_medium", "utm_campaign"):
        assert f"<dt>{parameter}</dt>" in page
    assert "<code>paid_social</code>" in page
    assert f"{PAGE}/{link.code}.svg" in page
    assert f"{PAGE}/{link.code}.png" in page


def test_making_links_twice_makes_them_once_and_keeps_their_codes(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    chosen = {"link": ["paid:facebook", "paid:banner"]}
    post(editor, PAGE, chosen)
    codes = set(session.scalars(select(TrackingLink.code)))
    assert post(editor, PAGE, chosen).status_code == 303
    session.rollback()
    assert set(session.scalars(select(TrackingLink.code))) == codes
    assert [entry.action for entry in session.scalars(select(AuditEntry).where(AuditEntry.subject == "kit"))] == [
        "made links"
    ]


def test_a_links_poster_code_leads_to_its_address_in_both_formats(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    link = make_link(session, kit, "official", "poster")
    session.commit()
    svg = editor.get(f"{PAGE}/{link.code}.svg")
    assert svg.mimetype == "image/svg+xml"
    assert svg.headers["Content-Disposition"] == f'attachment; filename="{kit.slug}-official-poster.svg"'
    modules = segno.make(f"http://localhost/r/{link.code}", error="m", micro=False)
    assert svg.data == _drawn(modules)
    png = editor.get(f"{PAGE}/{link.code}.png")
    assert png.mimetype == "image/png"
    assert Image.open(png_stream(png.data)).size[0] >= 500


def _drawn(code: segno.QRCode) -> bytes:
    import io

    drawn = io.BytesIO()
    code.save(drawn, kind="svg", scale=16, border=4)
    return drawn.getvalue()


def png_stream(data: bytes) -> object:
    import io

    return io.BytesIO(data)


def test_codes_of_other_kits_and_other_formats_are_no_page(editor: FlaskClient, kit: Kit, session: Session) -> None:
    other = make_shareable_kit(session, "En anden dag")
    link = make_link(session, other)
    session.commit()
    own = session.scalars(select(TrackingLink).where(TrackingLink.kit_id == kit.id)).first()
    assert own is not None
    for address in (f"{PAGE}/{link.code}.svg", f"{PAGE}/{own.code}.pdf", f"{PAGE}/abcdefgh.svg", f"{PAGE}/..%2fx.svg"):
        assert editor.get(address).status_code == 404, address


@pytest.mark.parametrize(
    "chosen",
    [
        [],
        ["paid:fax"],
        ["nobody:facebook"],
        ["employees:poster"],
        ["paid"],
        ["paid:facebook", ":"],
        ["paid:facebook:x"],
    ],
)
def test_what_cannot_be_made_is_refused_whole_and_the_ticks_stay(
    editor: FlaskClient, kit: Kit, session: Session, chosen: list[str]
) -> None:
    answer = post(editor, PAGE, {"link": [*chosen]})
    assert answer.status_code == 422
    assert 'role="alert"' in answer.text
    assert carried(session) == set()
    if "paid:facebook" in chosen:
        assert re.search(r'value="paid:facebook" checked', answer.text)


def test_a_retired_source_gets_no_new_links_and_keeps_those_it_has(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    make_source(session, "external-1", "Lokale stemmer", active=False)
    make_link(session, kit, "external-1", "instagram")
    session.commit()
    assert post(editor, PAGE, {"link": ["external-1:facebook"]}).status_code == 422
    page = editor.get(PAGE).text
    assert 'id="external-1-instagram-url"' in page
    assert 'value="external-1:facebook"' not in page


def test_links_are_made_for_live_kits_only(editor: FlaskClient, session: Session) -> None:
    draft = make_kit(session, "Et udkast", state=KitState.DRAFT)
    session.commit()
    answer = post(editor, f"/desk/kits/{draft.slug}/links", {"link": "paid:facebook"})
    assert answer.status_code == 409
    assert "mens delepakken kan deles" in answer.text
    assert carried(session) == set()


def test_when_the_kit_ends_its_links_stay_on_the_page_and_say_where_they_lead(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    make_link(session, kit, "paid", "banner")
    session.commit()
    kits.end(session, make_persona(session, "approver"), kit)
    session.commit()
    page = editor.get(PAGE).text
    assert 'id="paid-banner-url"' in page
    assert "<dt>utm_source</dt>" not in page
    assert 'type="checkbox"' not in page


def test_hr_makes_links_for_kits_of_jobs_and_for_no_others(hr: FlaskClient, kit: Kit, session: Session) -> None:
    job = make_job(session)
    own = make_shareable_kit(session, "Bliv sygeplejerske", job_id=job.id)
    session.commit()
    assert post(hr, f"/desk/kits/{own.slug}/links", {"link": "paid:linkedin"}).status_code == 303
    assert hr.get(f"/desk/kits/{own.slug}/links").status_code == 200
    assert hr.get(PAGE).status_code == 403
    assert post(hr, PAGE, {"link": "paid:linkedin"}).status_code == 403
    assert carried(session) == {("paid", "linkedin")}


@pytest.mark.parametrize("persona", ["employee", "contributor", "pilot", "admin"])
def test_nobody_else_sees_or_makes_links(sign_in: SignIn, kit: Kit, session: Session, persona: str) -> None:
    browser = sign_in(persona)
    assert browser.get(PAGE).status_code == 403
    assert post(browser, PAGE, {"link": "paid:linkedin"}).status_code == 403
    assert browser.get("/desk/sources").status_code == 403
    assert carried(session) == set()


def test_the_page_of_many_links_takes_as_many_statements_as_that_of_few(
    editor: FlaskClient, kit: Kit, session: Session
) -> None:
    def statements() -> int:
        seen: list[str] = []
        engine = editor.application.extensions["hub_sessions"].kw["bind"]
        event.listen(engine, "before_cursor_execute", listener := lambda *given: seen.append(given[2]))
        assert editor.get(PAGE).status_code == 200
        event.remove(engine, "before_cursor_execute", listener)
        return len(seen)

    editor.get(PAGE)
    few = statements()
    for number in range(1, 9):
        make_source(session, f"external-{number}", f"Stemme {number}")
        for network in Network:
            make_link(session, kit, f"external-{number}", network.value)
    session.commit()
    assert statements() == few

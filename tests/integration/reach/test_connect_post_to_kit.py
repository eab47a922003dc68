"""An official post belongs to the kit whose tracking link it holds, or to the one that somebody says."""

from __future__ import annotations

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.kits.models import Kit
from hub.links import service as links
from tests.factories import exports
from tests.factories.accounts import post
from tests.factories.kits import make_kit
from tests.integration.reach.conftest import bring_in, official


def _kit(session: Session, title: str = "En dag med vejfolkene") -> tuple[Kit, str]:
    kit = make_kit(session, title)
    link = links.ensure_link(session, kit.id, kit.slug, kit.target_url, "x", "official")
    session.commit()
    return kit, link.code


def _import(browser: FlaskClient, code: str, impressions: str = "10") -> None:
    row = exports.x_row(1, Post_text=f"Se her https://hub.fjordby.example/r/{code}.", Impressions=impressions)
    bring_in(browser, exports.x_posts([row]), "x.csv")


def test_a_post_with_a_tracking_code_belongs_to_its_kit(editor: FlaskClient, session: Session) -> None:
    kit, code = _kit(session)
    _import(editor, code)
    [found] = official(session)
    assert found.kit_id == kit.id
    assert kit.text("da").title in editor.get("/desk/official").text


def test_a_code_that_leads_nowhere_connects_nothing(editor: FlaskClient, session: Session) -> None:
    _import(editor, "abcdefgh")
    assert official(session)[0].kit_id is None


def test_what_is_chosen_by_hand_stays_when_the_file_comes_again(editor: FlaskClient, session: Session) -> None:
    _kit_of_code, code = _kit(session)
    other, _code = _kit(session, "Natten på hospitalet")
    _import(editor, code)
    page = f"/desk/official/posts/{official(session)[0].id}"
    assert post(editor, page, {"kit": str(other.id)}).status_code == 303
    _import(editor, code, "20")
    assert official(session)[0].kit_id == other.id
    post(editor, page, {"kit": ""})
    _import(editor, code, "30")
    assert official(session)[0].kit_id is None


def test_a_kit_that_does_not_exist_cannot_be_chosen(editor: FlaskClient, session: Session) -> None:
    _kit_of_code, code = _kit(session)
    _import(editor, code)
    page = f"/desk/official/posts/{official(session)[0].id}"
    assert post(editor, page, {"kit": "999"}).status_code == 422
    assert editor.get("/desk/official/posts/999").status_code == 404

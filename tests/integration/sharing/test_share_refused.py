"""Who may not share, and what cannot be shared. Nothing is counted then."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.core import clock
from hub.kits.models import Kit
from hub.kits.workflow import KitState
from tests.factories.accounts import post
from tests.factories.guidelines import make_policy
from tests.factories.kits import make_kit
from tests.factories.sharing import share
from tests.integration.sharing.conftest import Counts

SignIn = Callable[[str], FlaskClient]


@pytest.fixture(autouse=True)
def _nothing_is_counted(counts: Counts) -> Iterator[None]:
    yield
    assert counts.gained() == {}


def test_somebody_who_has_not_joined_is_led_to_the_opt_in_and_back(sign_in: SignIn, kit: Kit) -> None:
    newcomer = sign_in("employee2")
    answer = share(newcomer, kit)
    assert (answer.status_code, answer.location) == (303, f"/join?next=/kits/{kit.slug}")
    assert "Set-Cookie" not in answer.headers


def test_somebody_who_has_not_joined_sees_no_share_button(sign_in: SignIn, kit: Kit) -> None:
    page = sign_in("employee2").get(f"/kits/{kit.slug}/linkedin").text
    assert "data-share-text" not in page
    assert f'href="/join?next=/kits/{kit.slug}/linkedin"' in page


def test_new_guidelines_must_be_accepted_before_the_next_share(
    browser: FlaskClient, kit: Kit, session: Session
) -> None:
    make_policy(session, "# Nye ord")
    session.commit()
    assert share(browser, kit).location == f"/join?next=/kits/{kit.slug}"
    assert "data-share-text" not in browser.get(f"/kits/{kit.slug}/linkedin").text


def test_whoever_left_cannot_share(browser: FlaskClient, kit: Kit) -> None:
    post(browser, "/me/leave")
    assert share(browser, kit).status_code == 303


def test_nobody_shares_without_signing_in(client: FlaskClient, kit: Kit) -> None:
    assert share(client, kit).status_code == 401


@pytest.mark.parametrize(
    ("language", "said"), [("da", "Delfrit kender ikke det medie"), ("en", "Delfrit does not know that network")]
)
def test_an_unknown_network_is_refused_in_the_readers_language(
    browser: FlaskClient, kit: Kit, language: str, said: str
) -> None:
    browser.set_cookie("lang", language)
    for network in ("myspace", "", "LinkedIn", "linkedin\x00", "../x"):
        answer = share(browser, kit, network)
        assert answer.status_code == 400
        assert said in answer.text


def test_a_kit_that_is_not_live_cannot_be_shared(browser: FlaskClient, kit: Kit, session: Session) -> None:
    for state in set(KitState) - {KitState.LIVE}:
        kit.state = state.value
        session.commit()
        assert share(browser, kit).status_code == 404
        assert browser.get(f"/kits/{kit.slug}/linkedin").status_code == 404


def test_a_kit_past_its_last_day_cannot_be_shared_even_before_the_worker_ends_it(
    browser: FlaskClient, session: Session, kit: Kit
) -> None:
    kit.ends_on = clock.local_today().replace(day=21)
    session.commit()
    assert share(browser, kit).status_code == 404
    kit.ends_on = clock.local_today()
    session.commit()
    assert browser.get(f"/kits/{kit.slug}/linkedin").status_code == 200


def test_a_kit_that_does_not_exist_cannot_be_shared(browser: FlaskClient) -> None:
    for number in ("", "0", "-1", "1.0", "99", "1 OR 1=1", "²", "9" * 400):
        assert post(browser, "/share", {"kit": number, "network": "linkedin"}).status_code == 404


def test_a_live_kit_without_a_link_is_no_page_rather_than_a_broken_one(browser: FlaskClient, session: Session) -> None:
    bare = make_kit(session, "Uden links")
    session.commit()
    assert browser.get(f"/kits/{bare.slug}/linkedin").status_code == 404

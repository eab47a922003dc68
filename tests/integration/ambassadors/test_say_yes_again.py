"""The promise about figures only tightens: a looser one pauses every opt-in until its owner says yes again."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from fractions import Fraction
from typing import Any

import pytest
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session, sessionmaker

from hub.ambassadors import promise as promises
from hub.ambassadors.models import Ambassador
from hub.core.config import Settings
from hub.core.promise import Promise
from hub.counting import cells
from hub.kits.models import Kit
from hub.ops.up import prepare
from tests.factories.accounts import make_persona, post
from tests.factories.ambassadors import make_ambassador
from tests.factories.sharing import additions, make_shareable_kit, open_cells, share
from tests.factories.sharing import cells as pending

SignIn = Callable[[str], FlaskClient]
YES: dict[str, Any] = {"accept": "y", "policy_number": "1"}
PAUSED = "sat på pause, til du siger ja igen"


@pytest.fixture
def loosen(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Puts another version of the program in place, in which these constants have these values."""

    def change(**values: object) -> None:
        for name, value in values.items():
            monkeypatch.setattr(cells, name, value)

    return change


@pytest.fixture
def kit(session: Session, counts_redis: Redis) -> Kit:
    """A kit that two ambassadors may share."""
    for persona in ("employee", "employee2"):
        make_ambassador(session, make_persona(session, persona))
    made = make_shareable_kit(session)
    open_cells(session, counts_redis)
    return made


def numbers(sessions: sessionmaker[Session]) -> list[int]:
    with sessions() as active:
        return list(active.scalars(select(Promise.number).order_by(Promise.number)))


@pytest.mark.parametrize("persona", ["employee", "employee2"])
def test_a_lower_threshold_pauses_everybody_and_says_so_in_plain_words(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit, counts_redis: Redis, persona: str
) -> None:
    browser = sign_in(persona)
    assert PAUSED not in browser.get("/").text
    loosen(THRESHOLD=8)
    said = "Det mindste tal, der bliver vist, var 10. Nu er det 8."
    for page in ("/", "/join", "/me", f"/kits/{kit.slug}/linkedin"):
        assert PAUSED in browser.get(page).text, page
        assert said in browser.get(page).text, page
    before = pending(counts_redis)
    answer = share(browser, kit)
    assert answer.status_code == 303
    assert answer.location.startswith("/join?")
    assert additions(before, pending(counts_redis)) == {}, "a share that is refused is not counted"


@pytest.mark.parametrize(
    ("limit", "said"),
    [
        ("DENOMINATOR_ROUND_TO", "Antallet af ansatte blev rundet ned til nærmeste 10. Nu rundes det ned til nærmeste"),
        ("MIN_PLAUSIBLE", "Et skjult tal kunne være mindst 10 forskellige tal. Nu kan det være mindst"),
    ],
)
def test_the_limits_that_protect_denominators_and_hidden_figures_are_promised_too(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit, limit: str, said: str
) -> None:
    browser = sign_in("employee")
    loosen(**{limit: 20})
    assert PAUSED not in browser.get("/").text, "a stricter limit asks nobody"
    loosen(**{limit: 5})
    page = browser.get("/").text
    assert PAUSED in page
    assert f"{said} 5." in page


def test_limits_that_were_in_force_before_they_were_promised_pause_nobody(
    sign_in: SignIn, kit: Kit, settings: Settings, sessions: sessionmaker[Session]
) -> None:
    with sessions() as active:
        kept = active.get_one(Promise, 1)
        terms = json.loads(kept.terms)
        del terms["denominator_round_to"], terms["min_plausible"]
        kept.terms = json.dumps(terms)
        active.commit()
    prepare(settings)
    assert PAUSED not in sign_in("employee").get("/").text
    assert numbers(sessions) == [1]
    with sessions() as active:
        assert json.loads(active.get_one(Promise, 1).terms)["min_plausible"] == "10"


def test_a_colleague_who_has_not_joined_is_told_nothing(sign_in: SignIn, loosen: Callable[..., None], kit: Kit) -> None:
    loosen(THRESHOLD=8)
    browser = sign_in("editor")
    for page in ("/", "/join", "/me"):
        assert PAUSED not in browser.get(page).text


def test_saying_yes_again_resumes_for_that_person_only(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit, sessions: sessionmaker[Session]
) -> None:
    loosen(THRESHOLD=8)
    browser, other = sign_in("employee"), sign_in("employee2")
    assert 'name="promise_number" type="hidden" value="2"' in browser.get("/join").text
    assert post(browser, "/join", {**YES, "promise_number": "2"}).status_code == 303
    assert PAUSED not in browser.get("/").text
    assert share(browser, kit).status_code == 200
    assert PAUSED in other.get("/").text
    assert numbers(sessions) == [1, 2]


@pytest.mark.parametrize("stale", [{}, {"promise_number": "1"}, {"promise_number": "no number"}])
def test_a_yes_from_a_page_that_did_not_show_the_change_does_not_resume(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit, sessions: sessionmaker[Session], stale: dict[str, str]
) -> None:
    loosen(THRESHOLD=8)
    answer = post(sign_in("employee"), "/join", {**YES, **stale})
    assert answer.status_code == 409
    assert "Reglerne for tallene blev lempet, mens du læste" in answer.text
    with sessions() as active:
        assert set(active.scalars(select(Ambassador.promise_number))) == {1}


def test_stricter_limits_ask_nobody_and_are_what_a_later_version_is_measured_by(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit, settings: Settings, sessions: sessionmaker[Session]
) -> None:
    stricter = replace(cells.KIT_WEEK, epsilon=Fraction(1, 4))
    loosen(THRESHOLD=15, FAMILIES=(stricter, *cells.FAMILIES[1:]))
    prepare(settings)
    browser = sign_in("employee")
    assert PAUSED not in browser.get("/").text
    assert share(browser, kit).status_code == 200
    assert numbers(sessions) == [1]
    loosen(THRESHOLD=12)
    assert "var 15. Nu er det 12." in browser.get("/").text


def test_a_figure_that_was_not_made_before_is_a_loosening(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit, settings: Settings, sessions: sessionmaker[Session]
) -> None:
    families = cells.FAMILIES
    loosen(FAMILIES=families[1:])
    prepare(settings)
    assert PAUSED not in sign_in("employee").get("/").text, "one figure less is no loosening"
    loosen(FAMILIES=families)
    prepare(settings)
    page = sign_in("employee").get("/").text
    assert page.count("Der er kommet et tal, som ikke fandtes før: Delepakke pr. uge.") == 1
    assert numbers(sessions) == [1, 2]


def test_starting_again_changes_nothing(
    loosen: Callable[..., None], settings: Settings, sessions: sessionmaker[Session]
) -> None:
    for _ in range(3):
        prepare(settings)
    assert numbers(sessions) == [1]
    loosen(MIN_UNIT=20)
    for _ in range(3):
        prepare(settings)
    assert numbers(sessions) == [1, 2]
    with sessions() as active:
        kept = [json.loads(terms)["min_unit"] for terms in active.scalars(select(Promise.terms).order_by("number"))]
    assert kept == ["30", "20"]


def test_the_pause_needs_no_start_or_migration_to_begin(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit, sessions: sessionmaker[Session]
) -> None:
    loosen(RATE_BAND=1)
    assert PAUSED in sign_in("employee").get("/").text
    assert numbers(sessions) == [1], "looking at a page writes nothing"


def test_an_opt_in_whose_promise_is_not_known_waits_too(sign_in: SignIn, session: Session, kit: Kit) -> None:
    for found in session.scalars(select(Ambassador)):
        found.promise_number = 0
    session.commit()
    page = sign_in("employee").get("/").text
    assert PAUSED in page
    assert "Delfrit ved ikke, hvilke regler du sagde ja til." in page


@pytest.mark.parametrize(
    ("family", "change", "said"),
    [
        ("epsilon", Fraction(1), "Delepakke pr. uge: Tallet bliver gjort mindre unøjagtigt. ε var 0,5 og er nu 1."),
        ("threshold", 5, "Delepakke pr. uge: bliver vist fra 5, hvor det før var 10."),
        ("round_to", 1, "Delepakke pr. uge: bliver afrundet til 1, hvor det før var 5."),
    ],
)
def test_each_limit_of_a_figure_is_part_of_the_promise(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit, family: str, change: object, said: str
) -> None:
    loosen(FAMILIES=(replace(cells.KIT_WEEK, **{family: change}), *cells.FAMILIES[1:]))  # type: ignore[arg-type]
    assert said in sign_in("employee").get("/").text


def test_one_change_of_a_limit_for_all_figures_is_said_once(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit
) -> None:
    loosen(THRESHOLD=8, FAMILIES=tuple(replace(family, threshold=8) for family in cells.FAMILIES))
    notice = sign_in("employee").get("/").text.split(PAUSED)[1].split("</ul>")[0]
    assert notice.count("<li>") == 1


def test_every_limit_of_the_registry_is_promised() -> None:
    named = {term.name for term in promises.terms()}
    constants = {
        name.lower() for name, value in vars(cells).items() if name.isupper() and type(value) is int and name[0] != "_"
    }
    assert constants <= named, "a new limit belongs into hub/ambassadors/promise.py"
    assert {name.split(".")[1] for name in named if "." in name} == {family.name for family in cells.FAMILIES}


def test_a_count_of_acts_of_their_own_asks_nobody_when_it_is_new_and_everybody_when_it_is_loosened(
    sign_in: SignIn, loosen: Callable[..., None], kit: Kit, settings: Settings, sessions: sessionmaker[Session]
) -> None:
    families = cells.FAMILIES
    loosen(FAMILIES=tuple(family for family in families if not family.own_act))
    prepare(settings)
    loosen(FAMILIES=families)
    prepare(settings)
    assert PAUSED not in sign_in("employee").get("/").text
    assert numbers(sessions) == [1]
    looser = replace(cells.CHECK_IN_WEEK, epsilon=Fraction(1))
    loosen(FAMILIES=tuple(looser if family is cells.CHECK_IN_WEEK else family for family in families))
    assert PAUSED in sign_in("employee").get("/").text

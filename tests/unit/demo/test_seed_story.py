"""The people and the public of the demonstration."""

from __future__ import annotations

import os
import random
import signal
from email.message import Message

import pytest

from hub.demo import content
from hub.demo.browser import Answer, Browser, Site, Unexpected
from hub.demo.colleagues import AMBASSADORS, OTHERS, invent, people_csv, units_csv
from hub.demo.history import WAITING_FROM_WEEK, joined_by
from hub.demo.public import BOTS, BROWSERS, CRAWLERS, IN_APP, Public
from hub.demo.stage import Unplayable, stop_on_signals
from hub.links.agents import by_agent
from hub.links.events import Kind
from hub.networks.rules import Network


def test_the_same_colleagues_are_invented_each_time() -> None:
    organisation = content.load()
    one, other = (invent(organisation, random.Random(7)) for _ in range(2))
    assert [(each.name, each.unit.path) for each in one] == [(each.name, each.unit.path) for each in other]
    assert len({each.name for each in one}) == AMBASSADORS + OTHERS


def test_nobody_is_invented_under_the_name_of_a_persona() -> None:
    organisation = content.load()
    personas = {person.name for person in organisation.people}
    assert not personas & {each.name for each in invent(organisation, random.Random(7))}


def test_the_lists_hold_every_unit_and_every_person() -> None:
    organisation = content.load()
    colleagues = invent(organisation, random.Random(7))
    assert len(units_csv(organisation).splitlines()) == len(organisation.units) + 1
    assert len(people_csv(organisation, colleagues).splitlines()) == len(colleagues) + len(organisation.people) + 1


def test_more_opt_in_as_the_weeks_go_by_and_never_more_than_there_are() -> None:
    counts = [joined_by(week) for week in range(60)]
    assert counts == sorted(counts)
    assert counts[0] > 0
    assert counts[-1] == AMBASSADORS


def test_something_waits_for_approval_and_something_is_a_draft() -> None:
    waiting = [kit for kit in content.load().kits if kit.start_week >= WAITING_FROM_WEEK]
    assert len(waiting) >= 2


@pytest.mark.parametrize("agent", [*BROWSERS, *IN_APP.values()])
def test_people_are_counted_as_people(agent: str) -> None:
    assert by_agent(agent) is Kind.CLICK


@pytest.mark.parametrize("agent", CRAWLERS.values())
def test_preview_crawlers_are_known(agent: str) -> None:
    assert by_agent(agent) is Kind.PREVIEW


@pytest.mark.parametrize("agent", BOTS)
def test_bots_are_filtered(agent: str) -> None:
    assert by_agent(agent) is Kind.BOT


def test_a_post_brings_visitors_today_and_later() -> None:
    public = Public(random.Random(3))
    for _ in range(40):
        public.hear_of("abcdefgh", Network.LINKEDIN, 1.0)
    first, second = public.visits(), public.visits()
    assert len(first) > len(second) > 0
    assert {visit.code for visit in first} == {"abcdefgh"}


class _Canned(Site):
    """Answers one page, and remembers what was asked."""

    def __init__(self, status: int, page: str, **headers: str) -> None:
        super().__init__(0)
        message = Message()
        for name, value in headers.items():
            message[name.replace("_", "-")] = value
        self.answer = Answer(status, message, page.encode())  # type: ignore[arg-type]
        self.asked: list[tuple[str, str, dict[str, str], bytes | None]] = []

    def ask(self, method, path, headers, body=None):  # type: ignore[no-untyped-def]
        self.asked.append((method, path, dict(headers), body))
        return self.answer


def test_a_browser_sends_back_its_cookies_and_the_form_token() -> None:
    page = '<input type="hidden" name="csrf_token" value="tok&amp;en">'
    site = _Canned(200, page, Set_Cookie="hub_session=s1; Path=/")
    browser = Browser(site)
    browser.get("/join")
    browser.post("/join", {"themes": ["1", "2"]}, expect=200)
    _method, _path, headers, body = site.asked[-1]
    assert headers["Cookie"] == "hub_session=s1"
    assert body == b"themes=1&themes=2&csrf_token=tok%26en"


def test_a_form_that_is_shown_again_fails_with_what_the_page_says() -> None:
    page = '<div class="error-summary" role="alert"><h2>Ret det her</h2><ul><li>Titel: Skriv en.</li></ul></div>'
    with pytest.raises(Unexpected, match=r"answered 422, not 303: Ret det her Titel: Skriv en\."):
        Browser(_Canned(422, page)).post("/desk/kits/new", {})


def test_a_stop_in_the_middle_ends_the_play_and_gives_the_signal_back() -> None:
    before = signal.getsignal(signal.SIGTERM)
    with pytest.raises(Unplayable, match="SIGTERM"), stop_on_signals():
        os.kill(os.getpid(), signal.SIGTERM)
    assert signal.getsignal(signal.SIGTERM) is before

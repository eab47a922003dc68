"""A kit's way: sent for approval, sent back, published, ended, withdrawn."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable, Iterator

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core import events, queue
from hub.core.audit import AuditEntry
from hub.core.errors import Conflict, Invalid, NotAllowed
from hub.kits import service
from hub.kits.events import KitEnded, KitPublished
from hub.kits.models import Kit, Suggestion
from hub.kits.workflow import KitState
from tests.factories.accounts import make_person, make_persona, post
from tests.factories.kits import make_kit

SignIn = Callable[[str], FlaskClient]
MOVES = ("submit", "send-back", "publish", "end", "withdraw")


@pytest.fixture
def heard() -> Iterator[list[object]]:
    found: list[object] = []

    def listener(_session: Session, event: object) -> None:
        found.append(event)

    for kind in (KitPublished, KitEnded):
        events.subscribe(kind, listener)
    yield found
    for kind in (KitPublished, KitEnded):
        events.unsubscribe(kind, listener)


def waiting(session: Session, author: str = "contributor", state: KitState = KitState.IN_REVIEW) -> Kit:
    kit = make_kit(session, state=state, author=make_persona(session, author))
    make_persona(session, "approver")
    session.commit()
    return kit


def act(browser: FlaskClient, kit: Kit, move: str, **data: str) -> int:
    return post(browser, f"/desk/kits/{kit.slug}/{move}", data).status_code


def trail(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.id)))


def jobs() -> list[tuple[str, list[object]]]:
    return [(job.func_name, list(job.args)) for job in queue.get_queue().jobs]


def test_an_author_submits_and_an_approver_publishes(
    sign_in: SignIn, session: Session, heard: list[object], queue_redis: Redis
) -> None:
    kit = waiting(session, state=KitState.DRAFT)
    assert act(sign_in("contributor"), kit, "submit") == 303
    assert act(sign_in("approver"), kit, "publish") == 303
    session.expire_all()
    assert kit.state == KitState.LIVE
    assert kit.live_from is not None
    assert kit.approver_id == make_persona(session, "approver").id
    assert heard == [KitPublished(kit.id)]
    assert trail(session) == ["kit.submitted", "kit.published"]
    name = queue.JobName.SEND_NOTIFICATION.value
    assert jobs() == [
        (name, [kit.id, "submitted"]),
        (queue.JobName.OPEN_WINDOWS.value, []),
        (name, [kit.id, "published"]),
    ]


def test_a_second_click_on_publish_changes_nothing(sign_in: SignIn, session: Session, heard: list[object]) -> None:
    kit = waiting(session)
    browser, version = sign_in("approver"), str(kit.version)
    assert act(browser, kit, "publish", version=version) == 303
    session.expire_all()
    before = (kit.version, kit.live_from, trail(session), len(jobs()))
    assert act(browser, kit, "publish", version=version) == 303
    session.expire_all()
    assert (kit.version, kit.live_from, trail(session), len(jobs())) == before
    assert heard == [KitPublished(kit.id)]


def test_the_author_cannot_publish_when_there_is_another_approver(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    kit = waiting(session, author="approver")
    other = make_person(session, email="anden@fjordby.example", roles=[service.Role.APPROVER])
    session.commit()
    browser = sign_in("approver")
    assert act(browser, kit, "publish") == 403
    assert "En anden godkender" in browser.get(f"/desk/kits/{kit.slug}").text
    session.expire_all()
    assert kit.state == KitState.IN_REVIEW
    with app.app_context():
        service.publish(session, other, kit)
    assert kit.state == KitState.LIVE


def test_whoever_changed_the_kit_last_cannot_publish_it_alone(sign_in: SignIn, session: Session, app: Flask) -> None:
    kit = waiting(session)
    approver = make_persona(session, "approver")
    other = make_person(session, email="anden@fjordby.example", roles=[service.Role.APPROVER])
    session.commit()
    with app.app_context():
        service.update(session, approver, kit, kit.version, service.data_of(kit))
        session.commit()
    browser = sign_in("approver")
    assert act(browser, kit, "publish", version=str(kit.version)) == 403
    assert "den sidste, der har rettet delepakken" in browser.get(f"/desk/kits/{kit.slug}").text
    session.expire_all()
    assert kit.state == KitState.IN_REVIEW
    with app.app_context():
        service.publish(session, other, kit)
    assert kit.state == KitState.LIVE


def test_what_an_approver_changed_can_be_published_when_the_author_has_sent_it_again(
    sign_in: SignIn, session: Session, app: Flask
) -> None:
    kit = waiting(session)
    approver = make_persona(session, "approver")
    make_person(session, email="anden@fjordby.example", roles=[service.Role.APPROVER])
    session.commit()
    with app.app_context():
        service.update(session, approver, kit, kit.version, service.data_of(kit))
        session.commit()
    browser = sign_in("approver")
    assert act(browser, kit, "send-back") == 303
    assert act(browser, kit, "submit") == 303
    assert act(browser, kit, "publish") == 403, "nobody else has read it yet"
    assert act(browser, kit, "send-back") == 303
    assert act(sign_in("contributor"), kit, "submit") == 303
    assert act(browser, kit, "publish") == 303


def test_the_only_approver_may_publish_what_they_changed(sign_in: SignIn, session: Session, app: Flask) -> None:
    kit = waiting(session)
    with app.app_context():
        service.update(session, make_persona(session, "approver"), kit, kit.version, service.data_of(kit))
        session.commit()
    assert act(sign_in("approver"), kit, "publish") == 303


def test_the_only_approver_may_publish_their_own_kit_and_is_told_so(sign_in: SignIn, session: Session) -> None:
    kit = waiting(session, author="approver")
    make_person(session, email="rejst@fjordby.example", roles=[service.Role.APPROVER], active=False)
    session.commit()
    browser = sign_in("approver")
    assert "eneste godkender" in browser.get(f"/desk/kits/{kit.slug}").text
    assert act(browser, kit, "publish") == 303


def test_an_approver_publishes_only_what_they_have_read(sign_in: SignIn, session: Session) -> None:
    kit = waiting(session)
    assert act(sign_in("approver"), kit, "publish", version=str(kit.version - 1)) == 409
    session.expire_all()
    assert kit.state == KitState.IN_REVIEW


def test_two_approvers_at_once_publish_once(sessions: Callable[[], Session], session: Session, app: Flask) -> None:
    kit = waiting(session)
    first_approver = make_persona(session, "approver")
    with app.app_context(), sessions() as late:
        theirs = late.get(Kit, kit.id)
        assert theirs is not None
        service.publish(session, first_approver, kit)
        session.commit()
        with pytest.raises(service.Stale):
            service.publish(late, first_approver, theirs)
        late.rollback()
    assert trail(session) == ["kit.published"]


def test_an_unfinished_kit_is_not_sent_for_approval_and_the_page_says_what_is_missing(
    sign_in: SignIn, session: Session
) -> None:
    kit = waiting(session, author="editor", state=KitState.DRAFT)
    kit.texts[0].image_alt = ""
    session.commit()
    browser = sign_in("editor")
    answer = post(browser, f"/desk/kits/{kit.slug}/submit")
    assert answer.status_code == 409
    assert "Skal rettes" in answer.text
    session.expire_all()
    assert kit.state == KitState.DRAFT
    assert trail(session) == []


def test_a_kit_is_sent_back_with_a_note_that_its_author_reads(sign_in: SignIn, session: Session) -> None:
    kit = waiting(session)
    assert act(sign_in("approver"), kit, "send-back", note="Skriv <b>kortere</b>.") == 303
    browser = sign_in("contributor")
    assert "Skriv &lt;b&gt;kortere&lt;/b&gt;." in browser.get(f"/desk/kits/{kit.slug}").text
    assert act(browser, kit, "submit") == 303
    session.expire_all()
    assert kit.note == ""


def test_a_kit_that_ends_leads_to_the_page_chosen_for_it(
    sign_in: SignIn, session: Session, heard: list[object]
) -> None:
    kit = waiting(session, state=KitState.LIVE)
    assert act(sign_in("editor"), kit, "end") == 303
    assert act(sign_in("editor"), kit, "end") == 303
    assert heard == [KitEnded(kit.id, kit.target_url)]
    other = make_kit(session, "Anden", after_url="https://www.fjordby.example/tak")
    session.commit()
    assert act(sign_in("editor"), other, "end") == 303
    assert heard[1:] == [KitEnded(other.id, "https://www.fjordby.example/tak")]
    session.expire_all()
    assert kit.ended_at is not None


def test_a_withdrawn_kit_never_leads_to_what_was_withdrawn(
    sign_in: SignIn, session: Session, heard: list[object]
) -> None:
    kit = waiting(session, state=KitState.LIVE)
    browser = sign_in("editor")
    for refused in (kit.target_url, kit.target_url + "?x=1", "javascript:alert(1)", "http://10.0.0.1/"):
        answer = post(browser, f"/desk/kits/{kit.slug}/withdraw", {"after_url": refused})
        assert answer.status_code == 422
        assert 'id="after_url-error"' in answer.text
    assert act(browser, kit, "withdraw") == 303
    assert heard == [KitEnded(kit.id, "https://www.fjordby.example/")]
    session.expire_all()
    assert kit.state == KitState.WITHDRAWN


def test_a_kit_about_a_front_page_is_withdrawn_only_to_another_page(
    sign_in: SignIn, session: Session, heard: list[object]
) -> None:
    kit = make_kit(session, target_url="https://www.fjordby.example/")
    session.commit()
    browser = sign_in("editor")
    assert act(browser, kit, "withdraw") == 422
    assert act(browser, kit, "withdraw", after_url="https://www.fjordby.example/andet") == 303
    assert heard == [KitEnded(kit.id, "https://www.fjordby.example/andet")]


def test_an_ended_kit_can_still_be_withdrawn_and_keeps_its_end(
    sign_in: SignIn, session: Session, heard: list[object]
) -> None:
    ended = dt.datetime(2026, 5, 1, tzinfo=dt.UTC)
    kit = make_kit(session, state=KitState.ENDED, ended_at=ended)
    session.commit()
    assert act(sign_in("editor"), kit, "withdraw") == 303
    session.expire_all()
    assert kit.ended_at == ended
    assert heard == [KitEnded(kit.id, "https://www.fjordby.example/")]


ALLOWED = {
    "submit": {"contributor", "editor", "approver"},
    "send-back": {"editor", "approver"},
    "publish": {"approver"},
    "end": {"editor", "approver"},
    "withdraw": {"editor", "approver"},
}
START = {"submit": KitState.DRAFT, "send-back": KitState.IN_REVIEW, "publish": KitState.IN_REVIEW,
         "end": KitState.LIVE, "withdraw": KitState.LIVE}  # fmt: skip


@pytest.mark.parametrize("move", MOVES)
def test_each_move_is_made_only_by_those_the_table_names(sign_in: SignIn, session: Session, move: str) -> None:
    for persona in ("employee", "contributor", "editor", "approver", "hr", "pilot", "admin"):
        kit = waiting(session, state=START[move])
        assert (act(sign_in(persona), kit, move) == 303) == (persona in ALLOWED[move]), persona
        session.expire_all()
        assert (kit.state != START[move]) == (persona in ALLOWED[move]), persona


def test_a_contributor_does_not_submit_somebody_elses_kit(sign_in: SignIn, session: Session) -> None:
    kit = waiting(session, author="editor", state=KitState.DRAFT)
    assert act(sign_in("contributor"), kit, "submit") == 403


def test_a_move_from_the_wrong_state_is_refused_and_names_both(sign_in: SignIn, session: Session) -> None:
    kit = waiting(session, state=KitState.DRAFT)
    answer = post(sign_in("approver"), f"/desk/kits/{kit.slug}/publish")
    assert answer.status_code == 409
    assert "»Kladde«" in answer.text
    assert "»Kan deles nu«" in answer.text


@time_machine.travel("2026-11-22 22:30:00+00:00", tick=False)
def test_the_clock_ends_what_is_due_by_the_organisations_own_midnight(session: Session, heard: list[object]) -> None:
    over = make_kit(session, "Over", ends_on=dt.date(2026, 11, 21))
    last_day = make_kit(session, "Sidste dag", ends_on=dt.date(2026, 11, 22))
    make_kit(session, "Uden slut")
    draft = make_kit(session, "Kladde", state=KitState.DRAFT, ends_on=dt.date(2026, 11, 1))
    assert service.end_due(session, dt.date(2026, 11, 22)) == [over.id]
    assert service.end_due(session, dt.date(2026, 11, 22)) == []
    assert (last_day.state, draft.state) == (KitState.LIVE, KitState.DRAFT)
    assert heard == [KitEnded(over.id, over.target_url)]
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.actor_id, entry.action) == (None, "kit.ended")


def test_a_refusal_leaves_nothing_behind(session: Session, app: Flask) -> None:
    kit = waiting(session)
    with app.app_context():
        with pytest.raises(NotAllowed):
            service.publish(session, make_persona(session, "editor"), kit)
        with pytest.raises(Conflict):
            service.end(session, make_persona(session, "editor"), kit)
        live = make_kit(session, "Levende")
        with pytest.raises(Invalid):
            service.withdraw(session, make_persona(session, "editor"), live, "file:///etc/passwd")
    assert trail(session) == []


@pytest.mark.parametrize(
    ("move", "persona", "start", "said"),
    [
        ("submit", "editor", KitState.IN_REVIEW, "allerede sendt til godkendelse"),
        ("publish", "approver", KitState.LIVE, "allerede udgivet"),
    ],
)
def test_a_move_made_in_another_tab_is_said_to_be_made(
    sign_in: SignIn, session: Session, move: str, persona: str, start: KitState, said: str
) -> None:
    kit = waiting(session, state=start)
    browser = sign_in(persona)
    assert act(browser, kit, move) == 303
    assert said in browser.get(f"/desk/kits/{kit.slug}").text


def test_an_approver_reads_everything_that_will_be_published(sign_in: SignIn, session: Session) -> None:
    kit = make_kit(session, state=KitState.IN_REVIEW, title_en="A day on the road")
    kit.texts[1].dos, kit.texts[1].donts, kit.texts[1].facts = "Tell it", "Name nobody", "Pay by agreement"
    kit.suggestions += [
        Suggestion(locale="en", network="linkedin", position=position, body=f"{'Long ' * 200}end {position}")
        for position in (0, 1)
    ]
    session.commit()
    page = sign_in("approver").get(f"/desk/kits/{kit.slug}").text
    parts = [each for text in kit.texts for each in (text.title, text.why, text.dos, text.donts, text.image_alt)]
    parts += ["efter overenskomst", "Pay by agreement", *(each.body for each in kit.suggestions)]
    assert [part for part in parts if part not in page] == []


@pytest.mark.parametrize("state", [KitState.DRAFT, KitState.IN_REVIEW])
def test_the_desk_sees_an_unpublished_kit_as_colleagues_will(
    sign_in: SignIn, session: Session, state: KitState
) -> None:
    kit = make_kit(session, state=state, title_en="A day on the road")
    session.commit()
    address, browser = f"/desk/kits/{kit.slug}/preview", sign_in("approver")
    assert address in browser.get(f"/desk/kits/{kit.slug}").text
    page = browser.get(address).text
    assert "Nævn ikke borgere" in page
    assert f"/kits/{kit.slug}/linkedin" not in page
    assert "A day on the road" in browser.get(f"{address}?lang=en").text
    assert sign_in("employee").get(address).status_code == 403

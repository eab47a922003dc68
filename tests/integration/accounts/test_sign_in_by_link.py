from __future__ import annotations

import base64
import datetime as dt
import json
import threading
from collections.abc import Callable
from urllib.parse import urlsplit

import pytest
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from redis import Redis
from redis.exceptions import ConnectionError as RedisAway
from sqlalchemy import func, select
from sqlalchemy.orm import Session, sessionmaker

from hub.accounts import service
from hub.accounts.models import AllowedDomain, Person, SignInToken
from hub.accounts.rules import LINK_LIFETIME
from hub.core import clock, queue
from hub.core.config import Settings
from tests.factories.accounts import make_person, post

ADDRESS = "anna.dahl@fjordby.example"


def newest_link(session: Session, settings: Settings) -> str:
    """The link that the worker would send for the newest token."""
    session.expire_all()
    token = session.scalars(select(SignInToken).order_by(SignInToken.id.desc())).first()
    assert token is not None
    return service.link_path(token, settings.secret_key)


@pytest.fixture
def anna(session: Session) -> Person:
    person = make_person(session, email=ADDRESS)
    session.commit()
    return person


def ask(client: FlaskClient, address: str = ADDRESS, wanted: str = "") -> None:
    answer = post(client, "/sign-in", {"email": address, "next": wanted})
    assert answer.status_code == 303
    assert urlsplit(answer.location).path == "/sign-in/sent"


def test_a_link_signs_its_holder_in_and_leads_where_they_wanted(
    client: FlaskClient, session: Session, settings: Settings, anna: Person
) -> None:
    ask(client, f" {ADDRESS.upper()} ", "/kits/vinterferie")
    answer = post(client, newest_link(session, settings))
    assert answer.status_code == 303
    assert answer.location == "/kits/vinterferie"
    with client.session_transaction() as cookie:
        assert cookie["_user_id"] == anna.get_id()


def test_a_link_holds_no_number_that_counts_up_with_each_request(
    client: FlaskClient, session: Session, settings: Settings, anna: Person
) -> None:
    ask(client)
    said = newest_link(session, settings).removeprefix("/sign-in/").partition(".")[0]
    nonce, end = json.loads(base64.urlsafe_b64decode(said + "=" * (-len(said) % 4)))
    assert nonce == session.scalars(select(SignInToken.nonce)).one()
    assert 0 < end - clock.now().timestamp() <= LINK_LIFETIME.total_seconds()


def test_where_somebody_wanted_to_go_stays_in_their_own_browser(
    app: Flask, client: FlaskClient, session: Session, settings: Settings, anna: Person, queue_redis: Redis
) -> None:
    """Beside the person and the end of the link it would tell who opened which kit, and when."""
    ask(client, ADDRESS, "/kits/vinterferie/linkedin")
    link = newest_link(session, settings)
    row = session.execute(select(SignInToken.__table__)).one()
    assert "vinterferie" not in repr(row)
    assert "vinterferie" not in link
    assert not [key for key in queue_redis.scan_iter() if b"vinterferie" in (queue_redis.dump(key) or b"")]
    elsewhere = app.test_client()
    assert post(elsewhere, link).location == "/"


def test_what_an_earlier_visitor_of_this_browser_wanted_is_forgotten(
    client: FlaskClient, session: Session, settings: Settings, anna: Person
) -> None:
    ask(client, ADDRESS, "/kits/vinterferie")
    ask(client, ADDRESS)
    assert post(client, newest_link(session, settings)).location == "/"
    with client.session_transaction() as cookie:
        assert "next" not in cookie


def test_the_end_of_a_link_does_not_say_when_it_was_asked_for(client: FlaskClient, session: Session) -> None:
    for second in (1, 61, 299):
        sent = dt.datetime(2026, 11, 18, 9, 0, tzinfo=dt.UTC) + dt.timedelta(seconds=second)
        with time_machine.travel(sent, tick=False):
            ask(client)
    ends = set(session.scalars(select(SignInToken.expires_at)))
    assert ends == {dt.datetime(2026, 11, 18, 9, 20, tzinfo=dt.UTC)}


def test_a_tag_in_an_address_makes_no_second_person(client: FlaskClient, session: Session, settings: Settings) -> None:
    session.add(AllowedDomain(domain="fjordby.example"))
    session.commit()
    for address in ("ole.riis+one@fjordby.example", "ole.riis+two@fjordby.example", "ole.riis@fjordby.example"):
        ask(client, address)
        assert post(client, newest_link(session, settings)).status_code == 303
        post(client, "/sign-out")
    assert session.scalars(select(Person.email)).all() == ["ole.riis@fjordby.example"]


def test_opening_the_link_does_not_use_it_up(
    client: FlaskClient, session: Session, settings: Settings, anna: Person
) -> None:
    ask(client)
    link = newest_link(session, settings)
    for _ in range(3):
        page = client.get(link)
        assert page.status_code == 200
        assert f'action="{link}"' in page.text
    assert post(client, link).status_code == 303


def test_a_used_link_says_so_and_offers_a_new_one(
    client: FlaskClient, session: Session, settings: Settings, anna: Person
) -> None:
    ask(client)
    link = newest_link(session, settings)
    assert post(client, link).status_code == 303
    for answer in (client.get(link), post(client, link)):
        assert answer.status_code == 410
        assert 'href="/sign-in"' in answer.text


def test_a_link_lasts_fifteen_minutes_to_the_second(
    client: FlaskClient, session: Session, settings: Settings, anna: Person
) -> None:
    sent = dt.datetime(2026, 11, 18, 9, 0, 1, tzinfo=dt.UTC)
    with time_machine.travel(sent, tick=False):
        ask(client)
        link = newest_link(session, settings)
    with time_machine.travel(sent + dt.timedelta(minutes=15, seconds=-1), tick=False):
        assert client.get(link).status_code == 200
    with time_machine.travel(sent + dt.timedelta(minutes=15), tick=False):
        assert client.get(link).status_code == 410
        assert post(client, link).status_code == 410


@pytest.mark.parametrize("signed", ["nonsense", "WzEsImFiYyJd.AAAA", "MTI.x", "%00", "a" * 3000])
def test_a_made_up_link_is_refused_like_a_used_one(client: FlaskClient, signed: str) -> None:
    assert client.get(f"/sign-in/{signed}").status_code == 410


def test_a_link_signed_with_another_key_is_refused(
    client: FlaskClient, session: Session, settings: Settings, anna: Person
) -> None:
    ask(client)
    token = session.scalars(select(SignInToken)).one()
    assert client.get(service.link_path(token, "another secret key, as long as it must")).status_code == 410


def test_of_two_redemptions_at_once_only_one_comes_in(
    sessions: sessionmaker[Session], session: Session, settings: Settings, anna: Person
) -> None:
    service.request_link(session, ADDRESS)
    session.commit()
    signed = newest_link(session, settings).removeprefix("/sign-in/")
    together = threading.Barrier(4)
    came_in: list[bool] = []

    def redeem() -> None:
        with sessions() as own:
            together.wait()
            found = service.redeem_link(own, signed, settings.secret_key)
            own.commit()
            came_in.append(found is not None)

    threads = [threading.Thread(target=redeem) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(came_in) == [False, False, False, True]


def test_an_unknown_address_is_answered_like_a_known_one(
    client: FlaskClient, session: Session, anna: Person, queue_redis: Redis
) -> None:
    answers = []
    for address in (ADDRESS, "nobody@elsewhere.example"):
        answer = post(client, "/sign-in", {"email": address, "next": ""})
        answers.append((answer.status_code, answer.location, answer.text))
    assert answers[0] == answers[1]
    known, unknown = session.scalars(select(SignInToken).order_by(SignInToken.id)).all()
    assert known.person_id == anna.id
    assert (unknown.person_id, unknown.email) == (None, None)
    assert len(queue.get_queue().job_ids) == 2


def test_asking_costs_the_same_queries_for_a_known_and_an_unknown_address(
    client: FlaskClient, session: Session, anna: Person, statements: list[str]
) -> None:
    counts = []
    for address in (ADDRESS, "nobody@elsewhere.example"):
        statements.clear()
        ask(client, address)
        counts.append(list(statements))
    assert counts[0] == counts[1]


def test_a_job_carries_nothing_but_the_tokens_id(client: FlaskClient, anna: Person, queue_redis: Redis) -> None:
    ask(client)
    (job,) = queue.get_queue().jobs
    assert job.func_name == "worker.jobs.send_sign_in.run"
    assert len(job.args) == 1
    assert isinstance(job.args[0], int)
    assert ADDRESS not in str(queue_redis.hgetall(f"rq:job:{job.id}"))


def test_a_newcomer_at_an_allowed_domain_becomes_a_person_when_the_link_is_used(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    session.add(AllowedDomain(domain="fjordby.example"))
    session.commit()
    ask(client, "ole.riis@fjordby.example")
    assert session.scalar(select(func.count(Person.id))) == 0
    assert post(client, newest_link(session, settings)).status_code == 303
    person = session.scalars(select(Person)).one()
    assert (person.name, person.email, person.unit_id) == ("Ole Riis", "ole.riis@fjordby.example", None)


def test_a_newcomer_stays_out_when_the_domain_was_removed_meanwhile(
    client: FlaskClient, session: Session, settings: Settings
) -> None:
    domain = AllowedDomain(domain="fjordby.example")
    session.add(domain)
    session.commit()
    ask(client, "ole.riis@fjordby.example")
    session.delete(domain)
    session.commit()
    assert post(client, newest_link(session, settings)).status_code == 410
    assert session.scalar(select(func.count(Person.id))) == 0


def test_a_subdomain_of_an_allowed_domain_is_not_allowed(client: FlaskClient, session: Session) -> None:
    session.add(AllowedDomain(domain="fjordby.example"))
    session.commit()
    ask(client, "ole@evil.fjordby.example")
    ask(client, "ole@evilfjordby.example")
    assert session.scalars(select(SignInToken.email)).all() == [None, None]


def test_a_deactivated_person_gets_no_link_and_an_earlier_one_is_void(
    client: FlaskClient, session: Session, settings: Settings, anna: Person
) -> None:
    ask(client)
    earlier = newest_link(session, settings)
    session.get_one(Person, anna.id).active = False
    session.commit()
    assert post(client, earlier).status_code == 410
    ask(client)
    session.expire_all()
    assert session.scalars(select(SignInToken.person_id)).all() == [None]


@pytest.mark.parametrize(
    "wanted",
    [
        "//evil.example",
        "/\\evil.example",
        "\\\\evil.example",
        "https://evil.example/",
        "javascript:alert(1)",
        "/\t/evil.example",
        "/\n/evil.example",
        "evil.example",
        " //evil.example",
        "///evil.example",
    ],
)
def test_a_link_never_leads_to_another_site(
    client: FlaskClient, session: Session, settings: Settings, anna: Person, wanted: str
) -> None:
    ask(client, wanted=wanted)
    assert post(client, newest_link(session, settings)).location == "/"


def test_an_address_that_is_none_is_told_beside_the_field_and_kept(client: FlaskClient) -> None:
    answer = post(client, "/sign-in", {"email": "anna at fjordby", "next": "/join"})
    assert answer.status_code == 400
    assert 'aria-invalid="true"' in answer.text
    assert 'value="anna at fjordby"' in answer.text
    assert 'value="/join"' in answer.text


def test_a_post_without_its_token_is_refused_with_a_page(client: FlaskClient, session: Session) -> None:
    answer = client.post("/sign-in", data={"email": ADDRESS})
    assert answer.status_code == 400
    assert "<h1" in answer.text
    assert session.scalar(select(func.count(SignInToken.id))) == 0


def test_signing_in_throws_away_what_the_session_held(
    client: FlaskClient, session: Session, settings: Settings, anna: Person
) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"
    ask(client)
    post(client, newest_link(session, settings))
    with client.session_transaction() as cookie:
        assert "planted" not in cookie


def test_a_queue_that_is_away_does_not_turn_the_page_into_an_error(
    client: FlaskClient, anna: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    def away(*_args: object) -> bool:
        raise RedisAway

    monkeypatch.setattr(queue, "enqueue", away)
    ask(client)


def test_somebody_already_in_goes_straight_on(sign_in: Callable[[str], FlaskClient]) -> None:
    answer = sign_in("employee").get("/sign-in?next=/join")
    assert (answer.status_code, answer.location) == (303, "/join")


def test_nothing_of_a_sign_in_is_logged(
    client: FlaskClient, session: Session, settings: Settings, anna: Person, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level("DEBUG", logger="hub"):
        ask(client)
        post(client, newest_link(session, settings))
    assert caplog.records == []

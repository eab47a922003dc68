"""An editor sets a goal: on a figure, never on a person, never on a few."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable

import pytest
from flask.testing import FlaskClient
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.campaigns.models import Campaign, Goal
from tests.factories.accounts import make_persona, make_unit, post
from tests.factories.campaigns import GOAL, make_campaign, make_goal

SignIn = Callable[[str], FlaskClient]
PAGE = "/campaigns/campaign-1"
YESTERDAY = dt.date(2020, 1, 1)


def goals(session: Session) -> list[Goal]:
    session.expire_all()
    return list(session.scalars(select(Goal)))


def refused(browser: FlaskClient, session: Session, **changes: str) -> str:
    answer = post(browser, f"{PAGE}/goals/new", {**GOAL, **changes})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text
    assert goals(session) == []
    return answer.text


def test_a_goal_is_kept_as_typed_and_everybody_sees_it(
    editor: FlaskClient, employee: FlaskClient, campaign: Campaign, session: Session
) -> None:
    answer = post(editor, f"{PAGE}/goals/new", {**GOAL, "baseline": "20", "target": "1.200"})
    assert (answer.status_code, answer.location) == (303, f"{PAGE}#goals")
    [goal] = goals(session)
    assert (goal.measure, goal.scope, goal.unit_id, goal.baseline, goal.target) == (
        "shares",
        "campaign",
        None,
        20,
        1200,
    )
    assert goal.deadline == dt.date(2099, 12, 18)
    page = employee.get(PAGE).text
    assert GOAL["specific"] in page
    assert "18. dec. 2099" in page.partition('<ol class="timeline">')[2]


def test_a_deadline_in_the_past_is_refused_and_nothing_typed_is_lost(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    page = refused(editor, session, deadline="2020-02-01", target="75")
    assert "Fristen er overskredet. Vælg i dag eller en senere dag." in page
    assert 'value="2020-02-01"' in page
    assert 'value="75"' in page
    assert GOAL["specific"] in page


def test_a_unit_with_fewer_than_30_people_is_refused_and_the_form_says_why(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    make_unit(session, "Skole", headcount=400)
    small = make_unit(session, "Havnekontoret", headcount=18)
    session.commit()
    rate = {"measure": "share_rate", "target": "15"}
    page = refused(editor, session, about=f"unit:{small.id}", **rate)
    assert "Havnekontoret har færre end 30 ansatte. Tal om så få kunne pege på nogen" in page
    page = refused(editor, session, about="organisation", specific="Flere på havnekontoret deler", **rate)
    assert "Havnekontoret har færre end 30 ansatte" in page
    page = refused(editor, session, about="unit:999", **rate)


def test_a_unit_that_is_large_enough_can_have_a_goal_for_its_share_rate_alone(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    unit = make_unit(session, "Vej og Park", headcount=30)
    session.commit()
    about = {"about": f"unit:{unit.id}"}
    assert "ikke talt for enheder" in refused(editor, session, **about)
    answer = post(editor, f"{PAGE}/goals/new", {**GOAL, **about, "measure": "share_rate", "target": "15"})
    assert answer.status_code == 303
    assert goals(session)[0].unit_id == unit.id


def test_the_form_cannot_express_a_person(editor: FlaskClient, campaign: Campaign, session: Session) -> None:
    person = make_persona(session, "employee")
    session.commit()
    page = editor.get(f"{PAGE}/goals/new").text
    assert person.name not in page
    assert "Aldrig en person" in page
    for about in (f"person:{person.id}", "person", f"unit:{person.id}", ""):
        refused(editor, session, about=about)


@pytest.mark.parametrize(
    "text",
    [
        "Mette Lind deler fem opslag",
        "METTE  LINDS opslag",
        "mette.lind@fjordby.example deler",
        "To opslag pr. medarbejder",
    ],
)
def test_a_goal_that_names_somebody_or_asks_it_of_each_is_refused(
    editor: FlaskClient, campaign: Campaign, session: Session, text: str
) -> None:
    make_persona(session, "employee")
    session.commit()
    assert "Et mål handler aldrig om" in refused(editor, session, specific=text).partition("error-summary")[2]


def test_one_figure_has_one_goal_in_a_campaign(editor: FlaskClient, campaign: Campaign, session: Session) -> None:
    post(editor, f"{PAGE}/goals/new", GOAL)
    answer = post(editor, f"{PAGE}/goals/new", {**GOAL, "deadline": "2099-12-11"})
    assert answer.status_code == 422
    assert "allerede et mål for det tal" in answer.text
    assert len(goals(session)) == 1


def test_a_goal_is_changed_and_given_up_before_its_deadline(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    post(editor, f"{PAGE}/goals/new", GOAL)
    number = goals(session)[0].id
    assert 'value="60"' in editor.get(f"{PAGE}/goals/{number}").text
    answer = post(editor, f"{PAGE}/goals/{number}", {**GOAL, "target": "80", "version": "1"})
    assert answer.status_code == 303
    assert goals(session)[0].target == 80
    for _ in range(2):
        assert post(editor, f"{PAGE}/goals/{number}/remove").status_code == 303
    assert goals(session) == []


def test_after_the_deadline_nobody_moves_the_target(editor: FlaskClient, campaign: Campaign, session: Session) -> None:
    goal = make_goal(session, campaign, deadline=YESTERDAY)
    session.commit()
    for address, form in (
        (f"goals/{goal.id}", {**GOAL, "target": "10", "version": "1"}),
        (f"goals/{goal.id}/remove", {}),
    ):
        answer = post(editor, f"{PAGE}/{address}", form)
        assert answer.status_code in (409, 422)
        assert "målet bliver stående, som det var" in answer.text
    assert editor.get(f"{PAGE}/goals/{goal.id}").status_code == 409
    assert [each.target for each in goals(session)] == [60]


def test_of_two_who_change_a_goal_at_once_the_second_is_told(
    sign_in: SignIn, campaign: Campaign, session: Session
) -> None:
    goal = make_goal(session, campaign, deadline=dt.date(2099, 1, 1))
    session.commit()
    address = f"{PAGE}/goals/{goal.id}"
    post(sign_in("editor"), address, {**GOAL, "target": "70", "version": "1"})
    answer = post(sign_in("approver"), address, {**GOAL, "target": "90", "version": "1"})
    assert answer.status_code == 409
    assert '<a href="#target">Måltal</a></dt><dd>70</dd>' in answer.text
    assert 'value="90"' in answer.text
    assert goals(session)[0].target == 70


def test_a_goal_of_another_campaign_is_not_found_here(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    other = make_goal(session, make_campaign(session, "Vinter"), deadline=dt.date(2099, 1, 1))
    session.commit()
    assert editor.get(f"{PAGE}/goals/{other.id}").status_code == 404
    assert post(editor, f"{PAGE}/goals/{other.id}", {**GOAL, "version": "1"}).status_code == 404
    post(editor, f"{PAGE}/goals/{other.id}/remove")
    assert len(goals(session)) == 1


@pytest.mark.parametrize(
    "wrong",
    [{"specific": " "}, {"target": ""}, {"target": "mange"}, {"target": "60,5"}, {"deadline": ""}, {"baseline": "-1"},
     {"measure": "likes"}, {"measure": "applications", "about": "organisation"}, {"baseline": "60"},
     {"target": "9" * 40}],
)  # fmt: skip
def test_what_cannot_be_measured_is_refused(
    editor: FlaskClient, campaign: Campaign, session: Session, wrong: dict[str, str]
) -> None:
    refused(editor, session, **wrong)


def test_the_limits_of_a_target_are_written_as_the_reader_writes_numbers(
    editor: FlaskClient, campaign: Campaign, session: Session
) -> None:
    page = refused(editor, session, target="-5")
    assert "fra 10 til 10.000.000" in page

"""The rules of recruitment: counts, levels, and the parameters of recruitment systems."""

from __future__ import annotations

import pytest

from hub.links import rules as links
from hub.recruitment.rules import Counts, goes_official, parameters_for, parameters_problem, problem


@pytest.mark.parametrize(
    ("counts", "stage"),
    [
        (Counts(5, 5, 5, 5), None), (Counts(), None), (Counts(5, 6, 0, 0), "interviews"),
        (Counts(5, 0, 6, 0), "qualified"),
        (Counts(5, 0, 2, 3), "hired"), (Counts(-1), "applications"), (Counts(100_001), "applications"),
    ],
)  # fmt: skip
def test_no_step_of_the_funnel_is_wider_than_the_one_it_comes_from(counts: Counts, stage: str | None) -> None:
    found = problem(counts)
    assert (found[0] if found else None) == stage


def test_managers_go_on_the_official_page_and_employees_do_not() -> None:
    assert [goes_official(level, "manager") for level in ("employee", "specialist", "manager", "top_manager")] == [
        False, False, True, True,
    ]  # fmt: skip
    assert not goes_official("top_manager", "never")


JOBS = {
    "hr-manager": "https://candidate.hr-manager.net/ApplicationInit.aspx?cid=12&ProjectId=34&DepartmentId=5&MediaId=6",
    "emply": "https://fjordby.career.emply.com/ad/sygeplejerske/abc12",
    "hr-on": "https://fjordby.hr-on.com/?hr=show-job/1234&locale=da_DK",
    "easycruit": "https://fjordby.easycruit.com/vacancy/123/45?iso=dk",
}


@pytest.mark.parametrize("name", JOBS)
def test_what_stands_in_the_address_of_a_job_stays_as_it_is(name: str) -> None:
    template = parameters_for(JOBS[name], "")
    where = links.location(JOBS[name], "linkedin", "employees", "kit", template)
    assert template
    assert where.startswith(JOBS[name])
    assert "utm_source=linkedin&utm_medium=employee_advocacy&utm_campaign=kit" in where


def test_a_jobs_own_parameters_win_and_replace_what_the_address_had() -> None:
    own = "MediaId=77&ref={source}"
    where = links.location(JOBS["hr-manager"], "linkedin", "paid", "kit", parameters_for(JOBS["hr-manager"], own))
    assert where.endswith("?cid=12&ProjectId=34&DepartmentId=5&MediaId=77&ref=paid")


def test_an_unknown_system_gets_the_usual_parameters() -> None:
    assert parameters_for("https://www.fjordby.example/job/7", "") == ""
    assert parameters_for("https://not-emply.com.evil.example/", "") == ""


@pytest.mark.parametrize(
    "text", ["a", "a=b c", "a={person}", "=b", "a=b&&c=d", "a=b#c", "a=<b>", "a={network.__class__}"]
)
def test_parameters_that_are_none_are_refused(text: str) -> None:
    assert parameters_problem(text) is not None


@pytest.mark.parametrize("text", ["", "utm_source={network}&ref={source}", "MediaId=42", "x=a-{campaign}"])
def test_parameters_may_hold_the_four_words(text: str) -> None:
    assert parameters_problem(text) is None

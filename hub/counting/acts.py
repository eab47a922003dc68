"""Recording what somebody chose to tell: a band of views, or an answer. Without recording who told it.

As with a share, the only trace is one more in a few cells that hold noise from the start, and a flag in the person's
own browser. No person, no session, no log, no time and no database: nothing here could take them.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from datetime import date

from hub.counting.cells import CHECK_IN_WEEK, REACH_MONTH, Cell, flag_for, uncounted
from hub.counting.pending import Backlog
from hub.counting.scales import CHECK_IN, REACH_BANDS


def report_cells(*, network: str, band: str, networks: Collection[str], local_date: date) -> tuple[Cell, ...]:
    """The one cell that a report of views touches.

    Raises:
        ValueError: `network` is not one of `networks`, or `band` is not the key of a band.
    """
    if network not in networks or band not in {each.key for each in REACH_BANDS}:
        raise ValueError("there is no such network or band")
    return (REACH_MONTH.cell(f"{network}-{band}", local_date),)


def answer_cells(*, pilot: int, answers: Mapping[str, str], local_date: date) -> tuple[Cell, ...]:
    """The cells that one check-in touches: one for each question that was answered, in the order of the form.

    `answers` has the key of an option by the key of its question; a question may be left out.

    Raises:
        ValueError: an unknown question or option.
    """
    options = {question.key: question.options for question in CHECK_IN}
    if any(option not in options.get(question, ()) for question, option in answers.items()):
        raise ValueError("there is no such question or answer")
    return tuple(
        CHECK_IN_WEEK.cell(f"{pilot}-{question.key}-{answers[question.key]}", local_date)
        for question in CHECK_IN
        if question.key in answers
    )


def record(backlog: Backlog, cells: Iterable[Cell], counted: frozenset[str]) -> frozenset[str]:
    """Add one to each cell that this browser has not added to, and give back the flags it should remember.

    `counted` are the flags that the browser sent. Never raises, and answers the same whether or not the store of
    the counts is there.
    """
    fresh = uncounted(cells, counted)
    backlog.share(fresh)
    return frozenset(flag_for(cell.family, cell.key, cell.window) for cell in fresh)


def is_counted(cells: Iterable[Cell], counted: frozenset[str]) -> bool:
    """Whether this browser has added to every one of these cells already, or to another answer in its place."""
    return not uncounted(cells, counted)

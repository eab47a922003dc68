"""What can be said about a goal from what may be shown of its figure."""

from __future__ import annotations

import pytest

from hub.metrics.disclosure import Band, Exact, Figure, Lost, NotReported, Over, Reason, Shown, TooUncertain, Under
from hub.metrics.goals import Verdict, progress, verdict

NOT_YET = NotReported(Reason.NOT_YET)


@pytest.mark.parametrize(
    ("figure", "target", "during", "after"),
    [
        (Shown(70, 10), 60, Verdict.REACHED, Verdict.REACHED),
        (Shown(65, 10), 60, Verdict.TOO_CLOSE, Verdict.TOO_CLOSE),
        (Shown(55, 10), 60, Verdict.TOO_CLOSE, Verdict.TOO_CLOSE),
        (Shown(45, 10), 60, Verdict.ON_THE_WAY, Verdict.MISSED),
        (Shown(60), 60, Verdict.REACHED, Verdict.REACHED),
        (Shown(50), 60, Verdict.ON_THE_WAY, Verdict.MISSED),
        (Exact(12), 12, Verdict.REACHED, Verdict.REACHED),
        (Exact(11), 12, Verdict.ON_THE_WAY, Verdict.MISSED),
        (Band(15, 20), 15, Verdict.REACHED, Verdict.REACHED),
        (Band(10, 15), 15, Verdict.ON_THE_WAY, Verdict.MISSED),
        (Under(10), 10, Verdict.ON_THE_WAY, Verdict.MISSED),
        (Under(10), 5, Verdict.TOO_SMALL, Verdict.TOO_SMALL),
        (Over(90), 80, Verdict.REACHED, Verdict.REACHED),
        (Over(90), 95, Verdict.TOO_CLOSE, Verdict.TOO_CLOSE),
        (TooUncertain(), 60, Verdict.TOO_SMALL, Verdict.TOO_SMALL),
        (NOT_YET, 60, Verdict.WAITING, Verdict.UNKNOWN),
        (NotReported(Reason.PROTECTS), 10, Verdict.UNKNOWN, Verdict.UNKNOWN),
        (Lost(), 60, Verdict.UNKNOWN, Verdict.UNKNOWN),
    ],
)
def test_a_goal_is_called_reached_only_whatever_the_margin(
    figure: Figure, target: int, during: Verdict, after: Verdict
) -> None:
    assert verdict(figure, target, False) is during
    assert verdict(figure, target, True) is after


@pytest.mark.parametrize(
    ("figure", "baseline", "target", "told"),
    [
        (Shown(40, 10), 20, 60, 50),
        (Shown(47, 10), None, 100, 45),
        (Shown(10, 5), 20, 60, 0),
        (Exact(90), 0, 60, 100),
        (Band(10, 15), 5, 20, None),
        (Under(10), 0, 60, None),
        (TooUncertain(), 0, 60, None),
    ],
)
def test_progress_is_told_in_steps_and_only_of_a_number(
    figure: Figure, baseline: int | None, target: int, told: int | None
) -> None:
    assert progress(figure, baseline, target) == told

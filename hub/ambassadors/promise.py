"""The limits that people say yes to, read from the registry of counts, and in words what became looser."""

from __future__ import annotations

from collections.abc import Iterable
from fractions import Fraction

from flask_babel import gettext as _
from sqlalchemy.orm import Session

from hub.core import i18n, promise
from hub.core.promise import Loosened, Term
from hub.counting import cells
from hub.counting.cells import Family, FlagScope
from hub.counting.windows import WindowKind

_FAMILY = "family"
# Longer windows blend more shares; a browser that adds less often shows less.
_WINDOWS = {WindowKind.WEEK: 1, WindowKind.MONTH: 2, WindowKind.QUARTER: 3}
_SCOPES = {FlagScope.NONE: 0, FlagScope.WINDOW: 1, FlagScope.WINDOW_AND_KEY: 2, FlagScope.KEY: 3}


def terms() -> tuple[Term, ...]:
    """Every limit of the program that runs. What is not one of these is not promised here."""
    limits = {
        "threshold": cells.THRESHOLD,
        "round_to": cells.ROUND_TO,
        "click_round_to": cells.CLICK_ROUND_TO,
        "rate_band": cells.RATE_BAND,
        "min_unit": cells.MIN_UNIT,
        "min_pilot": cells.MIN_PILOT,
    }
    found = [Term(name, Fraction(value), protects_upwards=True) for name, value in limits.items()]
    # These were in force before they were promised: whoever said yes in the meantime loses nothing by their coming.
    joined = {"denominator_round_to": cells.DENOMINATOR_ROUND_TO, "min_plausible": cells.MIN_PLAUSIBLE}
    found += [Term(name, Fraction(value), protects_upwards=True, own_act=True) for name, value in joined.items()]
    for family in cells.FAMILIES:
        found += _terms_of(family)
    return tuple(found)


def _terms_of(family: Family) -> tuple[Term, ...]:
    """A family of acts of their own is promised like any other from the day it is new; only its coming asks nobody."""
    name, own_act = f"{_FAMILY}.{family.name}", family.own_act
    return (
        Term(f"{name}.epsilon", family.epsilon, protects_upwards=False, own_act=own_act),
        Term(f"{name}.threshold", Fraction(family.threshold), protects_upwards=True, own_act=own_act),
        Term(f"{name}.round_to", Fraction(family.round_to), protects_upwards=True, own_act=own_act),
        Term(f"{name}.window", Fraction(_WINDOWS[family.window]), protects_upwards=True, own_act=own_act),
        Term(f"{name}.scope", Fraction(_SCOPES[family.flag_scope]), protects_upwards=False, own_act=own_act),
    )


def keep(session: Session) -> int:
    """Write down what is promised from now on; returns its number. Safe to repeat."""
    return promise.keep(session, terms())


def number(session: Session) -> int:
    """The number of what is promised now. Writes nothing."""
    return promise.number_of(session, terms())


def in_words(changes: Iterable[Loosened]) -> tuple[str, ...]:
    """What became looser, one sentence for each change that a reader can tell from the others."""
    changes = tuple(changes)
    everywhere = {(change.name, change.before, change.after) for change in changes}
    new = {change.name.rpartition(".")[0] for change in changes if change.before is None}
    said: dict[str, None] = {}
    for change in changes:
        if change.name.startswith(f"{_FAMILY}."):
            key, _dot, part = change.name.rpartition(".")
            if (part, change.before, change.after) in everywhere:
                continue
            title = str(cells.family_named(key.removeprefix(f"{_FAMILY}.")).title)
            said[_new_figure(title) if key in new else _family_sentence(title, part, change)] = None
        else:
            said[_sentence(change)] = None
    return tuple(said)


def _new_figure(title: str) -> str:
    return str(_("There is a figure that was not made before: %(title)s.", title=title))


def _sentence(change: Loosened) -> str:
    values = {"before": _number(change.before), "after": _number(change.after)}
    labels: dict[str, str] = {
        "threshold": _("The smallest figure that is shown was %(before)s. It is %(after)s now.", **values),
        "round_to": _("Figures were rounded to %(before)s. They are rounded to %(after)s now.", **values),
        "click_round_to": _(
            "Clicks from employees' posts were rounded to %(before)s. They are rounded to %(after)s now.", **values
        ),
        "rate_band": _(
            "Shares of a headcount were shown in steps of %(before)s percentage points. The steps are %(after)s now.",
            **values,
        ),
        "min_unit": _("A unit needed %(before)s people to have figures of its own. It needs %(after)s now.", **values),
        "min_pilot": _(
            "A pilot needed %(before)s members to have figures of its own. It needs %(after)s now.", **values
        ),
        "denominator_round_to": _(
            "Numbers of employees were rounded down to %(before)s. They are rounded down to %(after)s now.", **values
        ),
        "min_plausible": _(
            "A hidden figure left at least %(before)s possible values. It leaves at least %(after)s now.", **values
        ),
    }
    return labels[change.name]


def _family_sentence(title: str, part: str, change: Loosened) -> str:
    values = {"title": title, "before": _number(change.before), "after": _number(change.after)}
    labels: dict[str, str] = {
        "epsilon": _(
            "%(title)s: the figure is made less inaccurate. ε was %(before)s, and is %(after)s now.", **values
        ),
        "threshold": _("%(title)s: shown from %(after)s up, where it was %(before)s.", **values),
        "round_to": _("%(title)s: rounded to %(after)s, where it was %(before)s.", **values),
        "window": _("%(title)s: the figure is made more often than before.", **values),
        "scope": _("%(title)s: one browser can add to the figure more often than before.", **values),
    }
    return labels[part]


def _number(value: Fraction | None) -> str:
    return i18n.number(float(value or 0))

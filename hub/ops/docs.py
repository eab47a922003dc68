"""The parts of docs/ that come from the code, so that they cannot disagree with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Flask
from flask_babel import Babel, force_locale

from hub.ambassadors import privacy_facts
from hub.core.config import SPECS
from hub.counting import cells
from hub.kits import workflow
from hub.metrics import method
from hub.results.export import DATA_SETS

_NOTE = "<!-- Made by `hub docs` from the code. Change the code, not this file. -->"


def render(name: str) -> str:
    """The text of a file in docs/. Raises `KeyError` for a file that does not come from the code."""
    # Texts are translated when they are asked for, which needs an application; this one knows English only.
    app = Flask("docs")
    Babel(app, default_locale="en")
    with app.app_context(), force_locale("en"):
        return _FILES[name]()


def write(folder: Path) -> None:
    """Write every generated file."""
    folder.mkdir(parents=True, exist_ok=True)
    for name in _FILES:
        (folder / name).write_text(render(name), encoding="utf-8")


def stale(folder: Path) -> list[str]:
    """The files that are missing or are not what the code would write."""
    return [
        name
        for name in _FILES
        if not (folder / name).is_file() or (folder / name).read_text(encoding="utf-8") != render(name)
    ]


def _method() -> str:
    lines = ["# How figures are made", "", _NOTE, ""]
    for section in method.sections():
        lines += [f"## {section.title}", ""]
        for paragraph in section.paragraphs:
            lines += [paragraph, ""]
    lines += ["## Every count there is", ""]
    lines += _table(
        (
            "Count",
            "Added to by",
            "What adds to it",
            "Kept for each",
            "Window",
            "ε",
            "Spread",
            "Rounded to",
            "Shown from",
            "Name in the database",
        ),
        (
            (
                row.title,
                row.act,
                row.counts,
                row.keyed_by,
                row.window,
                row.epsilon,
                row.noise_sd,
                str(row.round_to),
                str(row.threshold),
                row.name,
            )
            for row in method.families()
        ),
    )
    lines += ["", "## How often a small count is shown as a number", ""]
    lines += _table(
        ("True shares of a kit in a week", "Shown as a number"),
        ((str(each.true), f"{each.shown:.1%}") for each in method.odds()),
    )
    lines += ["", "## How far a shown figure is from the truth on average", ""]
    lines += [
        "The error is what protection costs, so both stand here. The guess is whether one person is in the figure, by",
        "somebody who knows exactly what everybody else did; tossing a coin is right half of the time.",
        "",
    ]
    families = (cells.KIT_WEEK, cells.ORGANISATION_QUARTER)
    lines += _table(
        (
            "True shares, about",
            *(
                words
                for family in families
                for words in (
                    f"Mean error, rounding included: {str(family.title).lower()} (ε {float(family.epsilon):g})",
                    "Best guess is right, at most",
                )
            ),
        ),
        (
            (str(pair[0].true), *(words for each in pair for words in (f"{each.error:.1f}", f"{each.bound:.1%}")))
            for pair in zip(*(method.errors(family) for family in families), strict=True)
        ),
    )
    lines += [
        "",
        "## How well somebody can guess who shares every week",
        "",
        "The attacker holds every released figure, knows exactly what everybody else did, and knows that the person",
        "shares one kit each week on one network, or never shares at all. The person is in a unit and a pilot with",
        "figures of their own; others are harder to guess. The best test there is adds up the evidence of every figure",
        "(Neyman and Pearson). Its success is the sum over all outcomes, and not a simulation:",
        "`hub docs` makes this table anew (`habits` in `hub/ambassadors/privacy_facts.py`), and `make adversary`",
        "measures a point of such a curve on a running hub (attack 15 in [adversary.md](adversary.md)).",
        "",
    ]
    lines += _table(
        ("Weeks", "Best guess is right, at most"),
        ((str(each.weeks), f"{each.accuracy:.1%}") for each in privacy_facts.habits()),
    )
    lines += [
        "",
        "## Where these numbers come from",
        "",
        "Every number here is computed from the distribution of the noise by `hub docs`, which writes this file;",
        "`hub docs --check` fails when the file is not what the program computes. Why the noise protects:",
        "[a proof sketch](noise.md).",
    ]
    return "\n".join(lines) + "\n"


def _configuration() -> str:
    lines = ["# Settings", "", _NOTE, ""]
    lines += [
        "Settings are environment variables, or lines in a file `.env` in the working folder. A wrong value stops the",
        "start with its name, the value and what is allowed.",
        "",
    ]
    lines += _table(
        ("Name", "Meaning", "Allowed", "Default", "Example"),
        ((f"`{spec.name}`", spec.meaning, spec.allowed, _code(spec.default), _code(spec.example)) for spec in SPECS),
    )
    return "\n".join(lines) + "\n"


def _dictionary() -> str:
    lines = ["# Data dictionary", "", _NOTE, ""]
    lines += [
        "Every data set of the files on `/results/export` and of the programming interface (docs/api.md). Where no",
        "number may be shown, its cell is empty and the `_text` column says why, such as “under 10”.",
        "",
    ]
    for each in DATA_SETS:
        lines += [f"## {each.name}", "", f"{each.title}. {each.description} Group: `{each.group}`.", ""]
        lines += _table(
            ("Column", "Type", "Counted in", "Evidence", "Can be empty", "Meaning"),
            (
                (
                    f"`{column.name}`",
                    column.type.value,
                    column.unit,
                    column.evidence.value if column.evidence else "",
                    "yes" if column.nullable else "",
                    str(column.description),
                )
                for column in each.columns
            ),
        )
        lines.append("")
    return "\n".join(lines)


def _code(value: str) -> str:
    return f"`{value}`" if value else ""


def _table(head: Iterable[str], rows: Iterable[Iterable[str]]) -> list[str]:
    titles = list(head)
    return [
        _line(titles),
        _line("---" for _ in titles),
        *(_line(cell.replace("|", "\\|") for cell in row) for row in rows),
    ]


def _line(cells: Iterable[str]) -> str:
    return f"| {' | '.join(cells)} |"


_FILES: dict[str, Callable[[], str]] = {
    "method.md": _method,
    "configuration.md": _configuration,
    "data-dictionary.md": _dictionary,
    "kit-workflow.md": workflow.diagram,
}

"""The parts of docs/ that come from the code, so that they cannot disagree with it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from pathlib import Path

from flask import Flask
from flask_babel import Babel, force_locale

from hub.core.config import SPECS
from hub.kits import workflow
from hub.metrics import method

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
        ("Count", "What adds to it", "Kept for each", "Window", "ε", "Spread", "Rounded to", "Shown from"),
        (
            (
                row.title,
                row.counts,
                row.keyed_by,
                row.window,
                row.epsilon,
                row.noise_sd,
                str(row.round_to),
                str(row.threshold),
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
    lines += _table(
        ("True shares of a kit in a week, about", "Mean error, rounding included"),
        ((str(each.true), f"{each.error:.1f}") for each in method.errors()),
    )
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
    "kit-workflow.md": workflow.diagram,
}

"""Planted leaks, one file each in tests/adversary/leaks/: what is changed in a copy of the tree, and who must find it.

tests/adversary/README.md has the format.
"""

from __future__ import annotations

import re
import shutil
import tomllib
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "leaks"
PARTS = ("hub", "worker", "templates", "static", "wsgi.py")
"""What of the tree runs."""
NAME = re.compile(r"\d\d-[a-z0-9-]+")
_KEYS = {"attacks", "what", "from_the_start", "change"}


@dataclass(frozen=True)
class Leak:
    """A leak. One of `attacks` must find it; each change is a file, words that stand there once, and new words."""

    name: str
    attacks: tuple[int, ...]
    what: str
    changes: tuple[tuple[str, str, str], ...]
    from_the_start: bool = False
    """The leak must be there when the installation is made."""


def read(file: Path) -> Leak:
    """One leak. Raises `ValueError` when the file is not of the format."""
    try:
        found = tomllib.loads(file.read_text(encoding="utf-8"))
        if strange := sorted(found.keys() - _KEYS):
            raise ValueError(f"what is {strange}?")
        if not NAME.fullmatch(file.stem):
            raise ValueError("the file's name is an attack's two digits and words with hyphens")
        changes = tuple((each["file"], each["old"], each["new"]) for each in found["change"])
        attacks = tuple(found["attacks"])
        return Leak(file.stem, attacks, found["what"], changes, found.get("from_the_start", False))
    except (KeyError, TypeError, ValueError) as error:
        raise ValueError(f"{file.name}: {error!r}") from error


def every() -> tuple[Leak, ...]:
    """All leaks, by name."""
    return tuple(read(file) for file in sorted(FOLDER.glob("*.toml")))


def misfits(leak: Leak, tree: Path) -> list[str]:
    """Why the leak cannot be planted in the tree; nothing when it can."""
    found = []
    for name, old, new in leak.changes:
        file = tree / name
        times = file.read_text(encoding="utf-8").count(old) if file.is_file() else 0
        if times != 1 or old == new:
            found.append(f"{name} holds these words {times} times, where a leak needs them once:\n{old}")
    return found


def plant(leak: Leak, of: Path, tree: Path) -> None:
    """Copy what runs into the empty folder `tree`, and plant the leak there. Raises `ValueError` when it does not fit.

    Files keep their time, so that what is compiled already stays so; but for the files that change.
    """
    if said := misfits(leak, of):
        raise ValueError("\n".join(said))
    copy(of, tree)
    for name, old, new in leak.changes:
        file = tree / name
        file.write_text(file.read_text(encoding="utf-8").replace(old, new), encoding="utf-8")


def copy(of: Path, tree: Path) -> None:
    """Copy what runs."""
    for name in PARTS:
        if (of / name).is_dir():
            shutil.copytree(of / name, tree / name)
        else:
            shutil.copy2(of / name, tree / name)

"""Reading the demonstration's data files: typed fields, and errors that name the file and the field."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

LOCALES = ("da", "en")


class ContentError(ValueError):
    """A data file of the demonstration is wrong: the message names the file, the field and what is expected."""


class Table:
    """A TOML table that answers with a clear error instead of a KeyError or a wrong type."""

    def __init__(self, where: str, data: Mapping[str, Any]) -> None:
        self.where, self._data, self._used = where, data, set[str]()

    def _get(self, key: str, kind: type[Any], default: Any = None) -> Any:
        self._used.add(key)
        value = self._data.get(key, default)
        if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
            raise ContentError(f"{self.where}: '{key}' must be {kind.__name__}, not {value!r}")
        return value

    def text(self, key: str) -> str:
        value: str = self._get(key, str).strip()
        if not value:
            raise ContentError(f"{self.where}: '{key}' is empty")
        return value

    def optional(self, key: str) -> str | None:
        return self.text(key) if key in self._data else None

    def number(self, key: str) -> int:
        value: int = self._get(key, int)
        if value < 0:
            raise ContentError(f"{self.where}: '{key}' must not be negative, got {value}")
        return value

    def flag(self, key: str) -> bool:
        return bool(self._get(key, bool, False))

    def texts(self, key: str, default: Sequence[str] | None = None) -> tuple[str, ...]:
        values = self._get(key, list, default)
        if not all(isinstance(value, str) and value.strip() for value in values):
            raise ContentError(f"{self.where}: '{key}' must be a list of texts")
        return tuple(value.strip() for value in values)

    def both(self, key: str) -> dict[str, str]:
        return {locale: self.text(f"{key}_{locale}") for locale in LOCALES}

    def choice(self, key: str, allowed: Sequence[str]) -> str:
        return self.one_of(key, self.text(key), allowed)

    def one_of(self, key: str, value: str, allowed: Sequence[str]) -> str:
        if value not in allowed:
            raise ContentError(f"{self.where}: '{key}' is {value!r}; allowed: {', '.join(allowed)}")
        return value

    def table(self, key: str) -> Table:
        return Table(f"{self.where} [{key}]", self._get(key, dict))

    def tables(self, key: str, required: bool = True) -> list[Table]:
        rows = self._get(key, list, None if required else [])
        return [Table(f"{self.where} [[{key}]] {number}", row) for number, row in enumerate(rows, 1)]

    def has(self, key: str) -> bool:
        return key in self._data

    def finish(self) -> None:
        """Refuse fields nobody asked for: they are misspelt ones."""
        if extra := sorted(set(self._data) - self._used):
            raise ContentError(f"{self.where}: unknown field(s) {', '.join(extra)}")


def read(path: Path) -> Table:
    try:
        return Table(path.name, tomllib.loads(path.read_text("utf-8")))
    except tomllib.TOMLDecodeError as error:
        raise ContentError(f"{path.name}: {error}") from error

"""What a report or an answer can say: short, fixed scales. Nothing else can be told, so nothing else can be counted.

The keys stand in the names of cells and stay for good; the words belong to the rooms that ask.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Band:
    """A band of views. `high` is the last number that belongs to it, None where it is open."""

    low: int
    high: int | None

    @property
    def key(self) -> str:
        """The lowest number of the band, such as `50`; it stands in the name of the cell."""
        return str(self.low)


@dataclass(frozen=True)
class Question:
    """One question of a check-in and the keys of its answers, in the order of the form."""

    key: str
    options: tuple[str, ...]


REACH_BANDS: tuple[Band, ...] = (
    Band(0, 49),
    Band(50, 199),
    Band(200, 499),
    Band(500, 999),
    Band(1000, 4999),
    Band(5000, None),
)

CHECK_IN: tuple[Question, ...] = (
    Question("find", ("easy", "middling", "hard")),
    Question("free", ("yes", "mostly", "no")),
    Question("time", ("0", "30", "60", "120")),
)
"""How easy it was to find something to share; whether it felt voluntary; minutes spent (the lower end of the band)."""


def reach_keys(network: str) -> tuple[str, ...]:
    """The keys of one network's cells of reported views: one for each band."""
    return tuple(f"{network}-{band.key}" for band in REACH_BANDS)


def check_in_keys(pilot: int | str) -> tuple[str, ...]:
    """The keys of one pilot's cells of answers: one for each option of each question."""
    return tuple(f"{pilot}-{question.key}-{option}" for question in CHECK_IN for option in question.options)

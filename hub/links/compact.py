"""A million links in the memory of one process: packed numbers and shared pieces of text instead of a dictionary.

A code is a number of eight bytes, found among the few that have the same last bits of its hash. An address is kept as
three pieces, for the links of a kit share the target, and those of a network share the parameters. A dictionary of the
same links takes 400 MB.
"""

from __future__ import annotations

from array import array
from collections.abc import Iterable, Sequence
from typing import Any

import numpy as np

Link = tuple[int, str]
_CODE_BYTES = 8
_REMEMBERED = 4096
"""Pieces that are recognised while the links are read: they come kit by kit, so that a few are enough."""
_FEW = 50_000
"""Different pieces that may stand in a list: it is quicker than one long text, and at most 10 MB."""


class CompactLinks:
    """Links that do not change any more. Codes of more than eight bytes cannot be kept here."""

    def __init__(self, rows: Iterable[tuple[str, int, str]] = ()) -> None:
        """Read (code, id, location), best ordered by kit."""
        keys, ids, hashes = array("Q"), array("I"), array("q")
        pieces = (array("I"), array("I"), array("I"))
        texts = (_Texts(), _Texts(), _Texts())
        for code, link_id, location in rows:
            keys.append(int.from_bytes(code.encode(), "big"))
            ids.append(link_id)
            hashes.append(hash(code))
            for numbers, known, piece in zip(pieces, texts, _split(location), strict=True):
                numbers.append(known.number_of(piece))
        self._mask = (1 << len(keys).bit_length()) - 1
        shelves = (np.array(hashes, dtype=np.int64) & self._mask).astype(np.int64)
        order = np.argsort(shelves, kind="stable")
        begins = np.searchsorted(shelves[order], np.arange(self._mask + 2))
        self._begins = array("I", begins.astype(np.uint32).tobytes())
        self._keys = _ordered(keys, order)
        self._ids = _ordered(ids, order)
        self._pieces = [_ordered(each, order) for each in pieces]
        self._texts = [each.finished() for each in texts]

    def get(self, code: str) -> Link | None:
        """The link's id and where it leads; None when there is no such code."""
        raw = code.encode("utf-8", "replace")
        if len(raw) > _CODE_BYTES:
            return None
        key = int.from_bytes(raw, "big")
        shelf = hash(code) & self._mask
        for place in range(self._begins[shelf], self._begins[shelf + 1]):
            if self._keys[place] == key:
                head, middle, tail = self._texts
                heads, middles, tails = self._pieces
                return self._ids[place], head[heads[place]] + middle[middles[place]] + tail[tails[place]]
        return None

    def __len__(self) -> int:
        return len(self._keys)


class _Texts:
    """Many short texts in one, each with its end."""

    def __init__(self) -> None:
        self._blob: bytearray | bytes = bytearray()
        self._ends = array("Q", [0])
        self._known: dict[str, int] = {}

    def number_of(self, text: str) -> int:
        """The text's number; one that came up lately has its number already."""
        found = self._known.get(text)
        if found is not None:
            return found
        if len(self._known) >= _REMEMBERED:
            self._known.clear()
        self._blob += text.encode()
        self._ends.append(len(self._blob))
        self._known[text] = len(self._ends) - 2
        return len(self._ends) - 2

    def finished(self) -> Sequence[str] | _Texts:
        """The texts by number, without what was only needed to add them; a list, when that is small."""
        self._known.clear()
        self._blob = bytes(self._blob)
        count = len(self._ends) - 1
        return [self[number] for number in range(count)] if count <= _FEW else self

    def __getitem__(self, number: int) -> str:
        return self._blob[self._ends[number] : self._ends[number + 1]].decode()


def _split(location: str) -> tuple[str, str, str]:
    """The target, the parameters that a network's links share, and the rest; put together they are the location."""
    head, mark, rest = location.partition("utm_source=")
    middle, second, tail = rest.partition("&utm_campaign=")
    return head, mark + middle + second, tail


def _ordered(numbers: array[int], order: Any) -> array[int]:
    found = array(numbers.typecode)
    found.frombytes(np.frombuffer(numbers, dtype=f"u{numbers.itemsize}")[order].tobytes() if numbers else b"")
    return found

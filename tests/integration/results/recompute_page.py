"""A page as somebody with a pencil reads it: each figure is ticked off when it has been worked out, and at the end
nothing may be left.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

from tests.integration.results.recompute_rules import Said

VOID = {"br", "hr", "img", "input", "link", "meta", "source", "wbr"}
BLOCKS = {"td", "th", "p", "li", "dd", "dt", "h1", "h2", "h3", "h4", "caption", "figcaption", "summary", "title",
          "text", "a", "progress"}  # fmt: skip
FIGURES = {"td", "dd", "progress"}
"""Elements that hold a figure even when it is a word."""
EXPLAINED = "How is this counted?"
NAMES = re.compile(
    r"Week \d{1,2}, \d{4}|Quarter \d, \d{4}|\b\d{1,2} [A-Z][a-z]{2,3} \d{4}( at \d\d[:.]\d\d)?|"
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December) \d{4}"
)
"""Dates and windows: when, and not how many."""


@dataclass(eq=False)
class Node:
    """One element."""

    tag: str
    attributes: dict[str, str]
    parent: Node | None
    children: list[Node | str] = field(default_factory=list)

    def every(self, tag: str, **wanted: str) -> list[Node]:
        """All elements below with this tag, and of this class."""
        name = wanted.get("of")
        return [
            node
            for node in walk(self)
            if node.tag == tag and (name is None or name in node.attributes.get("class", "").split())
        ]

    @property
    def text(self) -> str:
        """All the words in it."""
        return tidy(" ".join(words for node in walk(self) for words in node.children if isinstance(words, str)))

    @property
    def own(self) -> str:
        """The words of a block without those of blocks in it, in their order."""
        return tidy(" ".join(_own(self)))


def _own(node: Node) -> Iterator[str]:
    for child in node.children:
        if isinstance(child, str):
            yield child
        elif child.tag not in BLOCKS - {"a"} or node.tag == "text":
            yield from _own(child)


def walk(node: Node) -> Iterator[Node]:
    """The element and all below it."""
    yield node
    for child in node.children:
        if isinstance(child, Node):
            yield from walk(child)


def tidy(words: str) -> str:
    """One space between words, none before a full stop."""
    return re.sub(r" (?=[.,:;)])", "", re.sub(r"\s+", " ", words.replace("\xa0", " "))).strip()


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.root = self.at = Node("", {}, None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self.at)
        self.at.children.append(node)
        if tag not in VOID:
            self.at = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.at.children.append(Node(tag, {name: value or "" for name, value in attrs}, self.at))

    def handle_endtag(self, tag: str) -> None:
        node: Node | None = self.at
        while node is not None and node.tag != tag:
            node = node.parent
        if node is not None and node.parent is not None:
            self.at = node.parent

    def handle_data(self, data: str) -> None:
        self.at.children.append(data)


class Page:
    """One page. Every `expect` ticks off what it has compared; `close` finds what nobody has."""

    def __init__(self, html: str) -> None:
        reader = _Reader()
        reader.feed(html)
        reader.close()
        mains = reader.root.every("main")
        self.root = mains[0] if mains else reader.root
        self.done: set[Node] = set()

    @classmethod
    def of(cls, part: Node, done: set[Node]) -> Page:
        """A part of a page; what is ticked off there is so on the page."""
        page = cls("")
        page.root, page.done = part, done
        return page

    def expect(self, *texts: str) -> None:
        """A block with each of these texts stands on the page."""
        for words in texts:
            found = [node for node in self._blocks() if node.own == tidy(words)]
            assert found, (words, sorted(node.own for node in self._blocks() if re.search(r"\d", node.own)))
            self.done.update(found)

    def expect_card(self, caption: str, said: Said | str) -> None:
        """The card with this caption shows this figure."""
        cards = [card for card in self.root.every("div", of="figure-card") if tidy(caption) in card.every("p")[-2].text]
        assert len(cards) == 1, caption
        figure = cards[0].every("p", of="figure")[0]
        assert figure.own == tidy(said if isinstance(said, str) else said.text), caption
        self.done.add(figure)

    def expect_fact(self, name: str, *values: str) -> None:
        """The list of facts says these behind this name, wherever it stands in one."""
        found = [(node, list(_after(node))) for node in self.root.every("dt") if node.text == tidy(name)]
        shown = [node for _, nodes in found for node in nodes]
        assert [node.own for node in shown] == [tidy(value) for value in values], (name, [node.own for node in shown])
        self.done.update(shown)

    def expect_table(self, caption: str, rows: Sequence[Sequence[Any]]) -> None:
        """The table with this caption has exactly these rows, label first."""
        tables = [node for node in self.root.every("table") if node.every("caption")[0].text == tidy(caption)]
        assert len(tables) == 1, (caption, len(tables), [node.text for node in self.root.every("caption")])
        self.expect_rows(tables[0], caption, rows)

    def after(self, heading: str, tag: str) -> Node:
        """The first such element after a heading."""
        every = list(walk(self.root))
        start = next(place for place, node in enumerate(every) if node.tag == "h3" and node.own == tidy(heading))
        return next(node for node in every[start:] if node.tag == tag)

    def expect_rows(self, table: Node, caption: str, rows: Sequence[Sequence[Any]]) -> None:
        """This very table has this caption and these rows."""
        assert table.every("caption")[0].text == tidy(caption)
        shown = [[cell for cell in walk(row) if cell.tag in ("td", "th")]
                 for body in table.every("tbody") for row in body.every("tr")]  # fmt: skip
        wanted = [[tidy(cell if isinstance(cell, str) else cell.text) for cell in row] for row in rows]
        assert [[cell.text for cell in row] for row in shown] == wanted, caption
        self.done.update(cell for row in shown for cell in row)
        self.done.update(table.every("caption"))

    def expect_columns(self, title: str, points: Sequence[tuple[str, Said]]) -> None:
        """The drawing of standing bars has these, and each is as high as the axis says."""
        chart = self._figure(title)
        columns = chart.every("g", of="column")
        ticks = [node for node in chart.every("svg")[0].children if isinstance(node, Node) and node.tag == "text"]
        heights = [float(node.attributes["y1"]) for node in chart.every("line")]
        axis = dict(zip((_number(node.text) for node in ticks), heights, strict=True))
        titles = [column.every("title")[0].text for column in columns]
        wanted = [tidy(f"{label}: {drawn(said)}") for label, said in points]
        assert titles == wanted, (title, titles, wanted)
        top = max(axis)
        for column, (label, said) in zip(columns, points, strict=True):
            value = column.every("text", of="value")[0]
            if said.value is None:
                assert value.text == ("< 10" if said.text == "under 10" else "–"), (title, label, value.text)
            else:
                assert value.text == f"{said.value:,}", (title, label)
                bar = column.every("rect", of="bar")[0]
                high = (axis[0] - axis[top]) * said.value / top
                assert abs(float(bar.attributes["height"]) - high) < 0.02, (title, label)
                _check_whisker(column, axis, said)
        self.done.update(walk(chart))

    def expect_bars(self, title: str, points: Sequence[tuple[str, Said]]) -> None:
        """The drawing of lying bars has these, and their lengths are in proportion."""
        chart = self._figure(title)
        rows = chart.every("li")
        values = [said.value if said.ore is None else (said.ore + 50) // 100 for _, said in points]
        ends = [
            value + (said.margin or 0) for value, (_, said) in zip(values, points, strict=True) if value is not None
        ]
        most = max(ends, default=0) or 1
        told = [node.text for row in rows for node in row.every("span", of="value")]
        assert told == [drawn(said) for _, said in points], title
        for row, (label, _), value in zip(rows, points, values, strict=True):
            assert row.text.startswith(tidy(label)), (title, label)
            lengths = [float(bar.attributes["width"].rstrip("%")) for bar in row.every("rect", of="bar")]
            assert lengths == ([] if value is None else [round(100 * value / most, 2)]), (title, label)
        self.done.update(walk(chart))

    def close(self, names: Collection[str] = ()) -> None:
        """Nothing that looks like a figure is left. `names` are what people have typed, such as titles."""
        left = []
        for node in self._blocks():
            if node in self.done:
                continue
            rest = node.own
            for name in sorted(names, key=len, reverse=True):
                rest = rest.replace(tidy(name), "")
            if re.search(r"\d", NAMES.sub("", rest)) or node.tag in FIGURES or _is_figure(node):
                left.append((node.tag, node.own))
        assert not left, left

    def _figure(self, title: str) -> Node:
        found = [node for node in self.root.every("figure") if node.every("figcaption")[0].text == tidy(title)]
        assert len(found) == 1, (title, [node.text for node in self.root.every("figcaption")])
        return found[0]

    def _blocks(self) -> Iterator[Node]:
        for node in walk(self.root):
            if node.tag == "progress" or (_own_words(node) and not _is_explained(node)):
                yield node


def drawn(said: Said) -> str:
    """A figure as a drawing says it: money in whole kroner, and what was rounded without a word before it."""
    if said.ore is not None:
        return f"{(said.ore + 50) // 100:,}"
    if said.value is None:
        return said.text
    return f"about {said.value:,} ± {said.margin:,}" if said.margin else f"{said.value:,}"


def _after(term: Node) -> Iterator[Node]:
    siblings = [node for node in term.parent.children if isinstance(node, Node)] if term.parent else []
    for node in siblings[siblings.index(term) + 1 :]:
        if node.tag != "dd":
            return
        yield node


def _check_whisker(column: Node, axis: dict[int, float], said: Said) -> None:
    if not said.margin or said.value is None:
        return
    path = [node.attributes["d"] for node in walk(column) if node.tag == "path"]
    ends = re.match(r"M0 ([0-9.]+)V([0-9.]+)M", path[0])
    assert ends is not None
    per_one, ground = (axis[0] - axis[max(axis)]) / max(axis), axis[0]
    for end, value in zip(ends.groups(), (said.value + said.margin, max(0, said.value - said.margin)), strict=True):
        assert abs(float(end) - (ground - value * per_one)) < 0.02, said


def _own_words(node: Node) -> bool:
    if node.tag in BLOCKS:
        parent = node.parent
        # A link within a sentence belongs to the sentence.
        return not (node.tag == "a" and parent is not None and _inside(parent))
    return any(isinstance(child, str) and child.strip() for child in node.children) and not _inside(node)


def _inside(node: Node) -> bool:
    at: Node | None = node
    while at is not None and at.tag not in BLOCKS:
        at = at.parent
    return at is not None


def _is_figure(node: Node) -> bool:
    return "figure" in node.attributes.get("class", "").split() and node.tag != "figure"


def _is_explained(node: Node) -> bool:
    at: Node | None = node
    while at is not None:
        if at.tag == "details" and any(node.text.startswith(EXPLAINED) for node in at.every("summary")):
            return True
        at = at.parent
    return False


def _number(words: str) -> int:
    return int(words.replace(",", ""))

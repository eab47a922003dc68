"""Finds every text of the pages, and what the Danish catalogs say to it."""

from __future__ import annotations

from pathlib import Path

from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parents[2]
CATALOGS = ROOT / "hub" / "translations" / "da" / "LC_MESSAGES"
KEYWORDS = {
    "_": None,
    "_l": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "_n": (1, 2),
    "_ln": (1, 2),
    "lazy_ngettext": (1, 2),
}
OPTIONS = {"**.html": {"extensions": "", "silent": "false"}, "**.txt": {"silent": "false"}}


def used() -> dict[str, set[str]]:
    """Every message id in code and templates, with the files that use it."""
    found: dict[str, set[str]] = {}
    for folder, methods in (
        (ROOT / "hub", [("**.py", "python")]),
        (ROOT / "templates", [("**.html", "jinja2"), ("**.txt", "jinja2")]),
    ):
        extracted = extract_from_dir(str(folder), method_map=methods, options_map=OPTIONS, keywords=KEYWORDS)
        for name, _line, message, _comments, _context in extracted:
            texts = message if isinstance(message, tuple) else (message,)
            found.setdefault(texts[0], set()).add(f"{folder.name}/{name}")
    found.pop("", None)
    return found


def danish() -> dict[str, tuple[str, str]]:
    """Danish texts by message id, with the catalog that holds each."""
    texts: dict[str, tuple[str, str]] = {}
    for file in sorted(CATALOGS.glob("*.po")):
        with file.open("rb") as handle:
            for message in read_po(handle, locale="da"):
                if not message.id:
                    continue
                text = message.string if isinstance(message.string, str) else (message.string or ("",))[0]
                key = message.id if isinstance(message.id, str) else message.id[0]
                if text and not message.fuzzy:
                    texts[key] = (text, file.stem)
    return texts

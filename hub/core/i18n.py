"""Languages: which one a visitor reads, the catalogs, and Danish and English forms of numbers and dates."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

from babel.dates import format_date, format_datetime
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.numbers import format_decimal, format_percent
from flask import Flask, g, has_request_context, request
from flask_babel import Babel, force_locale, get_locale
from flask_login import current_user
from jinja2 import pass_context
from jinja2.runtime import Context
from markdown_it import MarkdownIt
from markupsafe import Markup
from nh3 import Cleaner

from hub.core import clock, config

LOCALES = ("da", "en")
CATALOGS = Path(__file__).parent.parent / "translations"
LANGUAGE_COOKIE = "lang"

_markdown = MarkdownIt("commonmark", {"html": False})
_cleaner = Cleaner(
    tags={"p", "ul", "ol", "li", "strong", "em", "a", "h2", "h3", "h4", "blockquote", "br", "hr", "code"},
    attributes={"a": {"href"}},
    url_schemes={"https", "http", "mailto", "tel"},
    link_rel="noopener nofollow",
)


def catalogs() -> list[Path]:
    """The Danish catalogs, one for each room of the house. English is the language of the message ids."""
    return sorted((CATALOGS / "da" / "LC_MESSAGES").glob("*.po"))


def compile_catalogs() -> None:
    """Compile what has changed, atomically, so that several processes may start at once."""
    for source in catalogs():
        target = source.with_suffix(".mo")
        if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
            continue
        with source.open("rb") as handle:
            catalog = read_po(handle, locale="da")
        draft = target.with_suffix(f".{id(catalog)}.tmp")
        with draft.open("wb") as handle:
            write_mo(handle, catalog)
        draft.replace(target)


def choose_locale() -> str:
    """The reader's language: what they chose, else what the browser asks for, else the organisation's."""
    if not has_request_context():
        return "da"
    if "locale" not in g:
        g.locale = _chosen()
    found: str = g.locale
    return found


def _chosen() -> str:
    asked = request.args.get("lang", "")
    if asked in LOCALES:
        return asked
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen not in LOCALES and current_user and current_user.is_authenticated and current_user.locale in LOCALES:
        return str(current_user.locale)
    return choose_without_person()


def choose_without_person() -> str:
    """The language as far as the request itself tells it: for a page that must not ask the database."""
    chosen = request.cookies.get(LANGUAGE_COOKIE, "")
    if chosen in LOCALES:
        return chosen
    return request.accept_languages.best_match(LOCALES) or config.current().locale


def locale() -> str:
    """The language of the text being rendered, `da` or `en`."""
    current = get_locale()
    return current.language if current else "da"


def date(value: dt.date | dt.datetime) -> str:
    """21. nov. 2026 / 21 Nov 2026, in the organisation's time zone."""
    if isinstance(value, dt.datetime):
        value = value.astimezone(clock.zone()).date()
    pattern = "d. MMM y" if locale() == "da" else "d MMM y"
    return format_date(value, pattern, locale="da" if locale() == "da" else "en_GB")


def datetime(value: dt.datetime) -> str:
    """21. nov. 2026 kl. 14.05 / 21 Nov 2026 at 14:05, in the organisation's time zone."""
    pattern = "d. MMM y 'kl.' HH.mm" if locale() == "da" else "d MMM y 'at' HH:mm"
    where = "da" if locale() == "da" else "en_GB"
    return format_datetime(value.astimezone(clock.zone()), pattern, tzinfo=clock.zone(), locale=where)


def number(value: float) -> str:
    """1.234,5 / 1,234.5."""
    return _number(value, "da" if locale() == "da" else "en_GB")


@lru_cache(maxsize=4096, typed=True)
def _number(value: float, where: str) -> str:
    """A page or file of figures has the same few numbers again and again, and Babel reads its pattern for each."""
    return format_decimal(value, locale=where)


def percent(value: float) -> str:
    """12 % / 12%, from a fraction."""
    return format_percent(value, locale="da" if locale() == "da" else "en_GB")


def exact_percent(fraction: float) -> str:
    """62,2 % / 62.2%: with the one decimal that bounds are quoted with."""
    danish = locale() == "da"
    return format_percent(fraction, "0.0 %" if danish else "0.0%", locale="da" if danish else "en_GB")


def markdown(text: str) -> Markup:
    """Markdown to the few tags that a page allows. Users' text is hostile input: it is cleaned after rendering."""
    return Markup(_cleaner.clean(_markdown.render(text)))  # noqa: S704  cleaned on this very line


def _asked_each_time(form: Callable[[Any], str]) -> Callable[[Context, Any], str]:
    """The form as a filter. Jinja works out `{{ 0.03|percent }}` once, when it compiles the page, in the language of
    whoever comes first; but not what is handed the page's context.
    """
    return pass_context(lambda _context, value: form(value))


def init_app(app: Flask) -> None:
    """Install the catalogs, the choice of language and the filters."""
    compile_catalogs()
    names = [path.stem for path in catalogs()] or ["messages"]
    app.config["BABEL_DOMAIN"] = ";".join(names)
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = ";".join([str(CATALOGS)] * len(names))
    Babel(app, locale_selector=choose_locale)
    app.jinja_env.filters["markdown"] = markdown
    for form in (date, datetime, number, percent):
        app.jinja_env.filters[form.__name__] = _asked_each_time(form)
    app.jinja_env.globals["locales"] = LOCALES

    @app.context_processor
    def _locale() -> dict[str, str]:
        return {"locale": locale()}


__all__ = ["LOCALES", "choose_locale", "force_locale", "init_app", "locale"]

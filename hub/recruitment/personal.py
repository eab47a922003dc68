"""Finds what looks like a person in a table or a message, so that no applicant's data is ever stored."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import Any

from flask_babel import lazy_gettext as _l

from hub.core.tables import Table, TableError

_WORD = re.compile(r"[^\W\d_]+")
_OF_THINGS = frozenset(
    {"stilling", "stillingen", "job", "jobs", "jobbet", "position", "vacancy", "kilde", "source", "medie", "media",
     "kampagne", "campaign", "enhed", "afdeling", "unit", "department", "projekt", "project", "fil", "file"}
)  # fmt: skip
_NAME_WORDS = frozenset({"navn", "navne", "name", "names", "namn", "ansøger", "applicant", "candidate", "kandidat"})
_PERSON_PARTS = (
    "fornavn", "efternavn", "mellemnavn", "fuldenavn", "firstname", "lastname", "surname", "fullname", "ansøgernavn",
    "kandidatnavn", "applicantname", "candidatename", "ansøgerid", "applicantid", "candidateid", "kandidatid",
    "cpr", "personnummer", "personnr", "socialsecurity", "email", "mailadresse", "telefon", "phone", "tlf", "mobil",
    "mobile", "adresse", "address", "fødsel", "birth", "fødedag", "linkedinprofil", "kontaktperson", "contactperson",
    "bopæl", "postnummer", "postnr", "nationalitet", "nationality",
)  # fmt: skip
_PERSON_WORDS = frozenset({"mail", "mails", "dob", "ssn", "adr", "cv", "alder", "age", "gender", "køn"})
_CPR = re.compile(r"(?<![0-9])([0-9]{2})([0-9]{2})([0-9]{2})[- ]?[0-9]{4}(?![0-9])")
_EMAIL = re.compile(r"[^\s@<>,;:]+@[^\s@<>,;:]+\.[^\W\d_]{2,}")
_PHONE = re.compile(
    r"(?<![\w.,-])(?:(?:\+|00) ?45[ -]?)(?:[0-9][ -]?){7}[0-9](?![\w-])"
    r"|(?<![\w.,-])[2-9][0-9](?: [0-9]{2}){3}(?![\w-])|(?<![\w.,-])[2-9][0-9]{3}[ -][0-9]{4}(?![\w-])"
)
_EIGHT = re.compile(r"[2-9][0-9]{7}")
ISSUES: dict[str, Any] = {
    "header": _l("This column is about persons. Take it out of the file; only counts belong here."),
    "cpr": _l("This looks like a CPR number. Take the column out of the file; only counts belong here."),
    "email": _l("This looks like an e-mail address. Take the column out of the file; only counts belong here."),
    "phone": _l("This looks like a phone number. Take the column out of the file; only counts belong here."),
}


def header_is_personal(header: str) -> bool:
    """Whether the name of a column says that it is about persons."""
    words = _WORD.findall(unicodedata.normalize("NFC", header).casefold())
    joined = "".join(words)
    if any(part in joined for part in _PERSON_PARTS) or any(word in _PERSON_WORDS for word in words):
        return True
    return any(word in _NAME_WORDS for word in words) and not any(
        word in _OF_THINGS or word.startswith("stilling") for word in words
    )


def content_issue(text: str, *, may_be_number: bool = False) -> str | None:
    """ "cpr", "email" or "phone" when the text looks like one. `may_be_number`: eight bare digits may name a job."""
    if "@" in text and _EMAIL.search(text):
        return "email"
    if len(text) < 8 or not any(sign.isdigit() for sign in text):
        return None
    for found in _CPR.finditer(text):
        if _is_day(int(found[1]), int(found[2])):
            return "cpr"
    if _PHONE.search(text):
        return "phone"
    if not may_be_number and _EIGHT.fullmatch(text) and not _is_compact_date(text):
        return "phone"
    return None


def check_table(table: Table, header_line: int, job_column: int | None = None) -> None:
    """Refuse a table in which anything looks like a person, in columns that are used and in all others.

    Raises:
        TableError: with line and column. The message never repeats what was found.
    """
    for place, header in enumerate(table.header):
        if header_is_personal(header):
            raise TableError(ISSUES["header"], header_line, header)
        if issue := content_issue(header):
            raise TableError(ISSUES[issue], header_line, str(place + 1))
    for row in table.rows:
        for place, text in enumerate(row.cells):
            if len(text) >= 6 and (issue := content_issue(text, may_be_number=place == job_column)):
                raise TableError(ISSUES[issue], row.line, table.header[place])


def _is_day(day: int, month: int) -> bool:
    # Some CPR numbers of foreigners add 60 to the day.
    try:
        return bool(dt.date(2000, month, day - 60 if day > 60 else day))
    except ValueError:
        return False


def _is_compact_date(text: str) -> bool:
    try:
        return 2000 <= dt.date(int(text[:4]), int(text[4:6]), int(text[6:])).year <= 2100
    except ValueError:
        return False

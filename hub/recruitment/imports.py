"""Counts of applications out of a file: what it would change first, and then all of it or nothing.

A file holds totals so far, for one job and source a line. Importing it again sets the same totals again, and so does
not double; jobs and sources that it does not mention keep theirs.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from flask_babel import lazy_gettext as _l
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.core import audit, clock, drafts, i18n
from hub.core.errors import Conflict, Invalid
from hub.core.tables import Row, Table, TableError, parse_count, parse_counts, read_table
from hub.recruitment import personal, queries, rules, service
from hub.recruitment.models import Job
from hub.recruitment.permissions import check_can_recruit
from hub.recruitment.rules import NOTHING, STAGES, Counts, Source

KIND = "applications"
COLUMNS = ("job", "source", *STAGES)
NEEDED = ("job", "applications")
MOST_ERRORS = 50
COLUMN_LABELS: dict[str, Any] = {"job": _l("Job"), "source": _l("Source"), **rules.STAGE_LABELS}
WORDS: dict[str, tuple[str, ...]] = {
    "job": (
        "job",
        "stilling",
        "stillingen",
        "stillingsnavn",
        "jobtitel",
        "stillingstitel",
        "vacancy",
        "position",
        "projekt",
    ),
    "source": ("source", "kilde", "medie", "kanal", "channel"),
    "applications": ("applications", "ansøgninger", "antal ansøgninger", "ansøgere", "antal ansøgere", "applicants"),
    "interviews": ("interviews", "samtaler", "jobsamtaler", "antal samtaler"),
    "qualified": ("qualified", "kvalificerede", "kvalificeret", "antal kvalificerede"),
    "hired": ("hired", "ansatte", "ansat", "ansættelser", "antal ansatte"),
}
UNKNOWN = frozenset({"", "-", "–", "ukendt", "andet", "andre", "unknown", "other", "anden kilde", "øvrige"})


@dataclass(frozen=True)
class Change:
    """One line of the file: what stands now, and what would."""

    line: int
    job_id: int
    title: str
    source: str
    label: str
    before: Counts
    after: Counts


@dataclass
class Report:
    """What an import would do. With any error it does nothing."""

    header: tuple[str, ...] = ()
    changes: list[Change] = field(default_factory=list)
    errors: list[TableError] = field(default_factory=list)
    ends_open: bool = False


def dry_run(
    session: Session, data: bytes, filename: str, wanted: Mapping[str, str], header_line: int, locale: str
) -> Report:
    """Read a file and say what it would change. `wanted` names the column of each field; empty: found by its name.

    Anything that looks like a person is refused before anything else is looked at. Nothing is written.
    """
    try:
        table = read_table(data, filename, header_line=header_line)
    except TableError as error:
        return Report(errors=[error])
    report = Report(table.header, ends_open=table.ends_open)
    try:
        places = find_columns(table, wanted)
        personal.check_table(table, header_line, places.get("job"))
        for name in NEEDED:
            if name not in places:
                raise TableError(_l("No column for “%(field)s” was found. Name it below.", field=COLUMN_LABELS[name]))
        if not table.rows:
            raise TableError(_l("The file has no lines below the names of its columns."))
    except TableError as error:
        report.errors.append(error)
        return report
    _Reader(session, table, places, report, locale).read()
    return report


def find_columns(table: Table, wanted: Mapping[str, str]) -> dict[str, int]:
    """The place of each field's column.

    Raises:
        TableError: a column that was named is not there, or one column is to be two things.
    """
    places: dict[str, int] = {}
    for name in COLUMNS:
        named = wanted.get(name, "").strip()
        if named:
            place = table.index_of(named)
            if place is None:
                raise TableError(_l("The file has no column with this name."), None, named[:60])
            places[name] = place
            continue
        found = [place for word in WORDS[name] if (place := table.index_of(word)) is not None]
        if found:
            places[name] = found[0]
    if len(set(places.values())) < len(places):
        raise TableError(_l("One column cannot be two things. Name another one below."))
    return places


class _Reader:
    """Turns the lines of one file into changes, and collects what is wrong with them."""

    def __init__(self, session: Session, table: Table, places: Mapping[str, int], report: Report, locale: str) -> None:
        self.table, self.places, self.report = table, places, report
        self._bad: set[int | None] = set()
        jobs = queries.jobs(session)
        self.jobs: dict[str, list[Job]] = {}
        for job in jobs:
            for word in {job.slug.casefold(), job.title.casefold()}:
                self.jobs.setdefault(word, []).append(job)
        self.labels = queries.source_labels(session, locale, retired=True)
        # A file speaks its system's language, whatever the reader's is.
        self.sources = {
            label.casefold(): key
            for language in (*i18n.LOCALES, locale)
            for key, label in queries.source_labels(session, language, retired=True).items()
        }
        for each, name in rules.SOURCE_LABELS.items():
            self.sources.setdefault(str(name).casefold(), each.value)
        self.sources |= {key: key for key in self.labels}

    def read(self) -> None:
        """Fill the report."""
        numbers = {name: self._numbers(name) for name in STAGES if name in self.places}
        seen: dict[tuple[int, str], int] = {}
        for index, row in enumerate(self.table.rows):
            if len(self.report.errors) >= MOST_ERRORS:
                break
            if row.line in self._bad:
                continue
            try:
                self._line(row, {name: column[index] for name, column in numbers.items()}, seen)
            except TableError as error:
                self.report.errors.append(error)
        self.report.errors.sort(key=lambda error: error.line or 0)
        del self.report.errors[MOST_ERRORS:]
        if self.report.errors:
            self.report.changes.clear()

    def _numbers(self, name: str) -> list[int | None]:
        """One column's counts; None where the cell is empty or wrong, which is then an error already."""
        place = self.places[name]
        header = self.table.header[place]
        cells = [(row.line, row.cells[place]) for row in self.table.rows]
        filled = [cell for cell in cells if cell[1]]
        try:
            found = iter(parse_counts(filled, header))
            return [next(found) if text else None for _, text in cells]
        except TableError as error:
            self.report.errors.append(error)
            self._bad.add(error.line)
            return [self._single(line, text, header) for line, text in cells]

    def _single(self, line: int, text: str, header: str) -> int | None:
        """One cell of a column in which something is wrong; the other lines are still looked at."""
        try:
            return parse_count(text) if text else None
        except TableError as error:
            if line not in self._bad:
                self.report.errors.append(TableError(error.reason, line, header))
                self._bad.add(line)
            return None

    def _line(self, row: Row, numbers: Mapping[str, int | None], seen: dict[tuple[int, str], int]) -> None:
        job, source = self._job(row), self._source(row)
        if (job.id, source) in seen:
            raise TableError(
                _l("The same job and source stand in line %(line)s too.", line=seen[job.id, source]), row.line
            )
        seen[job.id, source] = row.line
        before = next((each.numbers for each in job.counts if each.source == source), NOTHING)
        given = {name: value for name, value in numbers.items() if value is not None}
        after = before._replace(**given)
        if found := rules.problem(after):
            raise TableError(found[1], row.line, str(COLUMN_LABELS[found[0]]))
        self.report.changes.append(Change(row.line, job.id, job.title, source, self.labels[source], before, after))

    def _job(self, row: Row) -> Job:
        place = self.places["job"]
        found = self.jobs.get(row.cells[place].casefold(), [])
        if len(found) == 1:
            return found[0]
        reason = (
            _l("No job has this title or address.")
            if not found
            else _l("Several jobs have this title. Use the address.")
        )
        raise TableError(reason, row.line, self.table.header[place])

    def _source(self, row: Row) -> str:
        place = self.places.get("source")
        text = row.cells[place].casefold() if place is not None else ""
        if text in UNKNOWN:
            return Source.OTHER.value
        found = self.sources.get(text)
        if found is None:
            raise TableError(_l("Delfrit does not know this source."), row.line, self.table.header[place or 0])
        return found


def keep(session: Session, actor: Person, changes: Sequence[Change]) -> str:
    """Keep a dry run until it is confirmed; returns its token.

    Raises:
        NotAllowed: the person is not HR.
    """
    check_can_recruit(actor)
    return drafts.keep(
        session, KIND, actor.id, [[each.line, each.job_id, each.source, *each.after] for each in changes]
    )


def confirm(session: Session, actor: Person, token: str) -> int | None:
    """Import a dry run: all of it, in the caller's transaction. The number of lines; None when it is gone.

    Raises:
        NotAllowed: the person is not HR.
        Conflict: a job has gone, or numbers have changed so that these no longer fit.
    """
    check_can_recruit(actor)
    lines = drafts.claim(session, KIND, actor.id, token)
    if lines is None:
        return None
    by_job: dict[int, dict[str, Counts]] = {}
    for _line, job_id, source, *numbers in lines:
        by_job.setdefault(job_id, {})[source] = Counts(*numbers)
    jobs = {job.id: job for job in queries.jobs(session)}
    for job_id, counts in by_job.items():
        if job_id not in jobs:
            raise Conflict(_l("A job of this file has been removed in the meantime. Nothing was imported."))
        try:
            service.set_counts(session, jobs[job_id], counts, clock.now())
        except Invalid as error:
            raise Conflict(error.reason) from None
        audit.record(session, actor.id, "imported", "job", job_id)
    return len(lines)

"""The fictional Fjordby Kommune as typed, validated data.

The files lie in the folder `content/` beside this module: `organisation.toml` (themes, contacts), `units.csv`,
`people.toml`, `jobs.toml`, `pilot.toml` and one `kits/<slug>.toml` for each share kit. `load()` reads them all and
refuses anything inconsistent, so the seed that uses the data never meets a half-made kit.
"""

from __future__ import annotations

import csv
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from urllib.parse import urlsplit

from hub.demo.tables import LOCALES, ContentError, Table, read

CONTENT_DIR = Path(__file__).with_name("content")
"""Where the data files are. A module wins over a plain folder of the same name, so both may be called `content`."""

CATEGORIES = ("information", "topical", "branding", "recruitment", "storytelling")
PURPOSES = ("accessible", "dialogue", "credible", "services", "profiling_staff")
POST_NETWORKS = ("linkedin", "facebook", "instagram", "x", "bluesky", "threads")
SOURCES = ("employees", "official", "paid", "newsletter", "intranet")
PERSONAS = ("employee", "employee2", "contributor", "editor", "approver", "hr", "pilot", "admin")
ROLES = ("contributor", "editor", "approver", "hr", "pilot", "admin")
TITLE_LIMIT = 80
SMALL_UNIT = 30
"""Units with fewer people are counted together with their siblings under the parent (privacy design §7)."""


@dataclass(frozen=True, slots=True)
class Theme:
    key: str
    name: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Contact:
    """Who answers critical comments: a function, never a private person."""

    key: str
    name: Mapping[str, str]
    email: str
    hours: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Unit:
    """One node of the organisation tree. `headcount` is the node's own people, 0 for a node that only gathers."""

    path: str
    name: Mapping[str, str]
    parent: str | None
    headcount: int
    note: str

    @property
    def key(self) -> str:
        """The last part of the path."""
        return self.path.rsplit("/", 1)[-1]


@dataclass(frozen=True, slots=True)
class Person:
    persona: str
    name: str
    email: str
    unit: str
    title: Mapping[str, str]
    roles: tuple[str, ...]
    locale: str


@dataclass(frozen=True, slots=True)
class Suggestion:
    """One suggested text for one network in one language, without the link. Only e-mail has a subject."""

    network: str
    locale: str
    variant: int
    text: str
    subject: str | None = None


@dataclass(frozen=True, slots=True)
class KitText:
    """Everything of a kit that is written in one language."""

    title: str
    why: str
    audience: str
    image_alt: str
    dos: tuple[str, ...]
    donts: tuple[str, ...]
    facts: tuple[str, ...]
    suggestions: tuple[Suggestion, ...]


@dataclass(frozen=True, slots=True)
class Kit:
    """A share kit.

    `start_week` and `duration_weeks` count from the Monday that opens the two quarters (week 0). `popularity` is about
    how many share in the kit's first week; the seed lets it fall off afterwards.
    """

    slug: str
    category: str
    purposes: tuple[str, ...]
    theme: Theme
    contact: Contact
    unit: str
    target_url: str
    job: str | None
    commercial: bool
    motif: str
    palette: str
    start_week: int
    duration_weeks: int
    popularity: int
    texts: Mapping[str, KitText]

    @property
    def end_week(self) -> int:
        """The first week in which the kit is no longer live."""
        return self.start_week + self.duration_weeks

    def is_live_in(self, week: int) -> bool:
        """Whether the kit is live in this week of the demonstration."""
        return self.start_week <= week < self.end_week


@dataclass(frozen=True, slots=True)
class JobCount:
    """What HR records for one source up to one week: whole applications, cost in Danish kroner."""

    source: str
    week: int
    applications: int
    qualified: int
    cost: int


@dataclass(frozen=True, slots=True)
class Job:
    key: str
    kit: str | None
    title: Mapping[str, str]
    profession: Mapping[str, str]
    unit: str
    place: str
    opens_week: int
    deadline_week: int
    apply_url: str
    counts: tuple[JobCount, ...]


@dataclass(frozen=True, slots=True)
class Pilot:
    key: str
    unit: str
    coordinator: str
    start_week: int
    duration_weeks: int
    members_wanted: int
    title: Mapping[str, str]
    purpose: Mapping[str, str]
    invitation: Mapping[str, str]
    questions: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True)
class Organisation:
    name: Mapping[str, str]
    website: str
    weeks: int
    themes: tuple[Theme, ...]
    contacts: tuple[Contact, ...]
    units: tuple[Unit, ...]
    people: tuple[Person, ...]
    kits: tuple[Kit, ...]
    jobs: tuple[Job, ...]
    pilot: Pilot

    @property
    def headcount(self) -> int:
        """Everybody in the organisation."""
        return sum(unit.headcount for unit in self.units)

    def live_kits(self, week: int | None = None) -> tuple[Kit, ...]:
        """The kits that are live in `week`; without one, just after the last week."""
        return tuple(kit for kit in self.kits if kit.is_live_in(self.weeks if week is None else week))

    def person(self, persona: str) -> Person:
        """The colleague who plays `persona`; KeyError if there is none."""
        return {person.persona: person for person in self.people}[persona]


def _link(table: Table, key: str) -> str:
    url = table.text(key)
    parts = urlsplit(url)
    if parts.scheme != "https" or not (parts.hostname or "").endswith("fjordby.example"):
        raise ContentError(f"{table.where}: '{key}' must be an https address at fjordby.example, not {url!r}")
    return url


def _units(path: Path) -> tuple[Unit, ...]:
    units: dict[str, Unit] = {}
    with path.open(encoding="utf-8", newline="") as file:
        for number, row in enumerate(csv.DictReader(file, delimiter=";"), 2):
            where = f"{path.name} line {number}"
            if row["parent"] and row["parent"] not in units:
                raise ContentError(f"{where}: the parent {row['parent']!r} must come first")
            if row["id_path"] in units:
                raise ContentError(f"{where}: {row['id_path']!r} is there twice")
            if not row["headcount"].isdigit():
                raise ContentError(f"{where}: 'headcount' must be a whole number, not {row['headcount']!r}")
            names = {"da": row["name_da"], "en": row["name_en"]}
            unit = Unit(row["id_path"], names, row["parent"] or None, int(row["headcount"]), row["note_da"])
            units[unit.path] = unit
    return tuple(units.values())


def _person(table: Table, units: Sequence[str]) -> Person:
    roles = table.texts("roles")
    return Person(
        persona=table.choice("persona", PERSONAS),
        name=table.text("name"),
        email=table.text("email"),
        unit=table.choice("unit", units),
        title=table.both("title"),
        roles=tuple(table.one_of("roles", role, ROLES) for role in roles),
        locale=table.choice("locale", LOCALES),
    )


def _kit_text(table: Table, locale: str) -> KitText:
    title = table.text("title")
    if len(title) > TITLE_LIMIT:
        raise ContentError(f"{table.where}: the title has {len(title)} characters; at most {TITLE_LIMIT}")
    posts = table.table("texts")
    suggestions = [
        Suggestion(network, locale, variant, text)
        for network in POST_NETWORKS
        for variant, text in enumerate(posts.texts(network, []), 1)
    ]
    posts.finish()
    for variant, mail in enumerate(table.tables("emails", required=False), 1):
        suggestions.append(Suggestion("email", locale, variant, mail.text("body"), mail.text("subject")))
    text = KitText(
        title=title,
        why=table.text("why"),
        audience=table.text("audience"),
        image_alt=table.text("image_alt"),
        dos=table.texts("dos"),
        donts=table.texts("donts"),
        facts=table.texts("facts"),
        suggestions=tuple(suggestions),
    )
    table.finish()
    return text


def _kit(path: Path, themes: Mapping[str, Theme], contacts: Mapping[str, Contact], units: Sequence[str]) -> Kit:
    table = read(path)
    if table.text("slug") != path.stem:
        raise ContentError(f"{path.name}: 'slug' must be the file's name")
    kit = Kit(
        slug=path.stem,
        category=table.choice("category", CATEGORIES),
        purposes=tuple(table.one_of("purposes", purpose, PURPOSES) for purpose in table.texts("purposes")),
        theme=themes[table.choice("theme", tuple(themes))],
        contact=contacts[table.choice("contact", tuple(contacts))],
        unit=table.choice("unit", units),
        target_url=_link(table, "target_url"),
        job=table.optional("job"),
        commercial=table.flag("commercial"),
        motif=table.text("motif"),
        palette=table.text("palette"),
        start_week=table.number("start_week"),
        duration_weeks=table.number("duration_weeks"),
        popularity=table.number("popularity"),
        texts={locale: _kit_text(table.table(locale), locale) for locale in LOCALES if table.has(locale)},
    )
    table.finish()
    if "da" not in kit.texts:
        raise ContentError(f"{path.name}: the Danish texts are missing")
    if (kit.category == "recruitment") != (kit.job is not None):
        raise ContentError(f"{path.name}: a recruitment kit names its job, and no other kit does")
    return kit


def _job(table: Table, units: Sequence[str], kits: Mapping[str, Kit]) -> Job:
    job = Job(
        key=table.text("key"),
        kit=table.optional("kit"),
        title=table.both("title"),
        profession=table.both("profession"),
        unit=table.choice("unit", units),
        place=table.text("place"),
        opens_week=table.number("opens_week"),
        deadline_week=table.number("deadline_week"),
        apply_url=_link(table, "apply_url"),
        counts=tuple(_job_count(row) for row in table.tables("counts")),
    )
    table.finish()
    if job.kit is not None and (job.kit not in kits or kits[job.kit].job != job.key):
        raise ContentError(f"{table.where}: the kit {job.kit!r} does not belong to this job")
    return job


def _job_count(table: Table) -> JobCount:
    fields = {key: table.number(key) for key in ("week", "applications", "qualified", "cost")}
    if fields["qualified"] > fields["applications"]:
        raise ContentError(f"{table.where}: more qualified applications than applications")
    return JobCount(table.choice("source", SOURCES), **fields)


def _pilot(path: Path, units: Sequence[str]) -> Pilot:
    table = read(path)
    texts = {locale: table.table(locale) for locale in LOCALES}
    return Pilot(
        key=table.text("key"),
        unit=table.choice("unit", units),
        coordinator=table.choice("coordinator", PERSONAS),
        start_week=table.number("start_week"),
        duration_weeks=table.number("duration_weeks"),
        members_wanted=table.number("members_wanted"),
        title={locale: text.text("title") for locale, text in texts.items()},
        purpose={locale: text.text("purpose") for locale, text in texts.items()},
        invitation={locale: text.text("invitation") for locale, text in texts.items()},
        questions={locale: text.texts("questions") for locale, text in texts.items()},
    )


@cache
def load(folder: Path = CONTENT_DIR) -> Organisation:
    """The whole demonstration, checked. Raises ContentError that names the file and the field."""
    head = read(folder / "organisation.toml")
    themes = {t.text("key"): Theme(t.text("key"), t.both("name")) for t in head.tables("themes")}
    contacts = {
        t.text("key"): Contact(t.text("key"), t.both("name"), t.text("email"), t.both("hours"))
        for t in head.tables("contacts")
    }
    units = _units(folder / "units.csv")
    paths = tuple(unit.path for unit in units)
    kits = {file.stem: _kit(file, themes, contacts, paths) for file in sorted((folder / "kits").glob("*.toml"))}
    jobs = tuple(_job(table, paths, kits) for table in read(folder / "jobs.toml").tables("jobs"))
    if missing := {kit.job for kit in kits.values() if kit.job} - {job.key for job in jobs}:
        raise ContentError(f"jobs.toml: no job called {', '.join(sorted(missing))}")
    people = tuple(_person(table, paths) for table in read(folder / "people.toml").tables("people"))
    if sorted(person.persona for person in people) != sorted(PERSONAS):
        raise ContentError(f"people.toml: exactly one person for each of {', '.join(PERSONAS)}")
    return Organisation(
        name=head.both("name"),
        website=_link(head, "website"),
        weeks=head.number("weeks"),
        themes=tuple(themes.values()),
        contacts=tuple(contacts.values()),
        units=units,
        people=people,
        kits=tuple(sorted(kits.values(), key=lambda kit: (kit.start_week, kit.slug))),
        jobs=jobs,
        pilot=_pilot(folder / "pilot.toml", paths),
    )

"""The staff of the demonstration at their pages: units and people, jobs, kits from draft to live, and the pilot.

Everything goes through the forms that people use.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable
from concurrent.futures import Future
from dataclasses import dataclass, field
from html import unescape
from urllib.parse import urlsplit

from sqlalchemy.orm import Session, sessionmaker

from hub.demo.browser import Answer, Browser, Site
from hub.demo.colleagues import Colleague, people_csv, units_csv
from hub.demo.content import Job, JobCount, Kit, KitText, Organisation, Pilot
from hub.guidelines import service as guidelines

PURPOSES = {"profiling_staff": "staff"}
"""Where the content's word for a purpose differs from the form's."""
_PRINTED = re.compile(r'data-person-id="(\d+)"><td class="name">[^<]*</td><td><code>([^<]+)</code>')
_THEME = re.compile(r'data-theme-id="(\d+)"[^>]*><span><strong lang="da">([^<]*)</strong>')
_CHOICE = re.compile(r'<label for="person-(\d+)">([^<]*)</label>')
_INVITATION = re.compile(r"/pilots/join/([a-z0-9]+)")


@dataclass
class Newsroom:
    """The personas with their browsers, signed in when first needed. `pictures` are JPEG files by the kit's slug."""

    site: Site
    sessions: sessionmaker[Session]
    organisation: Organisation
    pictures: dict[str, Future[bytes]]
    themes: dict[str, str] = field(default_factory=dict)
    slugs: dict[str, str] = field(default_factory=dict)
    jobs: dict[str, str] = field(default_factory=dict)
    _browsers: dict[str, Browser] = field(default_factory=dict)

    def persona(self, name: str) -> Browser:
        """The browser of a persona, signed in."""
        if name not in self._browsers:
            browser = Browser(self.site)
            browser.get("/sign-in")
            browser.post("/sign-in/demo", {"persona": name})
            # Signing in starts a fresh session, with a form token of its own.
            browser.get("/me")
            self._browsers[name] = browser
        return self._browsers[name]

    def install_guidelines(self) -> None:
        """What a first start does anywhere, at the simulated time."""
        with self.sessions() as session:
            guidelines.install_defaults(session)
            session.commit()

    def add_themes(self) -> None:
        """The editor adds the themes, and finds out which is which."""
        editor = self.persona("editor")
        for theme in self.organisation.themes:
            editor.post("/desk/themes", {"name_da": theme.name["da"], "name_en": theme.name["en"]})
        ids = {unescape(name): number for number, name in _THEME.findall(editor.get("/desk/themes").text)}
        self.themes = {theme.key: ids[theme.name["da"]] for theme in self.organisation.themes}

    def import_organisation(self, colleagues: list[Colleague]) -> None:
        """Import units and people as lists, and find out which person is which."""
        admin = self.persona("admin")
        admin.post("/admin/units/import", {"text": units_csv(self.organisation), "confirm": "1"})
        admin.post("/admin/people/import", {"text": people_csv(self.organisation, colleagues), "confirm": "1"})
        page = admin.get("/admin/people/codes").text
        ids = {unescape(label).partition(" · ")[0].strip(): number for number, label in _CHOICE.findall(page)}
        for colleague in colleagues:
            colleague.person_id = ids[colleague.name]

    def print_codes(self, colleagues: Iterable[Colleague]) -> dict[str, str]:
        """Print one-time codes, by person id."""
        chosen = [colleague.person_id for colleague in colleagues]
        printed = self.persona("admin").post("/admin/people/codes", {"person": chosen}, expect=200)
        return dict(_PRINTED.findall(printed.text))

    def open_job(self, job: Job, deadline: dt.date) -> None:
        """HR creates a job."""
        hr = self.persona("hr")
        units = hr.get("/recruitment/new").options()
        place = next(unit.name["da"] for unit in self.organisation.units if unit.path == job.unit)
        fields = {
            "title": job.title["da"],
            "profession": job.profession["da"],
            "place": job.place,
            "unit_id": units[place],
            "deadline": deadline.isoformat(),
            "apply_url": job.apply_url,
        }
        self.jobs[job.key] = _last(hr.post("/recruitment/new", fields))

    def record_applications(self, job: Job, counts: Iterable[JobCount]) -> None:
        """HR types in what has been counted so far."""
        so_far: dict[str, list[int]] = {}
        for count in counts:
            row = so_far.setdefault(count.source, [0, 0])
            row[0] += count.applications
            row[1] += count.qualified
        fields = {}
        for source, (applications, qualified) in so_far.items():
            fields[f"{source}-applications"] = str(applications)
            fields[f"{source}-qualified"] = str(qualified)
        self.persona("hr").post(f"/recruitment/{self.jobs[job.key]}/applications", fields)

    def draft(self, kit: Kit, last_day: dt.date | None) -> None:
        """Write a kit: from its job where it has one, else from nothing."""
        if kit.job is None:
            author = self.persona("editor" if kit.contact.key != "teknik" else "contributor")
            author.get("/desk/kits/new")
            form = {**self._fields(kit, last_day), "version": "0"}
            made = author.post("/desk/kits/new", form, file=("image", self.pictures[kit.slug].result()))
            self.slugs[kit.slug] = _last(made)
            return
        editor = self.persona("editor")
        before = set(_kit_slugs(editor.get("/desk?state=draft")))
        self.persona("hr").post(f"/recruitment/{self.jobs[kit.job]}/kit", {})
        slug = next(each for each in _kit_slugs(editor.get("/desk?state=draft")) if each not in before)
        opened = editor.get(f"/desk/kits/{slug}/edit")
        form = {**self._fields(kit, last_day), "version": opened.value("version"), "seen": opened.value("seen")}
        editor.post(f"/desk/kits/{slug}/edit", form, file=("image", self.pictures[kit.slug].result()))
        self.slugs[kit.slug] = slug

    def submit(self, kit: Kit) -> None:
        """Send a kit for approval."""
        self.persona("editor").post(f"/desk/kits/{self.slugs[kit.slug]}/submit", {})

    def publish(self, kit: Kit) -> None:
        """The approver reads the kit and publishes it."""
        approver = self.persona("approver")
        path = f"/desk/kits/{self.slugs[kit.slug]}"
        approver.post(f"{path}/publish", {"version": approver.get(path).value("version")})

    def open_pilot(self, pilot: Pilot, first_day: dt.date, last_day: dt.date) -> str:
        """The coordinator opens the pilot; returns the path of its invitation."""
        coordinator = self.persona(pilot.coordinator)
        fields = {
            "title": pilot.title["da"],
            "purpose": f"{pilot.purpose['da']}\n\n{pilot.invitation['da']}",
            "starts_on": first_day.isoformat(),
            "ends_on": last_day.isoformat(),
        }
        shown = coordinator.get(coordinator.post("/pilots/new", fields).location)
        found = _INVITATION.search(shown.text)
        return found.group(0) if found else ""

    def _fields(self, kit: Kit, last_day: dt.date | None) -> dict[str, str]:
        fields = {
            "category": kit.category,
            "purpose": PURPOSES.get(kit.purposes[0], kit.purposes[0]),
            "theme": self.themes[kit.theme.key],
            "target_url": kit.target_url,
            "ends_on": last_day.isoformat() if last_day else "",
            "contact": f"{kit.contact.name['da']}, {kit.contact.email}",
            "contact_hours": kit.contact.hours["da"],
        }
        if kit.commercial:
            fields["commercial"] = "y"
        for locale, text in kit.texts.items():
            fields.update(_texts(locale, text))
        return fields


def _texts(locale: str, text: KitText) -> dict[str, str]:
    fields = {
        f"title_{locale}": text.title,
        f"why_{locale}": text.why,
        f"image_alt_{locale}": text.image_alt,
        f"dos_{locale}": "\n".join(text.dos),
        f"donts_{locale}": "\n".join(text.donts),
        f"facts_{locale}": "\n".join(f"- {fact}" for fact in text.facts),
    }
    for each in text.suggestions:
        name = f"s-{locale}-{each.network}-{each.variant - 1}"
        fields[name] = each.text
        if each.subject:
            fields[f"{name}-subject"] = each.subject
    return fields


def _last(answer: Answer) -> str:
    return urlsplit(answer.location).path.rsplit("/", 1)[-1]


def _kit_slugs(page: Answer) -> list[str]:
    return re.findall(r'href="/(?:desk/)?kits/([a-z0-9-]+)"', page.text)

"""What an installation holds before anybody attacks it: units, staff, a pilot and live kits.

Kits, units and the opt-ins of the personas are made at the pages. Other staff are written into the database,
because three hundred sign-ins would show nothing more.
"""

from __future__ import annotations

import io
import json
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from PIL import Image

from tests.adversary.client import Browser
from tests.adversary.world import BEGIN, World

UNITS = (
    # path, name, parent, people
    ("o", "Fjordby", "", 0),
    ("o/omsorg", "Omsorg", "o", 420),
    ("o/skole", "Skole", "o", 310),
    ("o/teknik", "Teknik", "o", 160),
    ("o/kultur", "Kultur", "o", 90),
    ("o/stab", "Stab", "o", 40),
    ("o/arkiv", "Arkiv", "o", 12),
    ("o/bibliotek", "Bibliotek", "o", 36),
)
PERSONAS = {
    "employee": ("Mette Lind", "mette.lind@fjordby.example", "Kultur", ""),
    "employee2": ("Oliver Grant", "oliver.grant@fjordby.example", "Kultur", ""),
    "contributor": ("Jonas Bech", "jonas.bech@fjordby.example", "Teknik", "contributor"),
    "editor": ("Sara Holm", "sara.holm@fjordby.example", "Stab", "editor"),
    "approver": ("Henrik Skov", "henrik.skov@fjordby.example", "Stab", "approver"),
    "hr": ("Amina Yusuf", "amina.yusuf@fjordby.example", "Stab", "hr"),
    "pilot": ("Lone Kirk", "lone.kirk@fjordby.example", "Skole", "pilot"),
}
CANARY = 987654321
"""The target's number. No other number of the installation looks like it."""
KIT_CANARY = 5551212
KITS = ("Zebrakanin i haven", "Sommer paa biblioteket", "Nye legepladser")
SLUGS = ("zebrakanin-i-haven", "sommer-paa-biblioteket", "nye-legepladser")
TARGET, COLLEAGUE = "employee", "employee2"
PILOT_SIZE = 20
CRAWLER = "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)"
READER = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@dataclass(frozen=True)
class Scene:
    """What stands in the base: kit numbers by place, and the pilot."""

    kits: tuple[int, ...]
    pilot: int
    units: dict[str, int]


def build(world: World) -> Scene:
    """Make an installation with everything in it, stopped, in the world's empty folder."""
    world.data.mkdir()
    world.set_clock(BEGIN)
    said = world.command("migrate")
    assert "up to date" in said, said
    world.start()
    try:
        scene = set_the_scene(world)
        world.settle()
        # What was asked for here, a copy's own tick is to ask for again, so that one can wait until it has.
        world.queue.delete(*world.queue.keys("rq:job:*"))
    finally:
        world.stop()
    (world.folder / "scene.json").write_text(json.dumps(asdict(scene)))
    return scene


def read(folder: Path) -> Scene:
    """The scene of an installation that `build` has made."""
    found = json.loads((folder / "scene.json").read_text())
    return Scene(tuple(found["kits"]), found["pilot"], found["units"])


def set_the_scene(world: World) -> Scene:
    """Fill a new installation. The world runs."""
    moment = BEGIN.replace(tzinfo=None)
    world.sql("UPDATE policy_version SET in_effect_from = ?", (moment.replace(month=8),))
    world.sql("INSERT INTO theme (id, slug, name_da, name_en) VALUES (1, 'hverdag', 'Hverdag', 'Everyday')")
    admin = world.browser("admin")
    units = "id_path;name_da;name_en;parent;headcount\n" + "".join(
        f"{path};{name};{name};{parent};{people}\n" for path, name, parent, people in UNITS
    )
    admin.post("/admin/units/import", {"text": units, "confirm": "1"})
    by_name = dict(world.sql("SELECT name_da, id FROM unit"))
    # The target has a number of its own before it first signs in.
    name, email, unit, _ = PERSONAS[TARGET]
    first = world.sql("SELECT id FROM person")[0][0]
    world.clone(
        "person", "id", first, [{"id": CANARY, "name": name, "email": email, "unit_id": by_name[unit], "locale": "en"}]
    )
    people = "name;email;unit;roles\n" + "".join(
        f"{name};{email};{unit};{roles}\n" for name, email, unit, roles in list(PERSONAS.values())[1:]
    )
    admin.post("/admin/people/import", {"text": people, "confirm": "1"})
    made = [publish(world, title) for title in KITS]
    _renumber(world, made[0])
    for persona in (TARGET, COLLEAGUE):
        _join(world.browser(persona))
    pilot = _pilot(world, by_name)
    world.job("open_windows")
    return Scene((KIT_CANARY, *made[1:]), pilot, by_name)


def publish(world: World, title: str, more: Mapping[str, object] | None = None) -> int:
    """Have a kit written, submitted and published at the desk's pages, with `more` fields sent along; its number."""
    editor, approver = world.browser("editor"), world.browser("approver")
    editor.get("/desk/kits/new")
    fields = {
        "category": "information", "purpose": "services", "theme": "1", "version": "0",
        "target_url": "https://fjordby.example/nyt", "ends_on": "", "contact": "Kommunikation, presse@fjordby.example",
        "contact_hours": "8-15", "title_da": title, "why_da": "Fordi det er godt at vide.", "image_alt_da": "Et felt.",
        "dos_da": "Fortæl om hverdagen", "donts_da": "Nævn ingen borgere", "facts_da": "- Det er gratis",
    }  # fmt: skip
    for network in ("linkedin", "facebook", "instagram", "x", "bluesky", "threads"):
        fields[f"s-da-{network}-0"] = f"Kom og se: {title.lower()} for alle."
    made = editor.post("/desk/kits/new", {**(more or {}), **fields}, file=("image", picture()))
    slug = made.location.rsplit("/", 1)[-1]
    editor.post(f"/desk/kits/{slug}/submit", {})
    version = approver.get(f"/desk/kits/{slug}").value("version")
    approver.post(f"/desk/kits/{slug}/publish", {"version": version})
    return int(world.sql("SELECT id FROM kit WHERE slug = ?", (slug,))[0][0])


def picture() -> bytes:
    """A picture of one colour."""
    out = io.BytesIO()
    Image.new("RGB", (1200, 630), (20, 90, 120)).save(out, "JPEG")
    return out.getvalue()


def _renumber(world: World, kit: int) -> None:
    """Give the target's kit a number that stands nowhere by accident."""
    world.clone("kit", "id", kit, [{"id": KIT_CANARY, "slug": "moving"}])
    for table in ("kit_text", "suggestion", "tracking_link"):
        world.sql(f"UPDATE {table} SET kit_id = ? WHERE kit_id = ?", (KIT_CANARY, kit))
    world.sql("UPDATE audit_entry SET subject_id = ? WHERE subject = 'kit' AND subject_id = ?", (KIT_CANARY, kit))
    world.sql("DELETE FROM kit WHERE id = ?", (kit,))
    world.sql("UPDATE kit SET slug = ? WHERE id = ?", (SLUGS[0], KIT_CANARY))
    world.counts.delete(*[name for name in world.cells() if name.startswith(f"cell:kit_week:{kit}:")] or ["none"])


def _join(browser: Browser) -> None:
    page = browser.get("/join")
    browser.post("/join", {"policy_number": page.value("policy_number"), "accept": "y"})


def _pilot(world: World, units: dict[str, int]) -> int:
    """A pilot that is large enough for figures, the target in it."""
    people = range(1000, 1000 + PILOT_SIZE)
    names = [
        {"id": n, "name": f"Kollega {n}", "email": f"k{n}@fjordby.example", "unit_id": units["Skole"]} for n in people
    ]
    world.clone("person", "id", CANARY, names)
    world.clone("ambassador", "person_id", CANARY, [{"person_id": n} for n in people])
    world.sql(
        "INSERT INTO pilot (id, slug, title, purpose, starts_on, ends_on, invite_code) "
        "VALUES (1, 'pilot', 'Pilot', 'At prøve', ?, ?, 'abcdefgh')",
        (BEGIN.date().isoformat(), BEGIN.date().replace(month=12).isoformat()),
    )
    members = [CANARY, *people]
    world.sql_many("INSERT INTO pilot_member (person_id, pilot_id) VALUES (?, 1)", [(each,) for each in members])
    return 1

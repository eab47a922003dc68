"""The attack of an editor who would like to write for one person."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from tests.adversary import stage
from tests.adversary.book import Attack
from tests.adversary.client import Browser
from tests.adversary.conftest import Copies
from tests.adversary.stage import CANARY, COLLEAGUE, SLUGS, TARGET, Scene

FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
FIELD = re.compile(r'<(?:input|select|textarea|button)\b[^>]*\bname="([^"]+)"')
LINK = re.compile(r'href="(/[^"#?]*)')
ABOUT_KITS = re.compile(r"/(desk|kits|share|preview|hide)\b")
SOMEBODY = re.compile(
    r"(^|[_-])(unit|units|person|people|persons|user|employee|audience|recipient|member|members|group|team|for|to|who|role"
    r"|email|address)([_-]|$)"
)
NO_AUDIENCE = re.compile(r"image_|^s-|people_in_image|consent")
"""Fields about who is in a picture, and texts."""
MOST_PAGES = 40


def forms(browser: Browser, begin: tuple[str, ...]) -> dict[str, set[str]]:
    """The fields of every form that leads to a kit, by address, on the pages that can be reached from these."""
    found: dict[str, set[str]] = {}
    waiting, seen = list(begin), set(begin)
    while waiting and len(seen) <= MOST_PAGES + len(begin):
        path = waiting.pop(0)
        answer = browser.ask("GET", path)
        if answer.status != 200 or "html" not in answer.headers.get("Content-Type", ""):
            continue
        for head, body in FORM.findall(answer.text):
            action = re.search(r'action="([^"]*)"', head)
            target = (action[1] if action and action[1] else path).partition("?")[0]
            if ABOUT_KITS.search(target):
                found.setdefault(target, set()).update(FIELD.findall(body))
        for link in LINK.findall(answer.text):
            if link not in seen and re.match(r"/(desk|kits|pilots|campaigns|$)", link):
                seen.add(link)
                waiting.append(link)
    return found


def test_attack_20_audience_of_one(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: every form of the desk, of pilots and of sharing, and what could be added to them.

    Tries: to write a kit that one person or a small unit alone sees, or a share that counts for somebody else.
    Passes when: no form has a field for an audience, fields and parameters that are added change nothing, and a kit
    is for everybody.
    """
    world = copies()
    addressed: list[str] = []
    looked = 0
    for persona, pages in (
        ("editor", ("/desk", "/desk/kits/new", f"/desk/kits/{SLUGS[0]}", f"/desk/kits/{SLUGS[0]}/edit")),
        ("approver", ("/desk", f"/desk/kits/{SLUGS[0]}")),
        ("pilot", ("/pilots", "/pilots/pilot", "/pilots/new")),
        (TARGET, ("/", f"/kits/{SLUGS[0]}", f"/kits/{SLUGS[0]}/linkedin")),
    ):
        for target, names in forms(world.browser(persona), pages).items():
            looked += len(names)
            addressed += [
                f"{target}: {name}" for name in names if SOMEBODY.search(name) and not NO_AUDIENCE.search(name)
            ]
    if looked < 20:
        raise RuntimeError("the forms of the desk were not found")
    print(addressed)
    # What no form asks for is sent all the same.
    alone = {
        "audience": CANARY, "unit": scene.units["Arkiv"], "unit_id": scene.units["Arkiv"], "person": CANARY,
        "person_id": CANARY, "pilot": "", "to": "mette.lind@fjordby.example", "members": CANARY, "roles": "hr",
    }  # fmt: skip
    stage.publish(world, "Kun til Mette", alone)
    looked += len(alone)
    everybody = [world.browser(persona) for persona in (TARGET, COLLEAGUE, "hr", "contributor")]
    kept_from = ["Kun til Mette" not in browser.get("/").text for browser in everybody]
    kept_from += [browser.ask("GET", "/kits/kun-til-mette").status != 200 for browser in everybody]
    query = urlencode(alone)
    for page in ("/", f"/kits/{SLUGS[0]}", f"/kits/{SLUGS[0]}/linkedin"):
        one, other = (everybody[0].ask("GET", address).plain for address in (page, f"{page}?{query}"))
        # The address itself may come back, as the place to return to.
        kept_from.append(one != re.sub(r"\?(audience|unit)=[^\"<]*", "", other))
    before = world.cells()
    shared = everybody[1].post("/share", {"kit": scene.kits[1], "network": "linkedin", "suggestion": "", **alone}, 200)
    after = world.cells()
    touched = {name.split(":")[1]: name.split(":")[2] for name in after if after[name] != before[name]}
    kept_from.append("unit_quarter" in touched and touched["unit_quarter"] != str(scene.units["Kultur"]))
    kept_from.append("pilot_month" in touched or not shared.body)
    print(kept_from)
    attack.found(
        knew="every form about kits, and what could be added to it",
        tried="a kit for one person or a small unit, and a share in another's name",
        hits=len(addressed) + sum(kept_from),
        trials=looked + len(kept_from),
        measure="ways to an audience of one",
    )

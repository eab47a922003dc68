"""Attacks that know the target's number, name and kits, and look for them everywhere at once."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import itertools
import re
import time
import zlib

from tests.adversary.book import Attack
from tests.adversary.client import Browser, UnexpectedAnswer
from tests.adversary.conftest import Copies
from tests.adversary.stage import CANARY, COLLEAGUE, CRAWLER, KIT_CANARY, SLUGS, TARGET, Scene
from tests.adversary.world import World, redis_dump

PERSON = ("987654321", "mette.lind", "Mette Lind")
KIT = ("5551212", "zebrakanin")
PREVIEW = 5
"""How a record says that the request was a network's."""
NEAR = 300
"""Bytes within which two words stand beside each other."""


def haystack(world: World) -> bytes:
    """Everything there is: files, keys and values of both stores, and rows."""
    parts = [f"\n{name}\n".encode() + content for name, content in world.files().items()]
    for client in (world.queue, world.counts):
        parts += [f"{key} {value}\n".encode() for key, value in redis_dump(client).items()]
        for key in client.scan_iter("*", count=5000):
            if client.type(key) == b"string":
                parts.append(client.get(key) or b"")
    parts += [f"{table} {row!r}\n".encode() for table, rows in world.dump().items() for row in rows]
    return b"".join(parts)


def test_attack_02_hashes_of_all_staff_and_kits(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: everything that is stored, the secret key, the salts of the day, and who works here.

    Tries: to find any hash of a person and a kit, plain or keyed. Passes when: there is no match anywhere.
    """
    matches, tried = _hashes(copies(), scene)
    if matches:
        # One run in ten thousand has a short match by chance. What is kept of a share is there again in another world.
        matches &= _hashes(copies(), scene)[0]
    attack.found(
        knew="all that is stored, every secret, and the staff list",
        tried="hashing all staff with all kits",
        hits=len(matches),
        trials=tried,
        measure="matches",
    )


def _hashes(world: World, scene: Scene) -> tuple[set[tuple[str, int]], int]:
    """What of the target's shares matches something that is stored: the text and the kind of hash. And of how many."""
    before = haystack(world)
    browser = world.browser(TARGET)
    for kit, network in itertools.product(scene.kits, ("linkedin", "facebook")):
        browser.share(kit, network)
    world.job("open_windows")
    stored = haystack(world)
    secrets = [(world.data / "secret_key").read_bytes().strip()]
    salts = [world.counts.get(key) for key in world.counts.scan_iter("salt:*")]
    secrets += [each for salt in salts if salt for each in (salt, bytes.fromhex(salt.decode()))]
    people = [(CANARY, "mette.lind@fjordby.example"), (1000, "k1000@fjordby.example")]
    people += world.sql("SELECT id, email FROM person WHERE id NOT IN (?, 1000) AND id < 1000", (CANARY,))
    # Any run of eight bytes of a digest would give it away, in bytes or in writing.
    grams = {stored[place : place + 8] for place in range(len(stored) - 7)}
    matches, tried = set(), 0
    for (number, email), (kit, slug) in itertools.product(people, zip(scene.kits, SLUGS, strict=True)):
        for who, what in itertools.product((str(number), email), (str(kit), slug, f"{kit}:linkedin")):
            for glue in ("", ":", "-", "|", "\0", "/"):
                for text in (f"{who}{glue}{what}", f"{what}{glue}{who}"):
                    for kind, digest in enumerate(_digests(text.encode(), secrets)):
                        tried += 1
                        short, *long = _spellings(digest)
                        # Four bytes of a digest, as eight signs, stand among all there was before now and then.
                        if (short in grams and short not in before) or any(each in grams for each in long):
                            matches.add((text, kind))
    return matches, tried


def _digests(text: bytes, keys: list[bytes]) -> list[bytes]:
    found = [hashlib.new(name, text).digest() for name in ("md5", "sha1", "sha256", "sha512")]
    found += [hashlib.blake2b(text).digest(), hashlib.blake2b(text, digest_size=8).digest()]
    for key in keys:
        found += [hmac.new(key, text, "sha256").digest(), hmac.new(key, text, "sha1").digest()]
        found += [hashlib.blake2b(text, key=key[:64], digest_size=8).digest(), hashlib.sha256(key + text).digest()]
    return found


def _spellings(digest: bytes) -> tuple[bytes, ...]:
    """Eight bytes of it as they may be written; the first of them holds the least."""
    return (
        digest.hex()[:8].encode(), digest[:8], base64.urlsafe_b64encode(digest)[:8], base64.b64encode(digest)[:8],
    )  # fmt: skip


def test_attack_17_crawler_right_after_a_share(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: that a network fetches the card seconds after a post, and when its fetch came to the server.

    Tries: to find a record of that fetch with a time. Passes when: there are daily counters only.
    """
    world = copies()
    codes = world.sql("SELECT code FROM tracking_link WHERE kit_id = ? AND network = 'linkedin'", (KIT_CANARY,))
    world.browser(TARGET).share(KIT_CANARY)
    begin = time.time()
    outside = world.browser()
    for _ in range(3):
        outside.get(f"/r/{codes[0][0]}", User_Agent=CRAWLER)
    end = time.time()
    world.until(lambda: any(kept.startswith("stream") for kept in _streams(world)))
    spool = [data for name, data in world.files().items() if "spool" in name]
    # The room after the last record is zeros.
    parts = [data[place : place + 16] for data in spool for place in range(0, len(data) - 15, 16)]
    records = [part for part in parts if any(part)]
    assert sum(record[6] == PREVIEW for record in records) == 3, "the crawler's fetches left no record to look at"
    streams = _streams(world)
    world.job("ingest_clicks")
    world.until(lambda: bool(world.sql("SELECT 1 FROM stream_position")))
    streams += _streams(world)
    rows = [repr(row) for table in ("click_day", "stream_position") for row in world.dump()[table]]
    # The time of the clock is told in simulated days; any real second of the fetch, in any writing, is a record.
    stamps = [str(second).encode() for second in range(int(begin) - 1, int(end) + 2)]
    stamps += [second.to_bytes(size, order) for second in range(int(begin) - 1, int(end) + 2)
               for size in (4, 8) for order in ("little", "big")]  # fmt: skip
    stamps += [b"09:0", b"T09", b" 07:0", b"T07"]
    found = 0
    for record in [*records, *(each.encode() for each in (*streams, *rows))]:
        found += any(stamp in record for stamp in stamps)
    attack.found(
        knew="when the network's crawler came",
        tried="finding its fetch with a time in spool, stream and tables",
        hits=found,
        trials=len(records) + len(streams) + len(rows),
        measure="records with a time",
    )


def _streams(world: World) -> list[str]:
    """The streams of requests, as the queue's store holds them, with the ids of their entries."""
    return [value for name, value in redis_dump(world.queue).items() if name.startswith("clicks:")]


def test_attack_18_canary_beside_a_kit(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: a number, a name and an address that stand nowhere by accident, and the same of a kit.

    Tries: to find the one beside the other in logs, error reports, keys, jobs, rows and the session's cookie, after
    shares, mistakes and failures of the server; and any key or row about the person that was not there before they
    shared and answered in a pilot. Passes when: there is none.
    """
    world = copies()
    browser = world.browser(TARGET)
    world.settle()
    before, signed_in = _about_the_person(world), _sessions(browser)
    browser.get(f"/kits/{SLUGS[0]}/linkedin")
    browser.share(KIT_CANARY)
    browser.post("/hide", {"kit": KIT_CANARY, "next": "/"})
    browser.post("/share", {"kit": KIT_CANARY, "network": "nowhere"}, expect=None)
    browser.post("/share", {"kit": f"{KIT_CANARY}x", "network": "x"}, expect=None)
    browser.post("/share", {"kit": KIT_CANARY, "network": "x", "suggestion": "'" * 3000}, expect=None)
    # The server fails in the middle of a share.
    world.sql("ALTER TABLE suggestion RENAME TO gone")
    failed = browser.post("/share", {"kit": KIT_CANARY, "network": "facebook"}, expect=None)
    world.sql("ALTER TABLE gone RENAME TO suggestion")
    assert failed.status == 500, "the server was meant to fail"
    world.sql("ALTER TABLE ambassador RENAME TO gone")
    browser.post("/share", {"kit": KIT_CANARY, "network": "facebook"}, expect=500)
    world.sql("ALTER TABLE gone RENAME TO ambassador")
    answer_check_in(browser)
    new = _about_the_person(world) - before
    world.job("open_windows")
    world.settle()
    output = world.output.read_text(errors="replace")
    assert "a request failed" in output, "the failures left no line in the log"
    places, found = len(before), len(new)
    for said in _sessions(browser):
        places += 1
        found += said not in signed_in or any(word.encode() in said for word in KIT)
    for line in output.splitlines():
        places += 1
        # A log line has a time, or a place among lines that have one: it may name neither of the two.
        found += any(word.lower() in line.lower() for word in (*PERSON, *KIT))
    for client in (world.queue, world.counts):
        for key, value in redis_dump(client).items():
            places += 1
            found += _beside(f"{key} {value}".encode())
    for name, content in world.files().items():
        if "hub.db" not in name:
            places += 1
            found += _beside(content)
    for table, rows in world.dump().items():
        if table != "audit_entry":
            places += len(rows)
            found += sum(_beside(repr(row).encode()) for row in rows)
    attack.found(
        knew="a canary for a person and one for a kit",
        tried="finding them together, or a new word of the person, in logs, error reports, keys, jobs, rows, cookies",
        hits=found,
        trials=places,
        measure="places with both",
    )


def answer_check_in(browser: Browser) -> None:
    """Answer every question of the pilot's check-in with its first choice."""
    page = browser.get("/pilots/pilot/check-in")
    chosen: dict[str, str] = {"pilot": page.value("pilot")}
    for tag in re.findall(r"<input[^>]*>", page.text):
        if 'type="radio"' in tag:
            name, value = re.search(r'name="([^"]+)"', tag), re.search(r'value="([^"]+)"', tag)
            if name and value:
                chosen.setdefault(name[1], value[1])
    if len(chosen) < 3:
        raise UnexpectedAnswer("the check-in asks nothing")
    browser.post("/check-in", chosen, expect=200)


def _about_the_person(world: World) -> set[str]:
    """Every key and every row that names the person, with what it holds."""
    kept = [f"{key} {value}" for client in (world.queue, world.counts) for key, value in redis_dump(client).items()]
    kept += [f"{table} {row!r}" for table, rows in world.dump().items() for row in rows]
    return {each for each in kept if any(word.lower() in each.lower() for word in PERSON)}


def _sessions(browser: Browser) -> list[bytes]:
    """What the browser's cookies say, but for the flags, which are the browser's own and name no person."""
    found = []
    for name, value in sorted(browser.cookies.items()):
        if re.fullmatch(r"d[0-9a-f]{12}", name):
            continue
        packed, text = value.startswith("."), value.strip('"').lstrip(".").split(".")[0]
        try:
            content = base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))
            found.append(zlib.decompress(content) if packed else content)
        except (binascii.Error, ValueError, zlib.error):
            found.append(value.encode())
    return found


def _beside(content: bytes) -> bool:
    """Whether a person and a kit stand near each other."""
    low = content.lower()
    people = [found.start() for word in PERSON for found in re.finditer(re.escape(word.lower().encode()), low)]
    kits = [found.start() for word in KIT for found in re.finditer(re.escape(word.encode()), low)]
    return any(abs(one - other) < NEAR for one in people for other in kits)


def test_attack_16_links_cards_and_pages_of_two_people(copies: Copies, scene: Scene, attack: Attack) -> None:
    """Knows: all that the target and a colleague were given to post.

    Tries: to tell them apart by links, previews, UTM parameters or pages. Passes when: all is byte-identical,
    but for the form's token and the opaque name of the browser's own memory.
    """
    world = copies()
    world.sql("UPDATE person SET locale = 'en'")
    mine, theirs = world.browser(TARGET), world.browser(COLLEAGUE)
    looked = differ = 0
    for network in ("linkedin", "facebook", "x", "bluesky", "email", "instagram"):
        for page in (
            [each.get(f"/kits/{SLUGS[0]}/{network}").plain for each in (mine, theirs)],
            [each.share(KIT_CANARY, network).plain for each in (mine, theirs)],
        ):
            looked += 2
            differ += re.findall(r"/r/[a-z0-9]+|https?://[^\s\"<]+", page[0]) != re.findall(
                r"/r/[a-z0-9]+|https?://[^\s\"<]+", page[1]
            )
            differ += _impersonal(page[0]) != _impersonal(page[1])
        code = re.search(r"/r/([a-z0-9]{8})", page[0])
        if code is None:  # Instagram and e-mail programs get text only
            continue
        cards = [world.browser().get(f"/r/{code[1]}", User_Agent=CRAWLER).body for _ in range(2)]
        hops = [world.browser().get(f"/r/{code[1]}", 302, User_Agent="Mozilla/5.0").headers["Location"] for _ in "ab"]
        looked += 2
        differ += (cards[0] != cards[1]) + (hops[0] != hops[1])
    attack.found(
        knew="links, cards, UTM parameters and pages of two people",
        tried="telling them apart",
        hits=differ,
        trials=looked,
        measure="differences",
    )


def _impersonal(page: str) -> str:
    page = re.sub(r"(Mette Lind|Oliver Grant)", "NAME", page)
    page = re.sub(r'(data-account[a-z-]*=")[^"]+', r"\1KEY", page)
    return re.sub(r'(data-[a-z]*key[a-z]*=")[^"]+', r"\1KEY", page)

"""What HR does besides counting: a definition, a rule, levels, and a file with interviews and hired."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from hub.demo.browser import Unexpected

if TYPE_CHECKING:
    from hub.demo.newsroom import Newsroom

DEFINITION = (
    "Ansøgeren har den uddannelse eller autorisation, som opslaget kræver, kan begynde inden for tre måneder, "
    "og ansættelsesudvalget vil invitere til samtale, hvis der er plads."
)
FILE: dict[str, dict[str, tuple[int, int]]] = {
    "sygeplejerske-sundhedshuset": {"employees": (11, 4), "official": (6, 2), "paid": (8, 2), "newsletter": (1, 0)},
    "paedagog-skovkanten": {"employees": (7, 2), "official": (6, 1), "paid": (2, 0), "intranet": (2, 1)},
    "sosu-assistent-aftenhold": {"official": (6, 3), "paid": (5, 2)},
    "ingenioer-klimatilpasning": {"employees": (4, 0), "official": (2, 0), "paid": (3, 0)},
}
"""The recruitment system's file: interviews and hired so far, by job and source. Applications are typed in already."""
_TOKEN = re.compile(r'name="token" value="([^"]+)"')
_APPLIED = re.compile(r'name="(\w+)-applications"[^>]*value="(\d+)"|value="(\d+)"[^>]*name="(\w+)-applications"')


def write_rules(newsroom: Newsroom) -> None:
    """HR says what a qualified application is, and which jobs go on the official page too."""
    hr = newsroom.persona("hr")
    hr.post("/recruitment/settings/qualified", {"text": DEFINITION})
    hr.post("/recruitment/settings/official", {"official_from": "manager"})


def count_the_rest(newsroom: Newsroom) -> None:
    """HR imports a file, after a look at what it would change."""
    hr = newsroom.persona("hr")
    lines = ["Stilling\tKilde\tAnsøgninger\tSamtaler\tAnsatte"]
    for key, sources in FILE.items():
        if key not in newsroom.jobs:
            continue
        slug = newsroom.jobs[key]
        applied = _applications(hr.get(f"/recruitment/{slug}").text)
        for source, (interviews, hired) in sources.items():
            if applied.get(source, 0) >= interviews:
                lines.append(f"{slug}\t{source}\t{applied[source]}\t{interviews}\t{hired}")
    if len(lines) == 1:
        return
    hr.get("/recruitment/import")
    shown = hr.post("/recruitment/import", {"text": "\n".join(lines) + "\n", "header_line": "1"}, expect=200)
    token = _TOKEN.search(shown.text)
    if token is None:
        raise Unexpected("the check of the import has no token")
    hr.post("/recruitment/import/confirm", {"token": token[1]})


def _applications(page: str) -> dict[str, int]:
    """What stands in the form of a job, by source."""
    return {a or d: int(b or c) for a, b, c, d in _APPLIED.findall(page)}

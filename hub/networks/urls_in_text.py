"""Finding web addresses in a text as X and Mastodon do, in time proportional to the text.

`static/js/counting.js` holds the same algorithm, step by step; a test compares the two on generated texts.

The reference implementation (twitter-text) decides by one regular expression whose time grows with the cube
of a run such as "a.a.a.a"; a stored text could stop a worker with it. Here a plain run of name characters is
found first and its parts are judged afterwards. Known differences from X, all rare: after http(s):// every
ending of two or more letters is taken for a top-level domain; without it only country codes and the `GENERIC`
endings below; a domain that touches letters of another script without a space is not split.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Final

_COUNTRIES_WORDS: Final = (
    "ac ad ae af ag ai al am an ao aq ar as at au aw ax az ba bb bd be bf bg bh bi bj bl bm bn bo bq br "
    "bs bt bv bw by bz ca cc cd cf cg ch ci ck cl cm cn co cr cu cv cw cx cy cz de dj dk dm do dz ec ee "
    "eg eh er es et eu fi fj fk fm fo fr ga gb gd ge gf gg gh gi gl gm gn gp gq gr gs gt gu gw gy hk hm "
    "hn hr ht hu id ie il im in io iq ir is it je jm jo jp ke kg kh ki km kn kp kr kw ky kz la lb lc li "
    "lk lr ls lt lu lv ly ma mc md me mf mg mh mk ml mm mn mo mp mq mr ms mt mu mv mw mx my mz na nc ne "
    "nf ng ni nl no np nr nu nz om pa pe pf pg ph pk pl pm pn pr ps pt pw py qa re ro rs ru rw sa sb sc "
    "sd se sg sh si sj sk sl sm sn so sr ss st su sv sx sy sz tc td tf tg th tj tk tl tm tn to tp tr tt "
    "tv tw tz ua ug uk um us uy uz va vc ve vg vi vn vu wf ws ye yt za zm zw"
)
COUNTRIES: Final = frozenset(_COUNTRIES_WORDS.split())
_GENERIC_WORDS: Final = (
    "academy agency app asia berlin biz blog care cat center cloud club com community company coop dev "
    "digital edu email energy events foundation global gov group health info int jobs life link live "
    "media mil mobi museum name net network news one online org page pro shop site social software "
    "solutions space store studio support team tech tel today tools travel website work world xyz"
)
GENERIC: Final = frozenset(_GENERIC_WORDS.split())

_LATIN: Final = "\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_NAME: Final = rf"[A-Za-z0-9_{_LATIN}-]+"
_RUN: Final = re.compile(rf"([hH][tT][tT][pP][sS]?://)?({_NAME}(?:\.{_NAME})*)")
_ANY_ENDING: Final = re.compile(r"[A-Za-z]{2,63}|[xX][nN]--[A-Za-z0-9-]+")
_PATH_CHARS: Final = rf"[A-Za-z0-9\u0400-\u04ff{_LATIN}!*';:=+,.$/%#\[\]\u2013_~@|&-]+"
_PORT: Final = re.compile(r":[0-9]+")
_PATH: Final = re.compile(rf"/(?:{_PATH_CHARS}|\({_PATH_CHARS}\))*")
_QUERY: Final = re.compile(r"\?[A-Za-z0-9!?*'@();:&=+$/%#\[\]_.,~|-]*")
_NEVER_LAST_IN_PATH: Final = "!*';:,.$%[]\u2013~@|&"
_NEVER_LAST_IN_QUERY: Final = "!?*'@();:+$%[].,~|"


def find(text: str, *, bare: bool) -> Iterator[tuple[int, int]]:
    """Yield (start, end) of each web address in `text`; `bare` also takes domains without http(s)://. Never
    raises."""
    position = 0
    while (match := _RUN.search(text, position)) is not None:
        protocol, name = match.group(1), match.group(2)
        position = match.end()
        before = text[match.start() - 1] if match.start() else ""
        if protocol:
            allowed = before not in {"@", "$", "#"}
        else:
            allowed = bare and before not in {"@", "$", "#", "/", ".", "_", "-"} and name[0] not in "_-"
        if not allowed:
            continue
        length = _domain_length(name, bool(protocol), text[position : position + 1])
        if length == len(name):
            position = _end_of_tail(text, position)
            yield match.start(), position
        elif length:
            yield match.start(), match.start(2) + length


def _domain_length(name: str, has_protocol: bool, after: str) -> int:
    """How much of a dotted run is a domain: up to the last part that is a top-level domain, 0 when none
    is."""
    parts = name.split(".")
    length = len(name)
    for index in range(len(parts) - 1, 0, -1):
        part = parts[index]
        at_end = length == len(name)
        if not (at_end and after in {"@", "+"}) and _is_ending(part, has_protocol):
            return length
        length -= len(part) + 1
    return 0


def _is_ending(part: str, has_protocol: bool) -> bool:
    if has_protocol:
        return _ANY_ENDING.fullmatch(part) is not None
    return part.isascii() and (part.lower() in COUNTRIES or part.lower() in GENERIC)


def _end_of_tail(text: str, position: int) -> int:
    """Where port, path and query after a domain end; punctuation that closes a sentence stays outside."""
    if (port := _PORT.match(text, position)) is not None:
        position = port.end()
    if (path := _PATH.match(text, position)) is not None:
        position += len(path.group().rstrip(_NEVER_LAST_IN_PATH))
    if (query := _QUERY.match(text, position)) is not None:
        position += len(query.group().rstrip(_NEVER_LAST_IN_QUERY))
    return position

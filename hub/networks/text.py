"""How long a text is for a network, counted as that network counts.

`static/js/counting.js` gives the same numbers in the browser, where the text of a person stays. This module
is for suggestions, which staff write and the server stores.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final
from urllib.parse import quote

import regex

from hub.networks import urls_in_text
from hub.networks.rules import Counting, LinkPlace, Network, NetworkRules, get

URL_LENGTH: Final = 23
"""What X and Mastodon count for a web address of any length."""

_Measure = Callable[[str], int]

_PICTURE: Final = (
    r"(?:\p{Emoji_Modifier_Base}[\U0001F3FB-\U0001F3FF]|\p{Extended_Pictographic}\uFE0F?)"
    r"(?:[\U000E0020-\U000E007E]+\U000E007F)?"
)
_EMOJI: Final = regex.compile(
    rf"[\U0001F1E6-\U0001F1FF]{{2}}|[#*0-9]\uFE0F?\u20E3|{_PICTURE}(?:\u200D{_PICTURE})*", regex.V0
)
_HEAVY: Final = regex.compile(r"[^\u0000-\u10FF\u2000-\u200D\u2010-\u201F\u2032-\u2037]", regex.V0)
_GRAPHEME: Final = regex.compile(r"\X", regex.V0)
_HASHTAG: Final = regex.compile(r"#[\p{L}\p{M}\p{N}_]*\p{L}", regex.V0)


@dataclass(frozen=True, slots=True)
class Length:
    """`used` of `limit` in `unit`: "characters", "bytes" (Bluesky's second limit) or "encoded" (an e-mail's
    address)."""

    used: int
    limit: int | None
    unit: str
    over: bool


def length(network: Network | str, text: str, url: str = "") -> Length:
    """Count `text` together with the link where the link takes room in the text. Pure, linear in time, never
    raises on a text.

    - X: NFC; 1 for the code points of the ranges below, 2 for others and for a whole emoji, 23 for an address
      (twitter-text configuration v3). The link counts 23 and a space.
    - Bluesky: 300 grapheme clusters and 3,000 bytes of UTF-8; the link in full, although Bluesky's own
      composer shortens what it shows, so that no text is ever refused.
    - Mastodon: grapheme clusters, an http(s) address 23 (StatusLengthValidator). Mentions count in full here.
    - Threads: code points, an emoji its bytes in UTF-8.
    - LinkedIn, Facebook, Instagram, WhatsApp: the documentation says "characters" and no more. UTF-16 code
      units are never fewer than code points or grapheme clusters, so a text that fits here fits whichever the
      network means.
    - E-mail: characters of the percent-encoded body, for it travels in a `mailto:` address.

    Raises `core.errors.Invalid` on an unknown network.
    """
    rules = get(network)
    body = well_formed(text)
    if rules.counting is Counting.X_WEIGHTED:
        used = _with_link_of_23(body, url, " ", _x_weight)
    elif rules.counting is Counting.GRAPHEMES_AND_BYTES:
        whole = composed(rules, body, url)
        used = _graphemes(whole)
        size = len(whole.encode("utf-8"))
        if rules.byte_limit is not None and size > rules.byte_limit and used <= (rules.limit or 0):
            return Length(size, rules.byte_limit, "bytes", True)
    elif rules.counting is Counting.GRAPHEMES_URL_23:
        used = _with_link_of_23(body, url, "\n\n", _mastodon_length)
    elif rules.counting is Counting.EMOJI_AS_BYTES:
        used = _emoji_as_bytes(composed(rules, body, url))
    elif rules.counting is Counting.PERCENT_ENCODED:
        return _length(len(encoded_lines(composed(rules, body, url))), rules, "encoded")
    else:
        used = len(composed(rules, body, url).encode("utf-16-le")) // 2
    return _length(used, rules, "characters")


def composed(rules: NetworkRules, text: str, url: str) -> str:
    """The text that arrives at the network: with the link below it where the link has no parameter of its
    own.

    Trailing blanks go; a link that the text already holds is not repeated.
    """
    body = text.rstrip(" \t\n")
    if not url or rules.link is not LinkPlace.IN_TEXT or url in body:
        return body
    return f"{body}\n\n{url}" if body else url


def hashtags(text: str) -> int:
    """How many hashtags a text holds; "#1" is none, for networks ask for a letter."""
    return len(_HASHTAG.findall(text))


def well_formed(text: str) -> str:
    """The text with line breaks as "\\n" and lone surrogates as U+FFFD, so that every encoding of it
    succeeds."""
    text = text.replace("\r\n", "\n").replace("\r", "\n")
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def encoded(text: str) -> str:
    """Percent-encode for a query or fragment: a space is %20, never "+"."""
    return quote(text, safe="")


def encoded_lines(text: str) -> str:
    """Percent-encode for a `mailto:` body, whose lines end in %0D%0A (RFC 6068)."""
    return quote(text.replace("\n", "\r\n"), safe="")


def _length(used: int, rules: NetworkRules, unit: str) -> Length:
    return Length(used, rules.limit, unit, rules.limit is not None and used > rules.limit)


def _with_link_of_23(text: str, url: str, separator: str, measure: _Measure) -> int:
    """Count a text whose link always counts 23, also on a test server whose address the network would not
    take for one."""
    body = text.rstrip(" \t\n")
    if not url:
        return measure(body)
    if url in body:
        parts = body.split(url)
        return sum(measure(part) for part in parts) + URL_LENGTH * (len(parts) - 1)
    return measure(body) + (len(separator) if body else 0) + URL_LENGTH


def _x_weight(text: str) -> int:
    text = unicodedata.normalize("NFC", text)
    total, position, rest = 0, 0, []
    for start, end in urls_in_text.find(text, bare=True):
        rest.append(text[position:start])
        position = end
        total += URL_LENGTH
    rest.append(text[position:])
    for part in rest:
        plain, emoji = _EMOJI.subn("", part)
        total += 2 * emoji + len(plain) + len(_HEAVY.findall(plain))
    return total


def _mastodon_length(text: str) -> int:
    pieces, position = [], 0
    for start, end in urls_in_text.find(text, bare=False):
        pieces += [text[position:start], "x" * URL_LENGTH]
        position = end
    pieces.append(text[position:])
    return _graphemes("".join(pieces))


def _emoji_as_bytes(text: str) -> int:
    emoji = _EMOJI.findall(text)
    return len(text) - sum(map(len, emoji)) + sum(len(each.encode("utf-8")) for each in emoji)


def _graphemes(text: str) -> int:
    return len(_GRAPHEME.findall(text))

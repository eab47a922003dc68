"""What is wrong with a kit (errors) and what could be better (advice), each beside the field it is about."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from flask_babel import lazy_gettext as _l

from hub.kits import target_urls
from hub.kits.rules import KitData, SuggestionData, lines, lix
from hub.networks import rules as networks
from hub.networks import text as texts

HARD_LIX = 45
MIN_VARIANTS = 2
CARD_WIDTH, CARD_HEIGHT = 1200, 630


class Kind(StrEnum):
    """An error keeps a kit from going out; advice does not."""

    ERROR = "error"
    ADVICE = "advice"


@dataclass(frozen=True)
class Check:
    """One finding. `field` is the name of the form field."""

    kind: Kind
    field: str
    message: Any

    @property
    def is_error(self) -> bool:
        return self.kind is Kind.ERROR


@dataclass(frozen=True)
class Picture:
    """What the checks need to know of a kit's picture: the size of the original in pixels."""

    width: int
    height: int


def typing_errors(data: KitData, link: str, own_host: str = "") -> list[Check]:
    """Errors that even a draft may not be saved with: bad addresses, and texts longer than their network
    takes.

    `link` is an address as long as the tracking link will be, for it takes room in some texts.
    """
    found = []
    if problem := target_urls.problem(data.target_url, own_host):
        found.append(Check(Kind.ERROR, "target_url", problem))
    if data.after_url and (problem := target_urls.problem(data.after_url, own_host)):
        found.append(Check(Kind.ERROR, "after_url", problem))
    for suggestion in data.suggestions:
        found += _too_long(suggestion, link)
    return found


def all_checks(data: KitData, picture: Picture | None, link: str, own_host: str = "") -> list[Check]:
    """Everything to say about a kit before it goes out, errors first."""
    found = typing_errors(data, link, own_host) + _missing(data, picture)
    found += _advice_on_suggestions(data) + _advice_on_texts(data)
    if picture is not None and (picture.width < CARD_WIDTH or picture.height < CARD_HEIGHT):
        found.append(
            Check(
                Kind.ADVICE,
                "image",
                _l("The image is small: 1200 × 630 pixels or more look sharp everywhere."),
            )
        )
    return sorted(found, key=lambda check: not check.is_error)


def _too_long(suggestion: SuggestionData, link: str) -> list[Check]:
    network = networks.get(suggestion.network)
    found = []
    length = texts.length(network.name, suggestion.body, link)
    if length.over:
        message = {
            "bytes": _l(
                "Too long for %(network)s: %(used)s of %(limit)s bytes.",
                network=network.label,
                used=length.used,
                limit=length.limit,
            ),
            "encoded": _l(
                "Too long for an e-mail link: %(used)s of %(limit)s characters once encoded.",
                used=length.used,
                limit=length.limit,
            ),
        }.get(
            length.unit,
            _l(
                "Too long for %(network)s: %(used)s of %(limit)s characters, the link included.",
                network=network.label,
                used=length.used,
                limit=length.limit,
            ),
        )
        found.append(Check(Kind.ERROR, suggestion.field, message))
    tags = texts.hashtags(suggestion.body)
    if network.hashtag_limit is not None and tags > network.hashtag_limit:
        message = _l(
            "%(network)s takes at most %(limit)s hashtags.",
            network=network.label,
            limit=network.hashtag_limit,
        )
        found.append(Check(Kind.ERROR, suggestion.field, message))
    return found


def _missing(data: KitData, picture: Picture | None) -> list[Check]:
    found = []
    danish = data.texts["da"]
    if not danish.why:
        found.append(Check(Kind.ERROR, "why_da", _l("Write why this matters.")))
    if picture is None:
        found.append(Check(Kind.ERROR, "image", _l("Choose an image: a post without one is rarely read.")))
    else:
        found += [
            Check(Kind.ERROR, f"image_alt_{locale}", _l("Describe the image for those who cannot see it."))
            for locale, text in data.texts.items()
            if not text.image_alt
        ]
    if not any(suggestion.locale == "da" for suggestion in data.suggestions):
        found.append(Check(Kind.ERROR, "s-da-linkedin-0", _l("Write a suggestion for at least one network.")))
    if not data.contact:
        found.append(Check(Kind.ERROR, "contact", _l("Name who answers critical comments.")))
    return found


def _advice_on_suggestions(data: KitData) -> list[Check]:
    found = []
    counts: dict[tuple[str, str], int] = {}
    for suggestion in data.suggestions:
        key = (suggestion.locale, suggestion.network)
        counts[key] = counts.get(key, 0) + 1
    for (locale, name), count in counts.items():
        if count < MIN_VARIANTS:
            message = _l(
                "Write at least two suggestions for %(network)s, so that not everybody posts the same.",
                network=networks.get(name).label,
            )
            found.append(Check(Kind.ADVICE, f"s-{locale}-{name}-{count}", message))
    for locale in data.texts:
        without = [name for name in networks.WITH_SUGGESTIONS if (locale, name.value) not in counts]
        if without and any(written == locale for written, _ in counts):
            names = ", ".join(str(networks.get(name).label) for name in without)
            message = (
                _l("No suggestions in English yet for: %(networks)s.", networks=names)
                if locale == "en"
                else _l("No suggestions in Danish yet for: %(networks)s.", networks=names)
            )
            found.append(Check(Kind.ADVICE, f"networks_{locale}", message))
    return found


def _advice_on_texts(data: KitData) -> list[Check]:
    found = []
    for locale, text in data.texts.items():
        score = lix(text.why)
        if score is not None and score > HARD_LIX:
            message = _l("Hard to read: LIX %(score)s. Shorter sentences and words help.", score=score)
            found.append(Check(Kind.ADVICE, f"why_{locale}", message))
        if not lines(text.dos) or not lines(text.donts):
            message = _l("A short list of do and don’t makes people feel safe to share.")
            found.append(Check(Kind.ADVICE, f"dos_{locale}", message))
    for suggestion in data.suggestions:
        score = lix(suggestion.body)
        if score is not None and score > HARD_LIX:
            message = _l("Hard to read: LIX %(score)s. Shorter sentences and words help.", score=score)
            found.append(Check(Kind.ADVICE, suggestion.field, message))
    return found

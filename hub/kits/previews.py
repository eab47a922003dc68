"""What a page needs to show a kit as the networks will: plain values for the macro `post_preview`."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from hub.core import config
from hub.kits.assets import Size, asset_url
from hub.kits.models import Asset, Kit
from hub.kits.rules import SuggestionData, host_of
from hub.kits.workflow import STATES, STEPS, KitState
from hub.networks.rules import WITH_SUGGESTIONS, LinkPlace, NetworkRules
from hub.networks.rules import get as network_rules
from hub.networks.text import composed, length

if TYPE_CHECKING:
    from hub.kits.forms import KitForm


@dataclass(frozen=True)
class Step:
    """One step of the way to readers: `state` is done, current or ahead, as the macro `steps` reads it."""

    label: Any
    state: str


@dataclass(frozen=True)
class Card:
    """The link card under a post. It says the title and no more: why it matters is written for colleagues."""

    image: str
    image_alt: str
    title: str
    host: str
    description: str = ""


@dataclass(frozen=True)
class Preview:
    """One post as a network will show it."""

    network: NetworkRules
    locale: str
    text: str
    subject: str
    card: Card | None
    fold: int | None


@dataclass(frozen=True)
class Variant:
    """A suggestion with its length as the network counts it."""

    text: str
    subject: str
    used: int
    limit: int | None


@dataclass(frozen=True)
class NetworkPreview:
    """What a kit has for one network in one language: the first variant as a post, and all as texts."""

    preview: Preview
    variants: tuple[Variant, ...]


def steps(state: KitState) -> list[Step]:
    """The way from draft to the end, with the place where the kit is. A withdrawn kit leaves the way at its
    end.
    """
    way = (*STEPS[:-1], KitState.WITHDRAWN) if state is KitState.WITHDRAWN else STEPS
    here = way.index(state)
    return [
        Step(STATES[each].label, "done" if position < here else "current" if position == here else "ahead")
        for position, each in enumerate(way)
    ]


def of_kit(kit: Kit) -> list[NetworkPreview]:
    """All networks that a kit has suggestions for, Danish first."""
    groups: dict[tuple[str, str], list[SuggestionData]] = {}
    for each in kit.suggestions:
        groups.setdefault((each.locale, each.network), []).append(
            SuggestionData(each.locale, each.network, each.position, each.body, each.subject)
        )
    order = [network.value for network in WITH_SUGGESTIONS]
    link = f"{config.current().links_url}/r/{'x' * 8}"
    found = []
    for (locale, name), variants in sorted(groups.items(), key=lambda item: (item[0][0], order.index(item[0][1]))):
        text = kit.text(locale)
        card = _card(kit.asset, text.image_alt, text.title, kit.target_url)
        first = _preview(network_rules(name), variants[0], card)
        counted = [(each, length(name, each.body, link)) for each in variants]
        found.append(
            NetworkPreview(first, tuple(Variant(each.body, each.subject, n.used, n.limit) for each, n in counted))
        )
    return found


def of_form(form: KitForm, asset: Asset | None, network: str = "") -> Preview:
    """The post for what is typed: for the network asked for, else the first that has a text, else the first
    there is.
    """
    typed = form.suggestions()
    known = {each.value for each in WITH_SUGGESTIONS}
    wanted = network if network in known else typed[0].network if typed else WITH_SUGGESTIONS[0].value
    suggestion = next(
        (each for each in typed if each.network == wanted),
        SuggestionData("da", wanted, 0, body="", subject=""),
    )
    texts = {part: form[f"{part}_{suggestion.locale}"].data or "" for part in ("title", "image_alt")}
    card = _card(asset, texts["image_alt"], texts["title"], form.target_url.data or "")
    return _preview(network_rules(wanted), suggestion, card)


def _card(asset: Asset | None, alt: str, title: str, target_url: str) -> Card:
    try:
        host = host_of(target_url)
    except ValueError:
        host = ""
    return Card(asset_url(asset, Size.FEED_WIDE) if asset else "", alt, title, host)


def _preview(rules: NetworkRules, suggestion: SuggestionData, card: Card) -> Preview:
    host = config.current().base_url.partition("://")[2]
    text = composed(rules, suggestion.body, f"{host}/r/…") if suggestion.body else ""
    with_card = rules.link is not LinkPlace.NONE or bool(card.image)
    mail = rules.link is LinkPlace.IN_TEXT and rules.image is None
    fold = rules.folds[-1] if rules.folds else None
    return Preview(rules, suggestion.locale, text, suggestion.subject, card if with_card and not mail else None, fold)

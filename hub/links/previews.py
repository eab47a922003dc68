"""The card that a network shows for a tracking link: what its preview crawler reads.

Networks allow a crawler to get a page where a person is redirected, when both lead to the same thing: so the
page carries a visible link. It has no canonical address and no refresh, because Facebook would then show all
links of a kit as one, and count their cards as the target's.
"""

from __future__ import annotations

from dataclasses import dataclass
from urllib.parse import urlsplit

from sqlalchemy.orm import Session

from hub.core.config import Settings
from hub.core.errors import NotFound
from hub.kits import queries as kits
from hub.kits.assets import Size, asset_url
from hub.links.queries import find_link, share_url


@dataclass(frozen=True)
class Card:
    """A link's card. Without a picture when the kit has none, or is no longer live."""

    url: str
    location: str
    site: str
    org_name: str
    locale: str
    title: str
    image_url: str = ""
    image_alt: str = ""


def card_of(session: Session, code: str, settings: Settings) -> Card:
    """The card of a code, in the organisation's language: a network keeps it and shows it to everybody.

    The kit's text for colleagues is not for the public, so a card says its title and no more. Once the kit
    has ended nothing of it is shown, because a picture may have been withdrawn.

    Raises:
        NotFound: when no link has this code.
    """
    link = find_link(session, code)
    if link is None:
        raise NotFound()
    site = (urlsplit(link.location).hostname or "").removeprefix("www.")
    kit = kits.get_by_id(session, link.kit_id)
    text = kit.text(settings.locale)
    live = kits.is_live(kit)
    picture = settings.base_url + asset_url(kit.asset, Size.CARD) if live and kit.asset is not None else ""
    return Card(
        url=share_url(settings, link.code),
        location=link.location,
        site=site,
        org_name=settings.org_name,
        locale=text.locale if live else settings.locale,
        title=text.title if live else settings.org_name,
        image_url=picture,
        image_alt=text.image_alt if picture else "",
    )

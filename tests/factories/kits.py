"""Kits, themes and pictures for tests."""

from __future__ import annotations

import datetime as dt
import io
from dataclasses import replace
from typing import Any

from PIL import Image
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.accounts.models import Person
from hub.ambassadors.models import Theme
from hub.core import clock
from hub.kits.models import Asset, Kit, KitText, Suggestion
from hub.kits.rules import Category, KitData, SuggestionData, TextData, slugify
from hub.kits.workflow import KitState

__all__ = ["filled_form", "kit_data", "make_kit", "make_theme", "picture"]


def make_theme(session: Session, slug: str = "sundhed", name_da: str = "Sundhed", name_en: str = "Health") -> Theme:
    """A theme; the same one at each call with the same slug."""
    theme = session.scalar(select(Theme).where(Theme.slug == slug))
    if theme is None:
        theme = Theme(slug=slug, name_da=name_da, name_en=name_en)
        session.add(theme)
        session.flush()
    return theme


def picture(width: int = 1600, height: int = 1000, kind: str = "JPEG", colour: str = "teal", **save: Any) -> bytes:
    """A real image file."""
    out = io.BytesIO()
    Image.new("RGB", (width, height), colour).save(out, kind, **save)
    return out.getvalue()


def make_kit(
    session: Session,
    title: str = "En dag med vejfolkene",
    *,
    state: KitState = KitState.LIVE,
    theme: Theme | None = None,
    author: Person | None = None,
    category: Category = Category.BRANDING,
    title_en: str = "",
    target_url: str = "https://www.fjordby.example/veje",
    ends_on: dt.date | None = None,
    live_from: dt.datetime | None = None,
    ended_at: dt.datetime | None = None,
    **values: Any,
) -> Kit:
    """A complete kit in the wanted state, written past the service: no links, no trail."""
    theme = theme or make_theme(session)
    number = len(session.scalars(select(Asset.id)).all())
    asset = Asset(name=f"{number:032x}", width=1600, height=1000)
    was_live = state in (KitState.LIVE, KitState.ENDED, KitState.WITHDRAWN)
    slug = slugify(title)
    if session.scalar(select(Kit.id).where(Kit.slug == slug)) is not None:
        slug = f"{slug}-{number}"
    kit = Kit(
        slug=slug,
        state=state.value,
        category=category.value,
        theme=theme,
        target_url=target_url,
        contact="Kommunikation",
        contact_hours="Hverdage kl. 8.00–15.30",
        ends_on=ends_on,
        live_from=live_from or (clock.now() if was_live else None),
        ended_at=ended_at or (clock.now() if was_live and state is not KitState.LIVE else None),
        asset=asset,
        author_id=author.id if author else None,
        **values,
    )
    kit.texts = [KitText(locale="da", title=title, why="Derfor.", dos="Fortæl", donts="Nævn ikke borgere",
                         facts="**Løn:** efter overenskomst.", image_alt="En saltbil på en mørk vej")]  # fmt: skip
    if title_en:
        kit.texts.append(KitText(locale="en", title=title_en, why="Because.", image_alt="A lorry at night"))
    kit.suggestions = [
        Suggestion(locale="da", network=network, position=position, body=f"Tekst {position} til {network}",
                   subject="Emne" if network == "email" else "")
        for network in ("linkedin", "bluesky", "email")
        for position in (0, 1)
    ]  # fmt: skip
    session.add(kit)
    session.flush()
    return kit


def kit_data(session: Session, **changes: Any) -> KitData:
    """Data of a complete kit, as the desk's form hands it to the service."""
    data = KitData(
        category=Category.RECRUITMENT.value,
        theme_id=make_theme(session).id,
        target_url="https://www.fjordby.example/job",
        texts={"da": TextData("Vi søger tre sygeplejersker", "Teamet er godt.", "Fortæl", "Lad være", "", "Et team")},
        suggestions=tuple(SuggestionData("da", "linkedin", n, f"Kom og arbejd her {n}") for n in (0, 1)),
        contact="Kommunikation",
    )
    return replace(data, **changes)


def filled_form(chosen: Theme, /, **changes: Any) -> dict[str, Any]:
    """The desk's form as somebody typed it, complete but for the image."""
    return {
        "title_da": "Vi søger tre sygeplejersker",
        "why_da": "Teamet fortæller selv, hvad der gør en nattevagt god.",
        "target_url": "https://www.fjordby.example/job",
        "category": "recruitment",
        "purpose": "staff",
        "theme": str(chosen.id),
        "ends_on": "2099-12-04",
        "image_alt_da": "Et team på en gang",
        "dos_da": "Skriv som dig selv",
        "donts_da": "Nævn ikke borgere",
        "facts_da": "**Løn:** efter overenskomst.",
        "contact": "Kommunikation",
        "contact_hours": "Hverdage kl. 8.00–15.30",
        "s-da-linkedin-0": "Kom og arbejd her.",
        "s-da-linkedin-1": "Vil du være min kollega?",
        "s-da-email-0-subject": "Et godt job",
        "s-da-email-0": "Se her.",
        "version": "0",
        **changes,
    }

"""What the compose page shows: the suggestions for a network, the disclosure line, the address to share."""

from __future__ import annotations

from dataclasses import dataclass

from flask_babel import gettext as _

from hub.core.config import Settings
from hub.kits.models import Kit, Suggestion
from hub.networks.rules import NetworkRules, get


@dataclass(frozen=True)
class Draft:
    """What a person starts from. It is made of suggestions only; what they write stays in their browser."""

    suggestions: list[Suggestion]
    chosen: Suggestion | None
    disclosure: str
    body: str

    def position(self) -> int:
        """Number of the chosen suggestion, from 1; 0 when the person writes from nothing."""
        return self.suggestions.index(self.chosen) + 1 if self.chosen else 0


def suggestions_for(kit: Kit, network: NetworkRules, locale: str) -> list[Suggestion]:
    """The kit's suggestions for a network in the reader's language.

    A network that has none of its own borrows another's, and a language that has none falls back to Danish.
    """
    for name in (network.name, network.borrows_from):
        for language in (locale, "da"):
            found = [s for s in kit.suggestions if s.network == name and s.locale == language]
            if found:
                return found
    return []


def draft(kit: Kit, network: NetworkRules, locale: str, wanted: str, settings: Settings) -> Draft:
    """Start from the wanted suggestion (its id), from the first, or with `own` from nothing."""
    suggestions = suggestions_for(kit, network, locale)
    by_id = {str(suggestion.id): suggestion for suggestion in suggestions}
    chosen = None if wanted == "own" else by_id.get(wanted) or next(iter(suggestions), None)
    line = disclosure_line(kit, settings)
    body = chosen.body if chosen else ""
    # Hidden advertising is what readers learn of after they have read: a commercial post begins with the word.
    # A suggestion that names the workplace in its own words says it already, and better.
    parts = (line, body) if kit.commercial else (body, "" if settings.org_name in body else line)
    return Draft(suggestions, chosen, line, "\n\n".join(filter(None, parts)))


def disclosure_line(kit: Kit, settings: Settings) -> str:
    """The line that makes the employment plain. A commercial kit says so in the word that the law knows."""
    employed = str(_("I work for %(org)s.", org=settings.org_name))
    return str(_("Advertisement: %(line)s", line=employed)) if kit.commercial else employed


def rules_for(name: str) -> NetworkRules:
    """The row of a network.

    Raises:
        hub.core.errors.Invalid: the hub knows no such network.
    """
    return get(name)

"""What a browser remembers about itself: which kits it has shared or put aside, and in which windows it was counted.

It lives in one cookie, under a name that is opaque and differs for each account, so that the next user of a shared
PC sees nothing of it. The server reads it, answers, and forgets it.
"""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Collection
from dataclasses import dataclass, replace

from flask import Request, Response, request

from hub.accounts.models import Person
from hub.ambassadors.rules import flag_cookie_name
from hub.core import clock
from hub.core.config import Settings
from hub.counting import flags as tokens
from hub.counting.cells import KIT_WEEK

HIDDEN = "h"
KEPT_FOR = dt.timedelta(days=400)
COOKIE_NAME = re.compile(r"d[0-9a-f]{12}")
MOST_OTHERS = 8


@dataclass(frozen=True)
class BrowserFlags:
    """The flags of one browser for one account."""

    counted: frozenset[str] = frozenset()
    hidden: frozenset[int] = frozenset()

    @property
    def shared(self) -> frozenset[int]:
        """Kits that were shared from this browser."""
        letter = KIT_WEEK.flag_letter
        numbers = (flag[1:] for flag in self.counted if flag.startswith(letter))
        return frozenset(int(number) for number in numbers if number.isdecimal())

    def with_counted(self, flags: Collection[str]) -> BrowserFlags:
        """Also remembering that these were added to. A shared kit is no longer put aside."""
        grown = replace(self, counted=self.counted | frozenset(flags))
        return replace(grown, hidden=self.hidden - grown.shared)

    def with_hidden(self, kit_id: int, hidden: bool) -> BrowserFlags:
        """With a kit put aside, or taken back."""
        return replace(self, hidden=self.hidden | {kit_id} if hidden else self.hidden - {kit_id})

    def pruned(self, live_kits: Collection[int], today: dt.date) -> BrowserFlags:
        """Without what no longer matters: ended kits, and windows that have closed."""
        return BrowserFlags(tokens.prune(self.counted, live_kits, today), self.hidden & frozenset(live_kits))

    def value(self) -> str:
        """The cookie's value: sorted, so that it tells no order.

        Kits put aside take only the room that is left, the newest first: what was counted bounds what one
        person adds, and must not be pushed out.
        """
        flags = set(tokens.unpack(tokens.pack(self.counted)))
        room = tokens.MAX_BYTES - len(tokens.pack(flags))
        for kit in sorted(self.hidden, reverse=True):
            flag = f"{HIDDEN}{kit}"
            room -= len(flag) + 1
            if room < 0:
                break
            flags.add(flag)
        return tokens.pack(flags)


def read(request: Request, settings: Settings, person: Person) -> BrowserFlags:
    """The flags that this browser sent. They come from outside, and whatever is no flag is passed over."""
    found = tokens.unpack(request.cookies.get(flag_cookie_name(settings.secret_key, person.id), ""))
    hidden = {flag for flag in found if flag.startswith(HIDDEN)}
    numbers = (flag[1:] for flag in hidden)
    return BrowserFlags(found - hidden, frozenset(int(n) for n in numbers if n.isdecimal() and len(n) < 12))


def write(
    response: Response, settings: Settings, person: Person, flags: BrowserFlags, live_kits: Collection[int]
) -> None:
    """Have the browser remember the flags that still matter."""
    own = flag_cookie_name(settings.secret_key, person.id)
    response.set_cookie(
        own,
        flags.pruned(live_kits, clock.local_today()).value(),
        max_age=KEPT_FOR,
        httponly=True,
        samesite="Lax",
        secure=settings.secure_cookies,
    )
    # On a PC that many use, cookies would grow until a proxy refuses them: a few other accounts keep theirs.
    others = sorted(name for name in request.cookies if COOKIE_NAME.fullmatch(name) and name != own)
    for name in others[MOST_OTHERS:]:
        response.delete_cookie(name)

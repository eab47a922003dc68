"""The sentences that the browser's share page says. The server translates them; no script holds a word of
text.

The compose template writes each as an attribute of the form: `data-text-<key>="…"`. Braces are filled in by
the script.
"""

from __future__ import annotations

from typing import Final

from flask_babel import lazy_gettext as _l
from flask_babel.speaklater import LazyString

from hub.networks.rules import Network

SHARE_PHRASES: Final[dict[str, LazyString]] = {
    "count": _l("{used} of {limit} characters"),
    "count-free": _l("{used} characters"),
    "count-bytes": _l("{used} of {limit} bytes"),
    "count-encoded": _l("{used} of {limit}: an e-mail opened from here must be short"),
    "over": _l("{over} too many"),
    "too-long": _l("The text is too long for {network}. Shorten it first, otherwise {network} turns it down."),
    "too-long-mail": _l(
        "The text is too long to open in your mail program. Shorten it, or copy it into an e-mail yourself."
    ),
    "hashtags": _l("{used} hashtags; {network} takes {limit}"),
    "see-more": _l("… see more"),
    "copied": _l("The text is copied. Paste it in {network}."),
    "copy-failed": _l("Your browser did not let us copy. The text is marked: copy it yourself, then share again."),
    "shared": _l("Thank you. The window is open; whether you post is up to you."),
    "shared-caption": _l("The text is copied and the image is saved. Open {network} and make your post."),
    "shared-sheet": _l("Thank you. Your phone or computer takes it from here."),
    "sheet-failed": _l("The share menu did not open. The text is copied: paste it where you want to share it."),
    "uncounted": _l("You can go on. Delfrit could not count this share, and that does not matter to you."),
    "open-again": _l("Open {network} again"),
    "instance-invalid": _l("Write the server's name only, for example mastodon.example."),
}

# A message is sent to somebody and a post is put up: the same words do not fit both.
_MESSAGE_PHRASES: Final[dict[str, LazyString]] = {
    "shared": _l("Thank you. The window is open; whether you send it is up to you."),
}
_MAIL_PHRASES: Final[dict[str, LazyString]] = {"open-again": _l("Open your mail again")}


def share_phrases(network: str) -> dict[str, LazyString]:
    """The sentences of `SHARE_PHRASES` as the page of one network says them."""
    if network not in (Network.EMAIL, Network.WHATSAPP, Network.TEAMS):
        return SHARE_PHRASES
    return SHARE_PHRASES | _MESSAGE_PHRASES | (_MAIL_PHRASES if network == Network.EMAIL else {})


HISTORY_PHRASES: Final[dict[str, LazyString]] = {
    "item": _l("{title}, on {network}, {day}"),
    "on": _l("Your history is kept in this browser from now on."),
    "off": _l("Your history is off, and what was kept is erased."),
    "erased": _l("Your history is erased from this browser."),
    "unavailable": _l("This browser does not let pages keep anything, so there is no history."),
}

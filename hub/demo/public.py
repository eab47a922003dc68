"""The public of the demonstration: visitors who follow links, and the machines that do so too."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field

from hub.demo.browser import Unexpected
from hub.demo.stage import Stage
from hub.networks.rules import Network

VISITS_PER_SHARE = {
    Network.LINKEDIN: 5.5, Network.FACEBOOK: 5.0, Network.INSTAGRAM: 0.6, Network.WHATSAPP: 3.0, Network.BLUESKY: 3.0,
    Network.EMAIL: 1.6, Network.X: 3.0, Network.THREADS: 3.0, Network.TEAMS: 1.5, Network.MASTODON: 2.5,
    Network.OTHER: 2.0,
}  # fmt: skip
"""How many follow a link for each share of it, about. On Instagram a link has to be typed."""
LEFT_OVER = 0.4
"""The part of a day's visits that comes on a later day instead."""
_PHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_5 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_ANDROID = "Mozilla/5.0 (Linux; Android 15; SM-S921B) AppleWebKit/537.36 (KHTML, like Gecko)"
_MAC = "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
_WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)"
BROWSERS = (
    f"{_WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36",
    f"{_WINDOWS} AppleWebKit/537.36 (KHTML, like Gecko) Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0",
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:143.0) Gecko/20100101 Firefox/143.0",
    f"{_MAC} Version/18.5 Safari/605.1.15",
    f"{_PHONE} Version/18.5 Mobile/15E148 Safari/604.1",
    f"{_ANDROID} Chrome/141.0.0.0 Mobile Safari/537.36",
    f"{_ANDROID} SamsungBrowser/28.0 Chrome/130.0.0.0 Mobile Safari/537.36",
)
IN_APP = {
    Network.FACEBOOK: f"{_PHONE} Mobile/15E148 [FBAN/FBIOS;FBAV/530.0.0.30.70;FBBV/1;FBDV/iPhone15,2;FBLC/da_DK]",
    Network.LINKEDIN: f"{_PHONE} Mobile/15E148 [LinkedInApp]/9.31",
    Network.INSTAGRAM: f"{_PHONE} Mobile/15E148 Instagram 390.0.0.30.85 (iPhone15,2; iOS 18_5; da_DK)",
}
CRAWLERS = {
    Network.LINKEDIN: "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    Network.FACEBOOK: "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    Network.X: "Twitterbot/1.0",
    Network.BLUESKY: "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
    Network.WHATSAPP: "WhatsApp/2.25.14.76 A",
    Network.TEAMS: "Mozilla/5.0 (Windows NT 6.1; WOW64) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
}
BOTS = (
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "Mozilla/5.0 (compatible; bingbot/2.0; +http://www.bing.com/bingbot.htm)",
    "Mozilla/5.0 AppleWebKit/537.36 (KHTML, like Gecko; compatible; GPTBot/1.2; +https://openai.com/gptbot)",
    "python-requests/2.32.3",
    "curl/8.5.0",
)


@dataclass(frozen=True)
class Visit:
    """One request on a tracking link."""

    code: str
    agent: str
    address: str
    method: str = "GET"
    prefetch: bool = False


@dataclass
class Public:
    """Who is about to follow which link. `waiting` holds visits to come, by tracking code and network."""

    chance: random.Random
    waiting: dict[tuple[str, Network], float] = field(default_factory=dict)
    crawlers: list[Visit] = field(default_factory=list)

    def hear_of(self, code: str, network: Network, pull: float) -> None:
        """A post has appeared: people will follow its link, and the network fetches a card for it.

        `pull` is how much the kit draws, 1 being usual.
        """
        expected = VISITS_PER_SHARE[network] * pull * self.chance.uniform(0.3, 1.7)
        self.waiting[code, network] = self.waiting.get((code, network), 0.0) + expected
        if network in CRAWLERS and self.chance.random() < 0.2:
            self.crawlers.append(Visit(code, CRAWLERS[network], self._address()))

    def visits(self) -> list[Visit]:
        """Who comes today, people and machines mixed."""
        found, self.crawlers = self.crawlers, []
        for (code, network), expected in sorted(self.waiting.items()):
            people = int(expected * (1 - LEFT_OVER) + self.chance.random())
            self.waiting[code, network] = max(0.0, expected - people)
            for _ in range(people):
                found += self._person(code, network)
        self.chance.shuffle(found)
        return found

    def _person(self, code: str, network: Network) -> list[Visit]:
        """One visitor, who now and then comes twice, and the machines that come along."""
        inside = network in IN_APP and self.chance.random() < 0.5
        visit = Visit(code, IN_APP[network] if inside else self.chance.choice(BROWSERS), self._address())
        found = [visit]
        dice = self.chance.random()
        if dice < 0.10:
            found.append(visit)
        elif dice < 0.16:
            found.append(Visit(code, self.chance.choice(BOTS), self._address()))
        elif dice < 0.18:
            found.append(Visit(code, visit.agent, visit.address, prefetch=True))
        elif dice < 0.20:
            found.append(Visit(code, visit.agent, self._address(), method="HEAD"))
        elif dice < 0.205:
            found.append(Visit(code, "", self._address()))
        return found

    def _address(self) -> str:
        """An address from the networks that are set aside for measuring (RFC 2544): it is nobody's."""
        return f"198.{self.chance.randint(18, 19)}.{self.chance.randint(0, 255)}.{self.chance.randint(1, 254)}"


def follow(stage: Stage, visits: Sequence[Visit]) -> None:
    """Make the requests, one after the other on this thread's connection.

    Raises:
        Unexpected: a link was not answered as one.
    """
    for visit in visits:
        headers = {"User-Agent": visit.agent, "X-Forwarded-For": visit.address}
        if visit.prefetch:
            headers["Sec-Purpose"] = "prefetch"
        answer = stage.site.ask(visit.method, f"/r/{visit.code}", headers)
        if answer.status not in (200, 302):
            raise Unexpected(f"{visit.method} /r/{visit.code} answered {answer.status}")

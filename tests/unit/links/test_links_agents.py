"""Each class of visitor, and each row of the two tables that correct the list of crawlers."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from hub.links import agents
from hub.links.events import Kind

IPHONE = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Mobile/15E148"
ANDROID = "Mozilla/5.0 (Linux; Android 15; SM-S921B; wv) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Mobile"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/131.0 Safari/537.36"

PEOPLE = [
    CHROME,
    IPHONE + " Safari/604.1",
    "Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0",
    IPHONE + " WhatsApp/24.1",
    IPHONE + " [FBAN/FBIOS;FBAV/470.0.0.32.110;FBBV/622;FBDV/iPhone15,2;FBMD/iPhone;FBSN/iOS]",
    ANDROID + " Safari/537.36 [FB_IAB/FB4A;FBAV/470.0.0.32.110;]",
    IPHONE + " [LinkedInApp]/9.29.7561",
    ANDROID + " Safari/537.36 [LinkedInApp]",
    ANDROID + " Safari/537.36 Instagram 358.0.0.51.85 Android (35/15; 480dpi; 1080x2340; samsung; da_DK)",
    IPHONE + " Barcelona 358.0.0.26.114 (iPhone15,2; iOS 18_1; da_DK; da; scale=3.00)",
    IPHONE + " [Pinterest/iOS]",
    IPHONE + " Snapchat/13.14.0.41",
]
PREVIEWS = {
    "facebookexternalhit": "facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)",
    "iMessage": CHROME + " facebookexternalhit/1.1 Facebot Twitterbot/1.0",
    "facebot": "Facebot/1.0",
    "meta-externalfetcher": "meta-externalfetcher/1.1",
    "LinkedInBot": "LinkedInBot/1.0 (compatible; Mozilla/5.0; Apache-HttpClient +http://www.linkedin.com)",
    "Twitterbot": "Twitterbot/1.0",
    "Bluesky Cardyb": "Mozilla/5.0 (compatible; Bluesky Cardyb/1.1; +mailto:support@bsky.app)",
    "Mastodon": "Mastodon/4.3.2 (http.rb/5.2.0; +https://social.example/)",
    "older Mastodon": "http.rb/5.1.1 (Mastodon/4.2.1; +https://social.example/) Bot",
    "Teams": "Mozilla/5.0 (Windows NT 6.1) SkypeUriPreview Preview/0.5 skype-url-preview@microsoft.com",
    "Microsoft 365": "Mozilla/5.0 (compatible; MicrosoftPreview/2.0; +https://aka.ms/MicrosoftPreview)",
    "Slack": "Slackbot-LinkExpanding 1.0 (+https://api.slack.com/robots)",
    "WhatsApp": "WhatsApp/2.24.20.89 A",
    "Telegram": "TelegramBot (like TwitterBot)",
    "Discord": "Mozilla/5.0 (compatible; Discordbot/2.0; +https://discordapp.com)",
    "Reddit": "Mozilla/5.0 (compatible; redditbot/1.0; +http://www.reddit.com/feedback)",
    "Iframely": "Iframely/1.3.1 (+https://iframely.com/docs/about)",
    "Embedly": "Mozilla/5.0 (compatible; Embedly/0.2; +http://support.embed.ly/)",
    "XING": "XING-contenttabreceiver/2.0",
}
BOTS = [
    "Mozilla/5.0 (compatible; Googlebot/2.1; +http://www.google.com/bot.html)",
    "curl/8.5.0",
    "python-requests/2.32.3",
    IPHONE + " (compatible; Googlebot/2.1; +http://www.google.com/bot.html) WhatsApp/24.1",
]


@pytest.mark.parametrize("agent", PEOPLE)
def test_a_browser_is_a_person_even_inside_an_app(agent: str) -> None:
    assert agents.classify(agent, {}) is Kind.CLICK


@pytest.mark.parametrize("agent", PREVIEWS.values(), ids=PREVIEWS.keys())
def test_a_network_that_fetches_a_card_is_a_preview(agent: str) -> None:
    assert agents.classify(agent, {}) is Kind.PREVIEW


@pytest.mark.parametrize("agent", BOTS)
def test_a_crawler_or_a_script_is_a_bot(agent: str) -> None:
    assert agents.classify(agent, {}) is Kind.BOT


@pytest.mark.parametrize("agent", ["", "   "])
def test_no_user_agent_is_a_class_of_its_own(agent: str) -> None:
    assert agents.classify(agent, {}) is Kind.NO_AGENT


@pytest.mark.parametrize(
    ("header", "value"),
    [
        ("HTTP_SEC_PURPOSE", "prefetch"),
        ("HTTP_SEC_PURPOSE", "prefetch;prerender"),
        ("HTTP_SEC_PURPOSE", "Prefetch;anonymous-client-ip"),
        ("HTTP_PURPOSE", "prefetch"),
        ("HTTP_X_PURPOSE", "preview"),
        ("HTTP_X_MOZ", "prefetch"),
    ],
)
def test_a_browser_that_looks_ahead_is_no_click(header: str, value: str) -> None:
    assert agents.classify(CHROME, {header: value}) is Kind.PREFETCH


def test_another_purpose_is_a_click() -> None:
    assert agents.classify(CHROME, {"HTTP_SEC_PURPOSE": "navigation"}) is Kind.CLICK


def test_every_row_of_the_tables_has_an_example_here() -> None:
    for pattern, _ in agents.PREVIEWS:
        assert any(re.search(pattern, agent, re.IGNORECASE) for agent in PREVIEWS.values()), pattern
    for pattern, _ in agents.IN_APP:
        assert any(re.search(pattern, agent) for agent in PEOPLE), pattern


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[str]]:
    """The user agents that the list of crawlers was asked about; nothing is known in the beginning."""
    found: list[str] = []
    look = agents.by_agent
    monkeypatch.setattr(agents, "by_agent", lambda agent: [found.append(agent), look(agent)][1])
    agents.KIND_OF.clear()
    yield found
    agents.KIND_OF.clear()


def test_a_ten_kilobyte_user_agent_is_looked_at_and_remembered_by_its_beginning_only(asked: list[str]) -> None:
    for tail in ("a", "b", "c"):
        assert agents.classify(CHROME.ljust(agents.LONGEST) + tail * 10_000, {}) is Kind.CLICK
    assert asked == list(agents.KIND_OF) == [CHROME.ljust(agents.LONGEST)]


def test_the_list_of_crawlers_is_asked_once_for_each_user_agent(asked: list[str]) -> None:
    for _ in range(3):
        assert agents.classify(CHROME, {}) is Kind.CLICK
        assert agents.classify("Twitterbot/1.0", {}) is Kind.PREVIEW
    assert asked == [CHROME, "Twitterbot/1.0"]


def test_the_memory_of_user_agents_is_bounded(asked: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(agents, "REMEMBERED", 3)
    for number in range(10):
        assert agents.classify(f"{CHROME} {number}", {}) is Kind.CLICK
        assert len(agents.KIND_OF) <= 3
    assert len(asked) == 10

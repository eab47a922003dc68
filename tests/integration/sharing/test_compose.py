"""The page where a text is made one's own. Whatever is typed there has nowhere to go."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import unescape
from html.parser import HTMLParser
from urllib.parse import parse_qs, unquote, urlsplit

from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from hub.kits.models import Kit, Suggestion
from hub.links import queries as links
from hub.networks.rules import NETWORKS, Network, Way
from tests.factories.accounts import make_persona
from tests.factories.ambassadors import make_ambassador
from tests.factories.sharing import make_shareable_kit, share

SignIn = Callable[[str], FlaskClient]


class _Form(HTMLParser):
    """The fields of the share form by name, and everything in it that a browser would not send."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.inside, self.sent, self.kept = False, [], []
        self.feed(page)

    sent: list[str]
    kept: list[dict[str, str | None]]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "form":
            self.inside = "data-share" in found
        if self.inside and tag in {"input", "textarea", "select", "button"}:
            if name := found.get("name"):
                self.sent.append(name)
            else:
                self.kept.append({"tag": tag, **found})

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self.inside = False


def _compose(browser: FlaskClient, kit: Kit, network: str, query: str = "") -> str:
    answer = browser.get(f"/kits/{kit.slug}/{network}{query}")
    assert answer.status_code == 200
    return answer.text


def _text(page: str) -> str:
    found = re.search(r"<textarea id=\"share-text\"[^>]*>(.*?)</textarea>", page, re.DOTALL)
    assert found is not None
    return unescape(found[1])


def test_what_a_person_writes_is_never_part_of_what_the_form_sends(browser: FlaskClient, kit: Kit) -> None:
    for rules in NETWORKS:
        form = _Form(_compose(browser, kit, rules.name))
        assert form.sent == ["csrf_token", "kit", "network", "suggestion"]
        unsent = [field for field in form.kept if field["tag"] in {"textarea", "input"}]
        assert {"share-text"} <= {field.get("id") for field in unsent}


def test_the_disclosure_is_on_by_default_and_stands_in_the_text(browser: FlaskClient, kit: Kit) -> None:
    for rules in NETWORKS:
        page = _compose(browser, kit, rules.name)
        [box] = [field for field in _Form(page).kept if "data-share-disclosure" in field]
        assert "checked" in box
        assert box["data-disclosure-text"] == "Jeg arbejder i Fjordby Kommune."
        assert _text(page).endswith("Jeg arbejder i Fjordby Kommune.")


def test_two_employees_get_the_same_page_byte_for_byte(
    browser: FlaskClient, sign_in: SignIn, session: Session, kit: Kit
) -> None:
    make_ambassador(session, make_persona(session, "employee2"))
    session.commit()
    browsers = (browser, sign_in("employee2"))
    for rules in NETWORKS:
        one, other = (_compose(each, kit, rules.name) for each in browsers)
        assert one != other, "the account key and the token differ, so the comparison looks at two people"
        assert _impersonal(one) == _impersonal(other)


def _impersonal(page: str) -> str:
    for personal in (r'name="csrf_token" value="[^"]+"', r'"X-CSRFToken": "[^"]+"', r'data-account-key="[^"]+"'):
        page, found = re.subn(personal, "", page)
        assert found
    return page


def test_a_network_without_suggestions_of_its_own_borrows_them(
    browser: FlaskClient, session: Session, kit: Kit
) -> None:
    kit.suggestions.append(Suggestion(locale="da", network="facebook", position=0, body="Tekst 0 til facebook"))
    session.commit()
    lends = {"mastodon": "bluesky", "teams": "linkedin", "whatsapp": "facebook", "other": "facebook"}
    for network, lender in lends.items():
        assert _text(_compose(browser, kit, network)).startswith(f"Tekst 0 til {lender}")


def test_a_network_without_any_suggestion_starts_from_the_disclosure_alone(browser: FlaskClient, kit: Kit) -> None:
    assert _text(_compose(browser, kit, "threads")) == "Jeg arbejder i Fjordby Kommune."


def test_english_readers_get_english_suggestions_where_the_kit_has_them(
    browser: FlaskClient, session: Session, kit: Kit
) -> None:
    kit.suggestions.append(Suggestion(locale="en", network="linkedin", position=0, body="Come and work here"))
    session.commit()
    assert _text(_compose(browser, kit, "linkedin", "?lang=en")) == "Come and work here\n\nI work for Fjordby Kommune."
    assert _text(_compose(browser, kit, "linkedin")).startswith("Tekst 0")


def test_english_readers_get_the_danish_suggestion_where_there_is_no_other(browser: FlaskClient, kit: Kit) -> None:
    assert _text(_compose(browser, kit, "bluesky", "?lang=en")).startswith("Tekst 0 til bluesky")


def test_each_suggestion_can_be_chosen_and_so_can_none(browser: FlaskClient, kit: Kit) -> None:
    second = next(s for s in kit.suggestions if (s.network, s.position) == ("linkedin", 1))
    assert _text(_compose(browser, kit, "linkedin", f"?suggestion={second.id}")).startswith("Tekst 1")
    assert _text(_compose(browser, kit, "linkedin", "?suggestion=own")) == "Jeg arbejder i Fjordby Kommune."


def test_a_commercial_kit_says_so_in_the_word_that_the_law_knows(
    browser: FlaskClient, session: Session, kit: Kit
) -> None:
    paid = make_shareable_kit(session, "Bliv pendler", commercial=True)
    text = _text(_compose(browser, paid, "linkedin"))
    assert text.startswith("Reklame")
    assert "Jeg arbejder i Fjordby Kommune." in text
    assert _text(_compose(browser, paid, "linkedin", "?suggestion=own")).startswith("Reklame")
    assert "Reklame" not in _text(_compose(browser, kit, "linkedin"))
    assert _copied(share(browser, paid).text).startswith("Reklame")


def _copied(page: str) -> str:
    return unescape(page.partition('<textarea id="copy-text"')[2].partition(">")[2])


def test_markup_in_a_suggestion_stays_text(browser: FlaskClient, session: Session, kit: Kit) -> None:
    kit.suggestions[0].body = '</textarea><script>alert("hej")</script>" onload="x'
    session.commit()
    page = _compose(browser, kit, "linkedin")
    assert "<script>alert" not in page
    assert _text(page).startswith("</textarea><script>")


def test_without_javascript_the_share_page_leads_to_the_network_with_the_right_link(
    browser: FlaskClient, session: Session, kit: Kit
) -> None:
    for rules in NETWORKS:
        page = share(browser, kit, rules.name).text
        link = f"http://localhost/r/{links.code_for(session, kit.id, rules.name)}"
        [found] = re.findall(r'class="btn" href="([^"]+)" target="_blank"', page) or [""]
        intent = unescape(found)
        if rules.way in (Way.CAPTION_AND_IMAGE, Way.SYSTEM_SHEET):
            assert intent == ""
        else:
            parts = urlsplit(intent)
            assert link in unquote(f"{parts.query}{parts.fragment}"), intent
            assert "Jeg arbejder i" in unquote(intent) or rules.name in (Network.LINKEDIN, Network.FACEBOOK)
        assert rules.name == Network.INSTAGRAM or link in unquote(unescape(page))


def test_an_e_mail_carries_its_subject(browser: FlaskClient, kit: Kit) -> None:
    [intent] = re.findall(r'href="(mailto:[^"]+)"', share(browser, kit, "email").text)
    assert parse_qs(urlsplit(unescape(intent)).query)["subject"] == ["Emne"]


def test_the_networks_a_person_uses_come_first_and_the_rest_behind_more(
    sign_in: SignIn, session: Session, kit: Kit
) -> None:
    make_ambassador(session, make_persona(session, "employee2"), networks=["mastodon"])
    session.commit()
    page = _compose(sign_in("employee2"), kit, "mastodon")
    tabs = page.partition('<nav class="tabs"')[2].partition("</nav>")[0]
    assert re.findall(rf'/kits/{kit.slug}/(\w+)"', tabs)[0] == "mastodon"
    assert len(re.findall(rf'/kits/{kit.slug}/(\w+)"', tabs)) == len(NETWORKS)


def test_an_unknown_network_is_refused_in_words(browser: FlaskClient, kit: Kit) -> None:
    for address in ("myspace", "LinkedIn", "linkedin%00", "%2e%2e%2e"):
        answer = browser.get(f"/kits/{kit.slug}/{address}")
        assert answer.status_code == 400
        assert "Delfrit kender ikke det medie" in answer.text


def test_a_suggestion_that_names_the_workplace_needs_no_second_line(
    browser: FlaskClient, session: Session, kit: Kit
) -> None:
    kit.suggestions[0].body = "Hos os i Fjordby Kommune holder vi vejene åbne."
    session.commit()
    assert _text(_compose(browser, kit, "linkedin")) == "Hos os i Fjordby Kommune holder vi vejene åbne."

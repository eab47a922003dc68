"""Where no script runs, a person writes on the page that answers, and is never told that something was copied."""

from __future__ import annotations

import re
from html import unescape

import pytest
from flask.testing import FlaskClient

from hub.kits.models import Kit
from hub.networks.rules import NETWORKS, Way
from tests.factories.sharing import share


def _compose(browser: FlaskClient, kit: Kit, network: str) -> str:
    return unescape(browser.get(f"/kits/{kit.slug}/{network}").text)


def _seen(page: str) -> str:
    """The share form as it stands before any script has run: without the parts that begin hidden."""
    form = page.partition("data-share-text")[2].partition("</form>")[0]
    return re.sub(r"<(div|p|span)[^>]*\bhidden>.*?</\1>", "", form, flags=re.DOTALL)


def test_what_cannot_be_shared_cannot_be_typed_either(browser: FlaskClient, kit: Kit) -> None:
    for rules in NETWORKS:
        page = _compose(browser, kit, rules.name)
        assert re.search(r'<textarea id="share-text"[^>]* readonly', page), rules.name
        seen = _seen(page)
        assert "Du skriver din egen tekst på næste side." in seen
        for needs_script in ("data-share-counter", "data-share-disclosure", "data-share-instance", "opiér"):
            assert needs_script not in seen, (rules.name, needs_script)


def test_the_page_that_answers_is_where_one_writes(browser: FlaskClient, kit: Kit) -> None:
    for rules in NETWORKS:
        page = share(browser, kit, rules.name).text
        [field] = re.findall(r'<textarea id="copy-text"[^>]*>', page)
        assert "readonly" not in field
        assert "name=" not in field


def test_nobody_is_told_that_the_text_is_copied_for_them(browser: FlaskClient, kit: Kit) -> None:
    for rules in NETWORKS:
        page = unescape(share(browser, kit, rules.name).text)
        assert "kopieret for dig" not in page
        if rules.way == Way.COPY_AND_OPEN:
            assert "Kopiér teksten ovenfor, og sæt den ind, når vinduet åbner." in page


@pytest.mark.parametrize("network", ["email", "whatsapp", "teams"])
def test_a_message_is_sent_and_never_posted(browser: FlaskClient, kit: Kit, network: str) -> None:
    for page in (_compose(browser, kit, network), unescape(share(browser, kit, network).text)):
        assert "bliver sendt" in page
        assert "slået op" not in page
        assert "slå det op" not in page


def test_the_mail_program_is_called_by_its_name(browser: FlaskClient, kit: Kit) -> None:
    page = _compose(browser, kit, "email")
    assert "Åbn din mail med teksten" in page
    assert "Dit mailprogram åbner med teksten udfyldt." in page
    assert "Åbn E-mail" not in page + share(browser, kit, "email").text

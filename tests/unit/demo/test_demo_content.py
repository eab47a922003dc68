"""The fictional municipality holds together, and its texts fit the networks they are written for."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from hub.demo import content, images
from hub.demo.content import CONTENT_DIR, Kit, Suggestion
from hub.demo.tables import ContentError
from hub.networks import text as network_text

ORGANISATION = content.load()
LINK = "https://delfrit.fjordby.example/r/Ab3dE6gH9k"
DISCLOSURE = {"da": "Jeg arbejder i Fjordby Kommune.", "en": "I work for Fjordby Kommune."}


def every_suggestion() -> Iterator[tuple[Kit, Suggestion]]:
    for kit in ORGANISATION.kits:
        for text in kit.texts.values():
            for suggestion in text.suggestions:
                yield kit, suggestion


def name_of(case: object) -> str:
    if isinstance(case, Kit):
        return case.slug
    assert isinstance(case, Suggestion)
    return f"{case.locale}-{case.network}-{case.variant}"


@pytest.mark.parametrize(("kit", "suggestion"), list(every_suggestion()), ids=name_of)
def test_a_suggestion_fits_its_network_with_its_link_and_the_line_about_the_employer(
    kit: Kit, suggestion: Suggestion
) -> None:
    line = DISCLOSURE[suggestion.locale]
    if kit.commercial:
        text = f"Reklame: {line}\n\n{suggestion.text}"
    else:
        text = suggestion.text if "Fjordby Kommune" in suggestion.text else f"{suggestion.text}\n\n{line}"
    length = network_text.length(suggestion.network, text, LINK)
    assert not length.over, f"{length.used} of {length.limit} {length.unit}"


@pytest.mark.parametrize(("kit", "suggestion"), list(every_suggestion()), ids=name_of)
def test_a_suggestion_is_written_in_the_voice_of_a_colleague(kit: Kit, suggestion: Suggestion) -> None:
    assert "!" not in suggestion.text
    assert "—" not in suggestion.text
    assert "http" not in suggestion.text, "the product adds the link"
    assert network_text.hashtags(suggestion.text) <= (5 if suggestion.network == "instagram" else 0)


def test_the_headcounts_of_the_units_make_up_the_municipality() -> None:
    assert ORGANISATION.headcount == 3900


def test_small_units_of_one_parent_are_thirty_or_more_together() -> None:
    """Otherwise what is left over after merging could be told apart (privacy design §7)."""
    small: dict[str | None, int] = {}
    for unit in ORGANISATION.units:
        if 0 < unit.headcount < content.SMALL_UNIT:
            small[unit.parent] = small.get(unit.parent, 0) + unit.headcount
    assert small, "the demonstration shows how small units are merged"
    assert all(total >= content.SMALL_UNIT for total in small.values())


def test_the_kits_cover_every_category_purpose_and_theme() -> None:
    kits = ORGANISATION.kits
    assert {kit.category for kit in kits} == set(content.CATEGORIES)
    assert {purpose for kit in kits for purpose in kit.purposes} == set(content.PURPOSES)
    assert {kit.theme.key for kit in kits} == {theme.key for theme in ORGANISATION.themes}
    assert sum("en" in kit.texts for kit in kits) >= 5


def test_at_least_nine_kits_are_live_at_the_end_and_some_have_ended() -> None:
    assert len(ORGANISATION.live_kits()) >= 9
    assert any(kit.end_week < ORGANISATION.weeks for kit in ORGANISATION.kits)


@pytest.mark.parametrize("kit", ORGANISATION.live_kits(), ids=name_of)
@pytest.mark.parametrize("network", ["linkedin", "facebook", "x", "bluesky"])
def test_a_live_kit_offers_two_variants_so_that_not_everybody_posts_the_same(kit: Kit, network: str) -> None:
    variants = [one.text for one in kit.texts["da"].suggestions if one.network == network]
    assert len(set(variants)) >= 2


def test_a_recruitment_kit_leads_to_the_address_of_its_job() -> None:
    jobs = {job.key: job for job in ORGANISATION.jobs}
    recruitment = [kit for kit in ORGANISATION.kits if kit.job is not None]
    assert len(recruitment) >= 3
    for kit in recruitment:
        assert kit.job is not None
        assert kit.target_url.split("?")[0] == jobs[kit.job].apply_url


def test_every_picture_that_a_kit_asks_for_exists() -> None:
    for kit in ORGANISATION.kits:
        assert kit.motif in images.MOTIFS
        assert kit.palette in images.PALETTES


@pytest.mark.parametrize(
    ("file", "old", "new", "told"),
    [
        ("kits/sommerbogen.toml", 'theme = "kultur', 'theme = "sport', r"sommerbogen.*'theme'.*allowed"),
        ("kits/sommerbogen.toml", "start_week = 8", 'start_week = "8"', r"sommerbogen.*'start_week' must be int"),
        ("kits/sommerbogen.toml", "popularity", "popularty", r"sommerbogen.*'popularity'"),
        ("kits/sommerbogen.toml", 'title = "', f'title = "{"x" * 80}', r"sommerbogen.*at most 80"),
        ("kits/sommerbogen.toml", "https://www.fjordby.example", "http://evil.example", r"'target_url' must be"),
        ("units.csv", ";636;", ";mange;", r"units.csv line \d+: 'headcount'"),
        ("people.toml", 'persona = "hr"', 'persona = "boss"', r"people.*'persona'"),
        ("jobs.toml", "qualified = 9", "qualified = 99", r"jobs.*more qualified"),
        ("pilot.toml", "key =", "key = [", r"pilot\.toml"),
    ],
)
def test_a_mistake_in_a_data_file_is_told_with_its_file_and_field(
    tmp_path: Path, file: str, old: str, new: str, told: str
) -> None:
    folder = tmp_path / "content"
    shutil.copytree(CONTENT_DIR, folder)
    path = folder / file
    path.write_text(path.read_text("utf-8").replace(old, new, 1), "utf-8")
    with pytest.raises(ContentError, match=told):
        content.load(folder)

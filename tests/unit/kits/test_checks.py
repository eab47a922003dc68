"""What a kit must have, and what would make it better."""

from __future__ import annotations

from dataclasses import replace

from hub.kits.checks import Check, Kind, Picture, all_checks, typing_errors
from hub.kits.rules import KitData, SuggestionData, TextData

LINK = "https://del.fjordby.example/r/xxxxxxxx"
PICTURE = Picture(1600, 1000)


def data(*suggestions: SuggestionData, **changes: object) -> KitData:
    complete = KitData(
        category="branding",
        theme_id=1,
        target_url="https://www.fjordby.example/",
        texts={"da": TextData("Titel", "Derfor.", "Gør", "Lad være", "", "Et billede")},
        suggestions=suggestions or two("linkedin"),
        contact="Kommunikation",
    )
    return replace(complete, **changes)


def two(network: str, body: str = "Kort tekst") -> tuple[SuggestionData, ...]:
    return tuple(SuggestionData("da", network, n, f"{body} {n}") for n in (0, 1))


def fields(found: list[Check], kind: Kind) -> set[str]:
    return {check.field for check in found if check.kind is kind}


def test_a_complete_kit_has_no_errors() -> None:
    assert fields(all_checks(data(), PICTURE, LINK), Kind.ERROR) == set()


def test_a_text_is_measured_as_its_network_counts_with_room_for_the_link() -> None:
    fits = SuggestionData("da", "x", 0, "a" * 256)
    assert typing_errors(data(fits), LINK) == []
    over = SuggestionData("da", "x", 1, "a" * 257)
    assert fields(typing_errors(data(fits, over), LINK), Kind.ERROR) == {"s-da-x-1"}


def test_emoji_count_as_one_on_bluesky_and_as_two_on_x() -> None:
    body = "👩‍👩‍👧" * 150
    assert fields(typing_errors(data(SuggestionData("da", "x", 0, body)), ""), Kind.ERROR) == {"s-da-x-0"}
    short = "👩‍👩‍👧" * 100
    assert typing_errors(data(SuggestionData("da", "bluesky", 0, short)), "") == []


def test_too_many_hashtags_for_instagram_is_an_error() -> None:
    tags = "#et #to #tre #fire #fem #seks"
    found = typing_errors(data(SuggestionData("da", "instagram", 0, tags)), LINK)
    assert fields(found, Kind.ERROR) == {"s-da-instagram-0"}


def test_bad_links_are_errors_beside_their_fields() -> None:
    found = typing_errors(data(target_url="javascript:alert(1)", after_url="http://10.0.0.1/"), LINK)
    assert fields(found, Kind.ERROR) == {"target_url", "after_url"}


def test_a_missing_picture_or_description_keeps_a_kit_in() -> None:
    assert "image" in fields(all_checks(data(), None, LINK), Kind.ERROR)
    silent = {"da": TextData("Titel", "Derfor."), "en": TextData("Title", "Because.")}
    found = all_checks(data(texts=silent), PICTURE, LINK)
    assert {"image_alt_da", "image_alt_en"} <= fields(found, Kind.ERROR)


def test_one_variant_alone_is_advice_and_no_error() -> None:
    found = all_checks(data(SuggestionData("da", "linkedin", 0, "Kun én")), PICTURE, LINK)
    assert "s-da-linkedin-1" in fields(found, Kind.ADVICE)
    assert fields(found, Kind.ERROR) == set()


def test_hard_words_are_advice() -> None:
    hard = "Organisationsudviklingsprojektet understøtter kompetenceudviklingsaktiviteter. " * 10
    found = all_checks(data(*two("linkedin", hard)), PICTURE, LINK)
    assert {"s-da-linkedin-0", "s-da-linkedin-1"} <= fields(found, Kind.ADVICE)


def test_a_small_picture_is_advice() -> None:
    assert "image" in fields(all_checks(data(), Picture(800, 400), LINK), Kind.ADVICE)


def test_errors_come_first() -> None:
    kinds = [check.kind for check in all_checks(data(contact=""), Picture(10, 10), LINK)]
    assert kinds == sorted(kinds, key=[Kind.ERROR, Kind.ADVICE].index)
    assert Kind.ERROR in kinds
    assert Kind.ADVICE in kinds


def test_networks_without_a_suggestion_are_named_in_one_line_of_advice() -> None:
    [advice] = [check for check in all_checks(data(), PICTURE, LINK) if check.field == "networks_da"]
    assert advice.kind is Kind.ADVICE
    assert "Instagram" in str(advice.message)
    assert "LinkedIn" not in str(advice.message)

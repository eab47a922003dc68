"""The drawn pictures: the same every time, in the size the previews need, and small enough."""

from __future__ import annotations

from io import BytesIO

import pytest
from PIL import Image

from hub.demo import images
from hub.demo.content import load

KITS = {kit.motif: kit for kit in load().kits}


@pytest.mark.parametrize("motif", images.MOTIFS)
def test_a_picture_is_a_jpeg_of_the_right_size_with_nothing_in_it_but_the_picture(motif: str) -> None:
    kit = KITS[motif]
    data = images.jpeg(kit.slug, motif, kit.palette)
    picture = Image.open(BytesIO(data))
    assert (picture.format, picture.size, picture.mode) == ("JPEG", (1600, 840), "RGB")
    assert not picture.getexif()
    assert 40_000 < len(data) < 1_500_000


def test_the_same_kit_gives_the_same_bytes_twice() -> None:
    first = images.jpeg("fjordens-dag", "fjord_boats", "lagoon")
    assert images.jpeg("fjordens-dag", "fjord_boats", "lagoon") == first


def test_two_kits_with_one_motif_look_different() -> None:
    assert images.jpeg("one", "books", "plum") != images.jpeg("two", "books", "plum")


def test_an_unknown_motif_or_palette_is_told_with_those_there_are() -> None:
    with pytest.raises(ValueError, match=r"no motif 'volcano'.*fjord_boats"):
        images.draw("slug", "volcano", "lagoon")
    with pytest.raises(ValueError, match=r"no palette 'neon'.*lagoon"):
        images.draw("slug", "fjord_boats", "neon")

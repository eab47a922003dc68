"""Pictures for the demonstration's kits, drawn by the seed itself: no photographs, no licences, no people.

`draw` gives a picture, `jpeg` the bytes to upload. Both are decided by their arguments alone: the same slug, motif and
palette give the same bytes every time on the same version of Pillow.
"""

from __future__ import annotations

from collections.abc import Callable
from io import BytesIO

from PIL import Image

from hub.demo.art import crayons, interiors, landscapes, places
from hub.demo.art.canvas import HEIGHT, WIDTH, Canvas
from hub.demo.art.palettes import PALETTES

SIZE = (WIDTH, HEIGHT)
JPEG_QUALITY = 88

MOTIFS: dict[str, Callable[[Canvas], None]] = {
    motif.__name__: motif
    for motif in (
        landscapes.morning_hills,
        landscapes.rain_fjord,
        landscapes.fjord_boats,
        landscapes.forest,
        landscapes.meadow,
        landscapes.snow_road,
        landscapes.windmills,
        places.health_house,
        places.harbour_town,
        places.night_lamps,
        interiors.open_door,
        interiors.books,
        crayons.child_houses,
        places.aerial_fields,
    )
}


def draw(slug: str, motif: str, palette: str) -> Image.Image:
    """The picture of a kit, 1600 × 840 pixels, RGB.

    Raises ValueError for a motif or a palette that does not exist.
    """
    if motif not in MOTIFS:
        raise ValueError(f"no motif {motif!r}; there are {', '.join(MOTIFS)}")
    if palette not in PALETTES:
        raise ValueError(f"no palette {palette!r}; there are {', '.join(PALETTES)}")
    canvas = Canvas(slug, PALETTES[palette])
    MOTIFS[motif](canvas)
    return canvas.finish()


def jpeg(slug: str, motif: str, palette: str) -> bytes:
    """The same picture as a JPEG file without metadata."""
    out = BytesIO()
    draw(slug, motif, palette).save(out, "JPEG", quality=JPEG_QUALITY, optimize=True)
    return out.getvalue()

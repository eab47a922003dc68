"""Pictures: what is uploaded is never what is served."""

from __future__ import annotations

import io
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy.orm import Session

from hub.core.errors import Invalid
from hub.kits import assets
from hub.kits.assets import NOT_AN_IMAGE, TOO_MANY_BYTES, TOO_MANY_PIXELS, Size, path
from tests.factories.kits import picture


def opened(folder: Path, name: str, size: Size) -> Image.Image:
    return Image.open(io.BytesIO(path(folder, name, size).read_bytes()))


def png_header(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds almost nothing."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(b"\0")) + chunk(b"IEND", b"")


def test_each_size_is_a_jpeg_of_the_right_shape_and_weight(session: Session, tmp_path: Path) -> None:
    noise = Image.effect_noise((3000, 2000), 90).convert("RGB")
    out = io.BytesIO()
    noise.save(out, "JPEG", quality=80)
    asset = assets.store(session, out.getvalue(), tmp_path)
    for size, shape in assets.SHAPES.items():
        file = path(tmp_path, asset.name, size)
        assert file.stat().st_size <= shape.max_bytes
        with Image.open(file) as made:
            assert (made.format, made.size) == ("JPEG", (shape.width, shape.height))
    assert max(opened(tmp_path, asset.name, Size.ORIGINAL).size) == 2000


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_three_formats_are_read(session: Session, tmp_path: Path, kind: str) -> None:
    assert assets.store(session, picture(800, 600, kind), tmp_path).width == 800


def test_metadata_is_gone_and_the_picture_stands_upright(session: Session, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6  # turned a quarter
    exif[0x010E] = "Taget hjemme hos Anna"
    asset = assets.store(session, picture(1000, 600, exif=exif.tobytes(), comment=b"hemmelig"), tmp_path)
    assert (asset.width, asset.height) == (600, 1000)
    for size in Size:
        with opened(tmp_path, asset.name, size) as made:
            assert not made.getexif()
            assert not {"exif", "comment", "icc_profile", "xmp"} & set(made.info)


def test_transparency_becomes_white_and_not_black(session: Session, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGBA", (1200, 630), (0, 0, 0, 0)).save(out, "PNG")
    asset = assets.store(session, out.getvalue(), tmp_path)
    assert opened(tmp_path, asset.name, Size.CARD).getpixel((5, 5)) == (255, 255, 255)


def test_the_same_picture_twice_is_one_asset_and_another_has_another_name(session: Session, tmp_path: Path) -> None:
    first = assets.store(session, picture(colour="teal"), tmp_path)
    assert assets.store(session, picture(colour="teal"), tmp_path).id == first.id
    assert assets.store(session, picture(colour="red"), tmp_path).name != first.name


def test_a_lost_file_is_written_again(session: Session, tmp_path: Path) -> None:
    asset = assets.store(session, picture(), tmp_path)
    path(tmp_path, asset.name, Size.CARD).unlink()
    assets.store(session, picture(), tmp_path)
    assert path(tmp_path, asset.name, Size.CARD).exists()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"not an image",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"GIF89a" + b"\0" * 100,
        b"%PDF-1.7",
        picture()[:2000],
        png_header(100, 100),
        b"\xff\xd8\xff" + b"\0" * 50,
    ],
)  # fmt: skip
def test_what_is_no_whole_jpeg_png_or_webp_is_refused(session: Session, tmp_path: Path, data: bytes) -> None:
    with pytest.raises(Invalid) as refusal:
        assets.store(session, data, tmp_path)
    assert refusal.value.field == "image"
    assert refusal.value.reason is NOT_AN_IMAGE
    assert not list(tmp_path.glob("*.jpg"))


@pytest.mark.parametrize(("width", "height"), [(8000, 5000), (20_000, 20_000), (65_000, 65_000)])
def test_forty_megapixels_are_refused_before_they_are_unpacked(
    session: Session, tmp_path: Path, width: int, height: int
) -> None:
    with pytest.raises(Invalid) as refusal:
        assets.store(session, png_header(width, height), tmp_path)
    assert refusal.value.reason is TOO_MANY_PIXELS


def test_a_jpeg_that_paints_itself_over_without_end_is_refused(session: Session, tmp_path: Path) -> None:
    out = io.BytesIO()
    Image.new("RGB", (1200, 700), "teal").save(out, "JPEG", progressive=True)
    whole = out.getvalue()
    assert assets.store(session, whole, tmp_path).width == 1200
    last = whole[whole.rindex(b"\xff\xda") : -2]
    with pytest.raises(Invalid) as refused:
        assets.store(session, whole[:-2] + 200 * last + whole[-2:], tmp_path)
    assert refused.value.reason == NOT_AN_IMAGE
    # What stands behind the picture, such as the film that a phone puts there, is never painted.
    assert assets.store(session, whole + 200 * last, tmp_path).width == 1200


def test_more_than_ten_megabytes_are_refused(session: Session, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refusal:
        assets.store(session, picture() + b"\0" * assets.MAX_FILE_BYTES, tmp_path)
    assert refusal.value.reason is TOO_MANY_BYTES

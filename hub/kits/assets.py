"""Pictures: what is uploaded is never what is served. Each is decoded, stripped of metadata and written anew
in the sizes that networks and pages need. Files are named by their content, because networks keep a preview
for as long as its address stays the same.
"""

from __future__ import annotations

import hashlib
import io
import os
import re
import tempfile
import threading
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from flask import url_for
from flask_babel import lazy_gettext as _l
from PIL import Image, ImageCms, ImageOps
from sqlalchemy import select
from sqlalchemy.orm import Session

from hub.core.errors import Invalid
from hub.kits.models import Asset

MAX_FILE_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 40_000_000
MAX_ORIGINAL = 2000
MAX_SCANS = 100
"""How often a JPEG may paint itself over. Cameras and programs need a dozen; thousands fit into a small file, and each
goes over all pixels.
"""
FORMATS = ("JPEG", "PNG", "WEBP")
# One at a time: a large picture takes over a hundred megabytes while it is open.
_one_at_a_time = threading.Lock()
# What begins a segment of a JPEG with its length after it, and the mark of the end.
_SEGMENT = re.compile(rb"\xff([^\x00\x01\xff\xd0-\xd7])", re.DOTALL)
_SCAN, _END = b"\xda", b"\xd9"


class Size(StrEnum):
    """The files that each picture is written as."""

    CARD = "card"
    FEED = "feed"
    FEED_WIDE = "feed2x"
    INSTAGRAM = "instagram"
    ORIGINAL = "original"


@dataclass(frozen=True)
class Shape:
    """Pixels, and the most bytes the file may have (WhatsApp shows no card image above 300 KB)."""

    width: int
    height: int
    max_bytes: int


SHAPES = {
    Size.CARD: Shape(1200, 630, 300_000),
    Size.FEED: Shape(480, 252, 60_000),
    Size.FEED_WIDE: Shape(960, 504, 160_000),
    Size.INSTAGRAM: Shape(1080, 1350, 1_500_000),
}

NOT_AN_IMAGE = _l("This is not an image that we can read. Use JPEG, PNG or WebP.")
TOO_MANY_BYTES = _l("The image is larger than 10 MB.")
TOO_MANY_PIXELS = _l("The image has 40 megapixels or more (20 for PNG and WebP). Make it smaller first.")
TOO_NARROW = _l("The image is too narrow to be shown on a card. Choose another, or crop it.")
MAX_RATIO = 10
"""The longer side over the shorter: beyond this, nothing sensible can be cut out."""


def store(session: Session, data: bytes, folder: Path) -> Asset:
    """Check, re-encode and keep a picture. The same picture twice is one asset. `folder` is the data
    folder's `assets`.

    Raises:
        Invalid: for field "image", when it is no JPEG, PNG or WebP, or has more than 10 MB or 40 megapixels.
    """
    with _one_at_a_time:
        picture = _open(data)
        original = _encode(ImageOps.contain(picture, (MAX_ORIGINAL, MAX_ORIGINAL)) if _large(picture) else picture, 88)
        name = hashlib.sha256(original).hexdigest()[:32]
        found = session.scalar(select(Asset).where(Asset.name == name))
        if found is not None and all(path(folder, name, size).exists() for size in Size):
            return found
        folder.mkdir(parents=True, exist_ok=True)
        for size, shape in SHAPES.items():
            fitted = ImageOps.fit(picture, (shape.width, shape.height), Image.Resampling.LANCZOS)
            _write(path(folder, name, size), _encode_within(fitted, shape.max_bytes))
        _write(path(folder, name, Size.ORIGINAL), original)
    if found is None:
        found = Asset(name=name, width=picture.width, height=picture.height)
        session.add(found)
        session.flush()
    return found


def path(folder: Path, name: str, size: Size) -> Path:
    """Where a file lies."""
    return folder / f"{name}-{size}.jpg"


def asset_url(asset: Asset, size: Size | str = Size.FEED) -> str:
    """The address of a picture in one size, without a host: put `settings.base_url` in front for networks."""
    return url_for("assets.show", name=asset.name, size=Size(size).value)


def _large(picture: Image.Image) -> bool:
    return max(picture.size) > MAX_ORIGINAL


def _open(data: bytes) -> Image.Image:
    if len(data) > MAX_FILE_BYTES:
        raise Invalid("image", TOO_MANY_BYTES)
    try:
        picture = Image.open(io.BytesIO(data), formats=FORMATS)
        # Only the header has been read: a small file that unpacks into gigabytes stops here.
        pixels = picture.width * picture.height
    except (Image.DecompressionBombError, Image.DecompressionBombWarning):
        raise Invalid("image", TOO_MANY_PIXELS) from None
    except Exception:  # decoders meet hostile bytes with many kinds of error
        raise Invalid("image", NOT_AN_IMAGE) from None
    # Only JPEG can be decoded at a fraction of its size; the others are unpacked whole.
    if pixels >= (MAX_PIXELS if picture.format == "JPEG" else MAX_PIXELS // 2):
        raise Invalid("image", TOO_MANY_PIXELS)
    if max(picture.size) > MAX_RATIO * min(picture.size):
        raise Invalid("image", TOO_NARROW)
    if data.startswith(b"\xff\xd8") and _scans(data) > MAX_SCANS:
        raise Invalid("image", NOT_AN_IMAGE)
    try:
        # JPEG can be decoded at a fraction of its size; the card needs no more.
        picture.draft("RGB", (MAX_ORIGINAL, MAX_ORIGINAL))
        if picture.format != "JPEG":
            picture.thumbnail((MAX_ORIGINAL, MAX_ORIGINAL))
        return _plain(picture)
    except Exception:
        raise Invalid("image", NOT_AN_IMAGE) from None


def _scans(data: bytes) -> int:
    """How often the first picture of a JPEG file is painted over."""
    scans, place = 0, 2
    while (found := _SEGMENT.search(data, place)) and found[1] != _END:
        scans += found[1] == _SCAN
        place = found.end() + int.from_bytes(data[found.end() : found.end() + 2])
    return scans


def _plain(picture: Image.Image) -> Image.Image:
    """Upright, sRGB, on white where it was transparent, and with nothing else attached."""
    profile = picture.info.get("icc_profile")
    upright = ImageOps.exif_transpose(picture)
    if profile and upright.mode in ("RGB", "CMYK", "L"):
        upright = _to_srgb(upright, profile)
    if upright.has_transparency_data:
        layered = upright.convert("RGBA")
        ground = Image.new("RGB", layered.size, "white")
        ground.paste(layered, mask=layered.getchannel("A"))
        return ground
    plain = upright.convert("RGB")
    clean = Image.new("RGB", plain.size)
    clean.paste(plain)
    return clean


def _to_srgb(picture: Image.Image, profile: bytes) -> Image.Image:
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
    except (ImageCms.PyCMSError, OSError):
        return picture
    return converted or picture


def _encode(picture: Image.Image, quality: int) -> bytes:
    out = io.BytesIO()
    picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True)
    return out.getvalue()


def _encode_within(picture: Image.Image, max_bytes: int) -> bytes:
    data = b""
    for quality in (86, 80, 72, 62, 50, 38, 25):
        data = _encode(picture, quality)
        if len(data) <= max_bytes:
            break
    return data


def _write(target: Path, data: bytes) -> None:
    """All or nothing, so that a reader never meets half a picture."""
    handle, draft = tempfile.mkstemp(dir=target.parent, suffix=".tmp")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(draft).chmod(0o644)
        Path(draft).replace(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise

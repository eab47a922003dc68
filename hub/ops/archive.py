"""The file that `hub backup` writes: a compressed tar of a manifest, the database and the pictures.

It says nothing but what is in it: every member has the same owner and no time, and they come in the order of their
names, so that two backups with nothing between them are the same to the byte. Whoever reads one trusts none of it:
only regular files of known names and declared sizes are taken out, and each is compared with its checksum.
"""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import os
import re
import shutil
import tarfile
import tempfile
import zlib
from collections.abc import Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, Any, BinaryIO

MANIFEST = "manifest.json"
DATABASE = "database"
ASSETS = "assets"
PICTURE = re.compile(r"[0-9a-f]{32}-[a-z0-9]+\.jpg")
FORMAT = 1
_MOST_MANIFEST = 64 * 1024 * 1024
_CHUNK = 1024 * 1024


class BackupError(Exception):
    """A backup cannot be made or restored like this, and nothing has been changed; the message says why."""


class _Damaged(ValueError):
    """The file is not what a backup is; the message says in which way."""


@dataclass(frozen=True)
class Member:
    """What the manifest says of one file: its bytes, and their SHA-256 in hex."""

    size: int
    sha256: str


@dataclass(frozen=True)
class Manifest:
    """What a backup holds, and the organisation's day on which it was made."""

    program: str
    made_on: str
    database: str
    schema: str
    files: Mapping[str, Member]


def check_target(target: Path) -> None:
    """Make sure that a backup may be written there.

    Raises:
        BackupError: something is there already, or the folder is missing.
    """
    if os.path.lexists(target):
        raise BackupError(f"{target} exists already, and a backup overwrites nothing. Choose another name.")
    if not target.parent.is_dir():
        raise BackupError(f"There is no folder {target.parent}.")


def describe(files: Mapping[str, Path]) -> dict[str, Member]:
    """Sizes and checksums of the files, by their names in the backup and in the order of these."""
    found = {}
    for name in sorted(files):
        with files[name].open("rb") as file:
            found[name] = Member(files[name].stat().st_size, hashlib.file_digest(file, "sha256").hexdigest())
    return found


def pack(target: Path, manifest: Manifest, files: Mapping[str, Path]) -> None:
    """Write the backup under another name, and give it its own once all of it is on the disk.

    Raises:
        BackupError: as `check_target`.
        OSError: the disk is full, the folder is closed, or a file has vanished.
    """
    handle, draft = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "wb") as raw:
            # The name and the time of the archive itself are left out too.
            with (
                gzip.GzipFile("", "wb", compresslevel=6, fileobj=raw, mtime=0) as packed,
                tarfile.open(fileobj=packed, mode="w|", format=tarfile.GNU_FORMAT) as tar,
            ):
                words = json.dumps({"format": FORMAT, **asdict(manifest)}, indent=1, sort_keys=True).encode()
                _add(tar, MANIFEST, len(words), io.BytesIO(words))
                for name, member in manifest.files.items():
                    with files[name].open("rb") as file:
                        _add(tar, name, member.size, file)
            raw.flush()
            os.fsync(raw.fileno())
        check_target(target)
        Path(draft).rename(target)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise
    sync_folder(target.parent)


def _add(tar: tarfile.TarFile, name: str, size: int, file: BinaryIO | IO[bytes]) -> None:
    header = tarfile.TarInfo(name)
    header.size, header.mode = size, 0o600
    tar.addfile(header, file)


def sync_folder(folder: Path) -> None:
    """See to it that a new name in the folder survives a loss of power. Some network disks cannot promise that."""
    with suppress(OSError):
        handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def unpack(source: Path, folder: Path) -> Manifest:
    """Take a backup apart into the folder, which is empty, and check every byte of it.

    Raises:
        BackupError: it cannot be read, is damaged, holds what no backup holds, or has no room here.
    """
    try:
        with gzip.open(source) as packed:
            ration = _Rationed(packed)
            with tarfile.open(fileobj=ration, mode="r|") as tar:  # type: ignore[call-overload]
                manifest = _take_apart(tar, ration, folder)
            # The checksum of the whole stands at its end.
            while ration.read(_CHUNK):
                pass
    except _Damaged as error:
        raise BackupError(f"{source} is not a whole backup: {error}. Nothing was changed.") from error
    except (EOFError, zlib.error, tarfile.TarError, gzip.BadGzipFile) as error:
        raise BackupError(f"{source} is damaged, or is not a backup. Nothing was changed.") from error
    except OSError as error:
        raise BackupError(
            f"{source} cannot be read and unpacked: {error.strerror or error}. Nothing was changed."
        ) from error
    return manifest


class _Rationed:
    """Reads no more than it was told to expect: a small file may unpack into more than any disk or memory holds."""

    def __init__(self, packed: BinaryIO | gzip.GzipFile) -> None:
        self._packed = packed
        self.left = _MOST_MANIFEST

    def read(self, size: int) -> bytes:
        data = self._packed.read(size)
        self.left -= len(data)
        if self.left < 0:
            raise _Damaged("it unpacks into more than it says")
        return data


def _take_apart(tar: tarfile.TarFile, ration: _Rationed, folder: Path) -> Manifest:
    members = _regular(tar)
    first = next(members, None)
    if first is None or first[0].name != MANIFEST:
        raise _Damaged("it does not begin with its manifest")
    manifest = _parse(first[1].read())
    total = sum(member.size for member in manifest.files.values())
    # A header and the rest of a block for each, and the end of the archive.
    ration.left = total + 1024 * len(manifest.files) + _CHUNK
    if total > shutil.disk_usage(folder).free:
        raise _Damaged(f"it needs {total} bytes, more than there is room for in {folder.parent}")
    (folder / ASSETS).mkdir()
    missing = dict(manifest.files)
    for header, content in members:
        expected = missing.pop(header.name, None)
        if expected is None or header.size != expected.size:
            raise _Damaged(f"{header.name!r} does not belong in it")
        if _copy(content, folder / header.name) != expected.sha256:
            raise _Damaged(f"{header.name!r} has changed since it was written")
    if missing:
        raise _Damaged(f"{min(missing)!r} is missing")
    return manifest


def _regular(tar: tarfile.TarFile) -> Iterator[tuple[tarfile.TarInfo, IO[bytes]]]:
    """The members one after another. No folder, link, device or other special kind is in a backup."""
    for header in tar:
        content = tar.extractfile(header) if header.type in (tarfile.REGTYPE, tarfile.AREGTYPE) else None
        if content is None or header.size < 0:
            raise _Damaged(f"{header.name!r} is no regular file")
        yield header, content


def _parse(words: bytes) -> Manifest:
    try:
        said: dict[str, Any] = json.loads(words)
        files = {str(name): Member(int(each["size"]), str(each["sha256"])) for name, each in said["files"].items()}
        head = {name: str(said[name]) for name in ("program", "made_on", "database", "schema")}
        version = int(said["format"])
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _Damaged("its manifest cannot be read") from error
    if version != FORMAT:
        raise _Damaged("it was made by a program with another kind of backup")
    if DATABASE not in files or any(member.size < 0 for member in files.values()):
        raise _Damaged("its manifest lacks the database")
    for name in files:
        folder, _, picture = name.rpartition("/")
        # Names become paths, so nothing is taken that a backup would not have written.
        if name != DATABASE and not (folder == ASSETS and PICTURE.fullmatch(picture)):
            raise _Damaged(f"its manifest names {name!r}, which no backup holds")
    return Manifest(**head, files=files)


def _copy(content: IO[bytes], target: Path) -> str:
    digest = hashlib.sha256()
    with target.open("xb") as file:
        while chunk := content.read(_CHUNK):
            digest.update(chunk)
            file.write(chunk)
    return digest.hexdigest()

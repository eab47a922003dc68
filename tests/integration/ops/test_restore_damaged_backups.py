"""Files that are no whole backup of this hub: `hub restore` says so, and changes nothing."""

from __future__ import annotations

import gzip
import hashlib
import tarfile
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from hub.core.config import Settings
from tests.factories.accounts import make_person
from tests.integration.ops.backups import Hub, Manifest, Members, declare, leave, names, rewrite, state


def _cut(file: Path) -> None:
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])


def _end_early(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-4])


def _flip(file: Path) -> None:
    data = bytearray(file.read_bytes())
    data[len(data) * 2 // 3] ^= 1
    file.write_bytes(data)


def _climb(file: Path) -> None:
    rewrite(file, lambda manifest, members: declare(manifest, members, "../x", b"x"))


def _climb_unsaid(file: Path) -> None:
    rewrite(file, lambda manifest, members: members.update({"assets/../../x": b"x"}))


def _strange_name(file: Path) -> None:
    rewrite(file, lambda manifest, members: declare(manifest, members, "secret_key", b"x" * 50))


def _special(kind: bytes) -> Callable[[Path], None]:
    def add(file: Path) -> None:
        header = tarfile.TarInfo("assets/00000000000000000000000000000000-card.jpg")
        header.type, header.linkname = kind, "/etc/passwd"
        empty = {"size": 0, "sha256": hashlib.sha256().hexdigest()}
        rewrite(file, lambda manifest, members: manifest["files"].update({header.name: empty}), header)

    return add


def _without_picture(file: Path) -> None:
    rewrite(file, lambda manifest, members: members.pop(min(members)))


def _other_picture(file: Path) -> None:
    rewrite(file, lambda manifest, members: members.update({min(members): members[min(members)][::-1]}))


def _unknown_schema(file: Path) -> None:
    rewrite(file, lambda manifest, members: manifest.update(schema="9999"))


def _other_schema(file: Path) -> None:
    rewrite(file, lambda manifest, members: manifest.update(schema="0009"))


def _other_database(file: Path) -> None:
    rewrite(file, lambda manifest, members: manifest.update(database="postgresql"))


def _other_format(file: Path) -> None:
    rewrite(file, lambda manifest, members: manifest.update(format=2))


def _broken_database(file: Path) -> None:
    def scramble(manifest: Manifest, members: Members) -> None:
        data = members["database"]
        declare(manifest, members, "database", data[:8192] + b"\x55" * 20_000 + data[28_192:])

    rewrite(file, scramble)


def _too_large(file: Path) -> None:
    def claim(manifest: Manifest, members: Members) -> None:
        manifest["files"]["database"]["size"] = 10**18

    rewrite(file, claim)


def _bomb(file: Path) -> None:
    """A hundred megabytes of nothing, as the text of an extended header, which a reader takes into memory whole."""
    header = tarfile.TarInfo("././@PaxHeader")
    header.type, header.size = tarfile.XHDTYPE, 100 * 1024 * 1024
    with gzip.open(file, "wb", compresslevel=1) as packed:
        packed.write(header.tobuf(tarfile.USTAR_FORMAT))
        for _ in range(100):
            packed.write(bytes(1024 * 1024))


def _no_backup(file: Path) -> None:
    file.write_text("Not a backup.")


def _other_archive(file: Path) -> None:
    with tarfile.open(file, "w:gz") as tar:
        tar.addfile(tarfile.TarInfo("hello"))


@pytest.mark.parametrize(
    ("damage", "said"),
    [
        (_cut, "damaged"),
        (_end_early, "damaged"),
        (_flip, "damaged|has changed"),
        (_climb, "'../x', which no backup holds"),
        (_climb_unsaid, "does not belong in it"),
        (_strange_name, "'secret_key', which no backup holds"),
        (_special(tarfile.SYMTYPE), "no regular file"),
        (_special(tarfile.LNKTYPE), "no regular file"),
        (_special(tarfile.CHRTYPE), "no regular file"),
        (_special(tarfile.DIRTYPE), "no regular file"),
        (_without_picture, "is missing"),
        (_other_picture, "has changed since"),
        (_unknown_schema, "does not know"),
        (_other_schema, "database in the backup is damaged"),
        (_other_database, "holds a PostgreSQL database, and HUB_DATABASE_URL is SQLite"),
        (_other_format, "another kind of backup"),
        (_broken_database, "database in the backup is damaged"),
        (_too_large, "more than there is room for"),
        (_bomb, "unpacks into more than it says"),
        (_no_backup, "is not a backup"),
        (_other_archive, "does not begin with its manifest"),
        (Path.unlink, "No such file"),
    ],
)
def test_a_file_that_is_no_whole_backup_of_this_hub_changes_nothing(
    hub: Hub, session: Session, settings: Settings, backup: Path, damage: Callable[[Path], None], said: str
) -> None:
    make_person(session, "Ny", "ny@fjordby.example")
    session.commit()
    leave(session)
    (settings.data_dir / "secret_key").write_text("kept")
    before, lying = state(settings), names(settings.data_dir) | {"up.lock"}
    damage(backup)
    refused = hub("restore", backup, "--replace")
    assert (refused.exit_code, refused.output.count("\n")) == (1, 1), refused.output
    assert any(each in refused.output for each in said.split("|")), refused.output
    assert state(settings) == before
    assert names(settings.data_dir) == lying
    assert (settings.data_dir / "secret_key").read_text() == "kept"
    assert not (settings.data_dir.parent / "x").exists()

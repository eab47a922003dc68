"""A record that was appended is on disk, whatever happens to the process."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from hub.links import spool as spools
from hub.links.events import NOBODY, RECORD, Kind
from hub.links.spool import LeftOver, Spool, filled, segments_in, whole


def record(number: int) -> bytes:
    return RECORD.pack(number, 20_000, Kind.CLICK, NOBODY)


def content(folder: Path) -> bytes:
    return b"".join(filled(path.read_bytes()) for _, path in sorted(segments_in(folder).items()))


def dirty(spool: Spool) -> int:
    """Kilobytes of the mapped segment that the disk has not got."""
    name = str(next(iter(segments_in(spool.folder).values())))
    _, _, told = Path("/proc/self/smaps").read_text().partition(name)
    told = told.partition("VmFlags")[0]
    return sum(int(line.split()[1]) for line in told.splitlines() if "_Dirty" in line)


def full(_file: int, _start: int, _size: int) -> None:
    raise OSError(28, "No space left on device")


def test_a_record_has_no_room_for_a_time_or_an_address() -> None:
    assert RECORD.size == 16


def test_records_stand_in_their_order_over_segments(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment_bytes=4 * RECORD.size)
    for number in range(10):
        assert spool.append(record(number))
    assert content(spool.folder) == b"".join(record(number) for number in range(10))
    assert [end for _, end in spool.segments().values()] == [64, 64, 32]
    spool.abandon()


def test_a_segment_without_room_left_is_whole_before_the_next_one_is_seen(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.append(record(0))
    spool.rotate()
    spool.append(record(1))
    assert [(path.stat().st_size, end) for path, end in spool.segments().values()] == [
        (RECORD.size, RECORD.size),
        (spools.SEGMENT_BYTES, RECORD.size),
    ]
    spool.rotate()
    spool.rotate()
    assert [end for _, end in spool.segments().values()] == [16, 16, 0]
    spool.abandon()


def test_a_segment_that_is_begun_during_the_look_waits_for_the_next_look(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path)
    spool.append(record(0))
    real = spools._stretches

    def meanwhile(folder: Path) -> dict[int, spools.Stretch]:
        monkeypatch.setattr(spools, "_stretches", real)
        spool.append(record(1))
        spool.rotate()
        spool.append(record(2))
        return real(folder)

    monkeypatch.setattr(spools, "_stretches", meanwhile)
    # Were the second segment seen already, whoever ships would take the first for complete and leave out a record.
    assert [end for _, end in spool.segments().values()] == [RECORD.size]
    assert [end for _, end in spool.segments().values()] == [2 * RECORD.size, RECORD.size]
    spool.abandon()


def test_the_name_of_a_new_segment_is_synced_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    monkeypatch.setattr(spools.os, "fsync", lambda file: synced.append(os.fstat(file).st_ino))
    spool = Spool(tmp_path)
    spool.append(record(0))
    spool.sync()
    spool.sync()
    assert synced == [spool.folder.stat().st_ino]
    spool.abandon()


def test_synced_records_are_no_longer_the_page_caches_alone(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.append(record(0))
    assert dirty(spool) > 0
    spool.sync()
    assert dirty(spool) == 0
    spool.abandon()


def test_what_a_finished_segment_held_is_synced_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    synced: list[int] = []
    real = os.fdatasync
    monkeypatch.setattr(spools.os, "fdatasync", lambda file: (synced.append(os.fstat(file).st_ino), real(file)))
    spool = Spool(tmp_path)
    spool.append(record(0))
    spool.rotate()
    spool.append(record(1))
    spool.sync()
    assert synced == [path.stat().st_ino for path in segments_in(spool.folder).values()]
    spool.abandon()


def test_beyond_its_bound_a_record_is_refused_and_counted_as_lost(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment_bytes=32, limit_bytes=64)
    assert [spool.append(record(number)) for number in range(6)] == [True] * 4 + [False] * 2
    assert spool.lost == 2
    spool.freed(32)
    assert spool.append(record(6))
    spool.abandon()


def test_a_full_disk_keeps_records_in_memory_until_there_is_room(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    spool = Spool(tmp_path, segment_bytes=2 * RECORD.size)
    with monkeypatch.context() as disk:
        disk.setattr(spools.os, "posix_fallocate", full)
        assert all(spool.append(record(number)) for number in range(5))
        spool.sync()
        assert content(spool.folder) == record(0) + record(1)
    assert spool.append(record(5))
    spool.sync()
    assert content(spool.folder) == b"".join(record(number) for number in range(6))
    assert len(list(spool.folder.glob("*.log"))) == 3
    spool.abandon()


def test_a_disk_that_is_full_from_the_start_is_no_hindrance(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as disk:
        disk.setattr(spools.os, "posix_fallocate", full)
        spool = Spool(tmp_path)
        assert spool.append(record(0))
        assert spool.segments() == {}
        spool.sync()
    spool.sync()
    assert content(spool.folder) == record(0)
    spool.abandon()


def test_a_disk_with_little_room_is_used_to_the_end(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.posix_fallocate

    def little(file: int, start: int, size: int) -> None:
        if size > spools.SMALLEST_SEGMENT:
            full(file, start, size)
        real(file, start, size)

    monkeypatch.setattr(spools.os, "posix_fallocate", little)
    spool = Spool(tmp_path)
    spool.append(record(0))
    ((path, end),) = spool.segments().values()
    assert (path.stat().st_size, end) == (spools.SMALLEST_SEGMENT, RECORD.size)
    spool.abandon()


def test_what_memory_cannot_hold_is_lost_and_counted(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spools.os, "posix_fallocate", full)
    monkeypatch.setattr(spools, "HELD_RECORDS", 2)
    spool = Spool(tmp_path)
    assert [spool.append(record(number)) for number in range(4)] == [True, True, False, False]
    assert spool.lost == 2
    spool.abandon()


def test_whoever_takes_over_gives_back_the_room_that_was_not_used(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    spool.append(record(1))
    spool.append(record(2))
    spool.abandon()
    left_over = LeftOver.claim(spool.folder)
    assert left_over is not None
    assert [(path.stat().st_size, end) for path, end in left_over.segments().values()] == [(32, 32)]
    left_over.release()


def test_a_record_that_ends_in_zeros_is_still_whole() -> None:
    for visitor in (NOBODY, b"1" + bytes(7), bytes(7) + b"1"):
        one = RECORD.pack(0, 20_000, Kind.BOT, visitor)
        assert filled(one + bytes(4096)) == one
    assert filled(bytes(4096)) == b""


def test_a_torn_record_at_the_end_is_not_a_record() -> None:
    assert [whole(size) for size in (0, 15, 16, 33)] == [0, 0, 16, 32]


def test_nobody_takes_over_a_spool_whose_process_lives(tmp_path: Path) -> None:
    spool = Spool(tmp_path)
    assert LeftOver.claim(spool.folder) is None
    spool.abandon()
    left_over = LeftOver.claim(spool.folder)
    assert left_over is not None
    assert LeftOver.claim(spool.folder) is None
    left_over.remove()
    assert not spool.folder.exists()


def test_kill_9_takes_no_record_that_was_appended(tmp_path: Path) -> None:
    program = (
        "import sys\n"
        "from pathlib import Path\n"
        "from hub.links.events import RECORD\n"
        "from hub.links.spool import Spool\n"
        "spool = Spool(Path(sys.argv[1]))\n"
        "number = 0\n"
        "while True:\n"
        "    spool.append(RECORD.pack(number, 1, 1, bytes(8)))\n"
        "    number += 1\n"
        "    sys.stdout.buffer.write(number.to_bytes(8, 'little'))\n"
        "    sys.stdout.buffer.flush()\n"
    )
    with subprocess.Popen([sys.executable, "-c", program, str(tmp_path)], stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        for _ in range(2000):
            answered = int.from_bytes(process.stdout.read(8), "little")
        process.send_signal(signal.SIGKILL)
        for chunk in iter(lambda: process.stdout.read(8), b""):
            if len(chunk) == 8:
                answered = int.from_bytes(chunk, "little")
    (folder,) = tmp_path.iterdir()
    written = content(folder)
    assert len(written) >= answered * RECORD.size
    assert [RECORD.unpack_from(written, at * RECORD.size)[0] for at in range(answered)] == list(range(answered))
    left_over = LeftOver.claim(folder)
    assert left_over is not None
    left_over.release()

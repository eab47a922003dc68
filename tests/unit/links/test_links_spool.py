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
from hub.links.spool import LeftOver, Spool, segments_in, whole


def record(number: int) -> bytes:
    return RECORD.pack(number, 20_000, Kind.CLICK, NOBODY)


def content(folder: Path) -> bytes:
    return b"".join(path.read_bytes() for _, path in sorted(segments_in(folder).items()))


def test_a_record_has_no_room_for_a_time_or_an_address() -> None:
    assert RECORD.size == 16


def test_records_stand_in_their_order_over_segments(tmp_path: Path) -> None:
    spool = Spool(tmp_path, segment_bytes=4 * RECORD.size)
    for number in range(10):
        assert spool.append(record(number))
    assert content(spool.folder) == b"".join(record(number) for number in range(10))
    assert [path.stat().st_size for path in segments_in(spool.folder).values()] == [64, 64, 32]
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
    spool = Spool(tmp_path)
    real = os.write
    spool.append(record(0))

    def full(_file: int, _data: bytes) -> int:
        raise OSError(28, "No space left on device")

    def torn(file: int, data: bytes) -> int:
        return real(file, data[:5])

    monkeypatch.setattr(spools.os, "write", torn)
    assert spool.append(record(1))
    monkeypatch.setattr(spools.os, "write", full)
    assert spool.append(record(2))
    assert content(spool.folder) == record(0)
    monkeypatch.setattr(spools.os, "write", real)
    spool.sync()
    assert content(spool.folder) == record(0) + record(1) + record(2)
    spool.abandon()


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

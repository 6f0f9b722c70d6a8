"""A disk that is really full: nothing half is written, the failure has a name, and room again is room again."""

import secrets
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from journal_bench import WriterBench, a_content, a_store, opened

from device.checkpoint.events import Durable, PartFailed, PartRecovered, WriteFailed
from device.errors import JournalFull
from device.journal.disk import RealDisk
from device.journal.reserve import RESERVE_BYTES
from device.vocabulary import Part

SIZE_KIB = 256


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of its own, 256 KiB large."""
    folder = tmp_path / "disk"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", f"size={SIZE_KIB}k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True, check=False).returncode != 0:
        pytest.skip("needs the right to mount a tmpfs (run as root)")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def test_a_really_full_disk_fails_commits_by_name_and_recovers_with_room(small_disk: Path) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(64 << 10))
    bench = WriterBench(small_disk)
    ticket = 0
    while WriteFailed(ticket=ticket) not in bench.posted:
        ticket += 1
        bench.submit(ticket, "x" * 3000 + str(ticket))
        bench.step()
        assert ticket < 500
    assert bench.posted[-1] == PartFailed(part=Part.JOURNAL, detail="full")
    written = [event.ticket for event in bench.posted if isinstance(event, Durable)]
    assert written == list(range(1, ticket))
    assert RealDisk(small_disk).free_bytes() < 16 << 10
    bench.pass_seconds(2)
    assert not any(isinstance(event, PartRecovered) for event in bench.posted)
    ballast.unlink()
    bench.posted.clear()
    bench.pass_seconds(30)
    assert bench.posted == [PartRecovered(part=Part.JOURNAL)]
    bench.submit(999, '{"after":true}')
    bench.settle()
    bench.close()
    with opened(small_disk) as store:
        assert store.verify().fault is None
        assert len(store.read(1, 1000)) == len(written) + 1


def test_a_journal_on_a_full_disk_still_opens_and_gives_its_memory(small_disk: Path) -> None:
    with opened(small_disk) as store:
        store.append([a_content()], '{"locked":true}')
    with pytest.raises(OSError, match="space"), (small_disk / "ballast").open("wb", buffering=0) as ballast:
        while True:
            ballast.write(bytes(1024))
    store = a_store(small_disk)
    try:
        assert store.memory_json() == '{"locked":true}'
        assert store.append([a_content('{"what":"fire"}')], None) == (3,)
        with pytest.raises(JournalFull):
            for _ in range(9):
                store.append([a_content(secrets.token_hex(32_000))], None)
        assert store.read(2, 9)[0].body == '{"what":"fire"}'
    finally:
        store.close()


def test_a_new_journal_on_a_full_disk_is_refused_by_name(small_disk: Path) -> None:
    (small_disk / "ballast").write_bytes(bytes((SIZE_KIB - 8) << 10))
    with pytest.raises(JournalFull):
        a_store(small_disk)


def test_the_reserve_is_taken_again_when_there_is_room(tmp_path: Path) -> None:
    bench = WriterBench(tmp_path)
    reserve = tmp_path / "journal.db-reserve"
    assert reserve.stat().st_blocks * 512 >= RESERVE_BYTES
    assert bench.store.reserve.release()
    bench.disk.room_bytes = 1
    bench.pass_seconds(60)
    assert not reserve.exists()
    bench.disk.room_bytes = 1 << 30
    bench.pass_seconds(60)
    assert reserve.exists()
    bench.close()


LIMITED = """
import resource, sys
from pathlib import Path
from journal_bench import a_content, a_store
from device.errors import JournalError
resource.setrlimit(resource.RLIMIT_FSIZE, (60_000, 60_000))
store = a_store(Path(sys.argv[1]))
written = 0
try:
    while written < 500:
        store.append([a_content(f'{{"n":{written}}}')], None)
        written += 1
except JournalError as error:
    print(written, type(error).__name__)
"""


def test_a_file_that_may_not_grow_fails_the_commit_and_keeps_what_was_there(tmp_path: Path) -> None:
    command = [sys.executable, "-X", "dev", "-c", LIMITED, str(tmp_path)]
    environment = {"PYTHONPATH": str(Path(__file__).parent), "PATH": ""}
    ended = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    written, error = ended.stdout.split()
    assert error in ("JournalError", "JournalFull")
    with opened(tmp_path) as store:
        assert len(store.read(1, 1000)) == int(written) > 10
        assert store.verify().fault is None

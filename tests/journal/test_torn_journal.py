"""A power cut leaves the file cut off anywhere; whole commits stay, half ones vanish, damage is named."""

import shutil
from pathlib import Path

import pytest
from journal_bench import a_content, a_store, opened

from device.errors import JournalBroken, JournalError

COMMITS = 6


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[int]]:
    """A journal whose commits all lie in the log, as after `kill -9`; and how long the log was after each."""
    live = tmp_path_factory.mktemp("live")
    copy = tmp_path_factory.mktemp("copy")
    store = a_store(live)
    store.checkpoint()
    lengths = []
    for n in range(COMMITS):
        store.append([a_content(f'{{"n":{n},"part":{part}}}') for part in range(3)], f'{{"n":{n}}}')
        lengths.append((live / "journal.db-wal").stat().st_size)
    for name in ("journal.db", "journal.db-wal"):
        shutil.copyfile(live / name, copy / name)
    store.close()
    return copy, lengths


def cut(written: Path, folder: Path, length: int) -> None:
    shutil.copyfile(written / "journal.db", folder / "journal.db")
    (folder / "journal.db-wal").write_bytes((written / "journal.db-wal").read_bytes()[:length])


def test_a_log_cut_anywhere_keeps_whole_commits_with_their_memory(
    written: tuple[Path, list[int]], tmp_path: Path
) -> None:
    source, lengths = written
    for length in range(0, lengths[-1] + 1, 509):
        folder = tmp_path / str(length)
        folder.mkdir()
        cut(source, folder, length)
        with opened(folder) as store:
            bodies = [entry.body for entry in store.read(1, 100)]
            assert len(bodies) % 3 == 0
            whole = len(bodies) // 3
            assert bodies == [f'{{"n":{n},"part":{part}}}' for n in range(whole) for part in range(3)]
            assert store.memory_json() == (f'{{"n":{whole - 1}}}' if whole else None)
            assert store.verify().fault is None
            store.append([a_content()], None)


def test_a_log_that_is_whole_keeps_every_commit(written: tuple[Path, list[int]], tmp_path: Path) -> None:
    source, lengths = written
    cut(source, tmp_path, lengths[-1])
    with opened(tmp_path) as store:
        assert store.head.seq == 1 + 3 * COMMITS


def test_a_log_filled_with_another_files_bytes_is_not_believed(written: tuple[Path, list[int]], tmp_path: Path) -> None:
    source, lengths = written
    cut(source, tmp_path, lengths[-1])
    (tmp_path / "journal.db-wal").write_bytes(b"\x55" * lengths[-1])
    with opened(tmp_path) as store:
        assert store.head.seq == 1


@pytest.mark.parametrize("length", [1, 99, 100, 512, 1024, 2048, 3071])
def test_a_file_cut_short_is_refused_by_name(tmp_path: Path, length: int) -> None:
    with opened(tmp_path) as store:
        store.append([a_content() for _ in range(100)], None)
    content = (tmp_path / "journal.db").read_bytes()
    (tmp_path / "journal.db").write_bytes(content[:length])
    with pytest.raises(JournalBroken):
        a_store(tmp_path)


def test_a_damaged_page_is_refused_at_opening_or_found_by_the_proof(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.append([a_content(f'{{"n":{n}}}') for n in range(300)], '{"n":1}')
    content = (tmp_path / "journal.db").read_bytes()
    for page in range(0, len(content), 1024):
        damaged = content[:page] + bytes(64) + content[page + 64 :]
        (tmp_path / "journal.db").write_bytes(damaged)
        found = False
        try:
            with opened(tmp_path) as store:
                found = store.verify().fault is not None
        except JournalError:
            found = True
        assert found, f"page {page // 1024 + 1}"

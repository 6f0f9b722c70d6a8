"""A memory card wears by what is written: a visit may cost 10 KB of log."""

from pathlib import Path

from journal_bench import opened
from visit_sample import first_commit, memory_text, second_commit

VISITS = 100
BYTES_MOST = 10_000


def log_bytes_per_visit(folder: Path, *, after_deleting: bool) -> float:
    with opened(folder) as store:
        store.append((), memory_text(0, is_open=False))
        if after_deleting:
            for number in range(VISITS * 2):
                store.append(first_commit(number) + second_commit(number), memory_text(0, is_open=False))
            store.delete_through(store.oldest(10_000)[-1].point)
    log = folder / "journal.db-wal"
    with opened(folder) as store:  # closing emptied the log
        for number in range(VISITS):
            store.append(first_commit(number), memory_text(number, is_open=True))
            store.append(second_commit(number), memory_text(number, is_open=False))
        return log.stat().st_size / VISITS


def test_a_visit_costs_less_than_10_kb_of_log(tmp_path: Path) -> None:
    assert log_bytes_per_visit(tmp_path, after_deleting=False) <= BYTES_MOST


def test_it_still_does_when_the_file_is_full_of_deleted_entries(tmp_path: Path) -> None:
    assert log_bytes_per_visit(tmp_path, after_deleting=True) <= BYTES_MOST

"""Whatever is altered in the file is found, at the entry where it was altered."""

import sqlite3
from collections.abc import Callable
from pathlib import Path

import pytest
from journal_bench import KEY, a_content, a_store, opened

from device.errors import JournalBroken
from device.journal.chain import ChainFault, ChainFaultKind
from device.journal.compact import expand, shrink
from device.journal.reader import JournalReader

ENTRIES = 200
"""So many that the middle is beyond what opening looks at."""
Tamper = Callable[[sqlite3.Connection], object]


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    with opened(tmp_path) as store:
        store.append([a_content(f'{{"n":{n}}}') for n in range(ENTRIES - 1)], '{"n":1}')
    return tmp_path


def tamper(folder: Path, how: Tamper) -> None:
    connection = sqlite3.connect(folder / "journal.db")
    how(connection)
    connection.commit()
    connection.close()


def fault_in(folder: Path) -> ChainFault | None:
    reader = JournalReader(folder / "journal.db", key=KEY)
    try:
        return reader.prove().fault
    finally:
        reader.close()


def sql(*statements: str) -> Tamper:
    def run(connection: sqlite3.Connection) -> None:
        for statement in statements:
            connection.execute(statement)

    return run


def header_of_50(old: str, new: str, *statements: str) -> Tamper:
    def run(connection: sqlite3.Connection) -> None:
        (small,) = connection.execute("SELECT header FROM entry WHERE seq = 50").fetchone()
        text = expand(small, 4096)
        assert text is not None
        assert old in text
        connection.execute("UPDATE entry SET header = ? WHERE seq = 50", (shrink(text.replace(old, new)),))
        sql(*statements)(connection)

    return run


def one_bit_of_the_body(connection: sqlite3.Connection) -> None:
    (sealed,) = connection.execute("SELECT sealed FROM entry WHERE seq = 50").fetchone()
    flipped = sealed[:-1] + bytes([sealed[-1] ^ 1])
    connection.execute("UPDATE entry SET sealed = ? WHERE seq = 50", (flipped,))


SWAP = (
    "UPDATE entry SET seq = -1 WHERE seq = 50",
    "UPDATE entry SET seq = 50 WHERE seq = 51",
    "UPDATE entry SET seq = 51 WHERE seq = -1",
)


@pytest.mark.parametrize(
    ("how", "seq", "kind"),
    [
        (header_of_50('"visit":null', '"visit":"v-9"'), 50, "s"),
        (header_of_50('"monotonic_ms":81233', '"monotonic_ms":81234'), 50, "s"),
        (header_of_50("}", "} "), 50, "s"),
        (sql("UPDATE entry SET header = CAST(header || ' ' AS BLOB) WHERE seq = 50"), 50, "malformed"),
        (sql("UPDATE entry SET header = x'' WHERE seq = 50"), 50, "malformed"),
        (one_bit_of_the_body, 50, "s"),
        (sql("UPDATE entry SET sealed = zeroblob(40) WHERE seq = 50"), 50, "s"),
        (sql("UPDATE entry SET sealed = x'' WHERE seq = 50"), 50, "s"),
        (sql("UPDATE entry SET sealed = (SELECT sealed FROM entry WHERE seq = 51) WHERE seq = 50"), 50, "s"),
        (sql("DELETE FROM entry WHERE seq = 50"), 50, "gap"),
        (sql("DELETE FROM entry WHERE seq = 1"), 1, "gap"),
        (sql("DELETE FROM entry WHERE seq > 150"), 151, "gap"),
        (sql("DELETE FROM entry WHERE seq = 200"), 200, "gap"),
        (sql(*SWAP), 50, "malformed"),
        (sql("INSERT INTO entry SELECT 201, header, sealed FROM entry WHERE seq = 200"), 201, "malformed"),
        # Without a body the header is held by the chain alone: the altered entry is the one before the mismatch.
        (header_of_50("}", "} ", "UPDATE entry SET sealed = NULL WHERE seq = 50"), 50, "malformed"),
    ],
)
def test_what_was_altered_is_found_at_its_entry(journal: Path, how: Tamper, seq: int, kind: str) -> None:
    assert fault_in(journal) is None
    tamper(journal, how)
    fault = fault_in(journal)
    assert fault == ChainFault(seq=seq, kind=ChainFaultKind("sealed_body" if kind == "s" else kind))


def test_an_entry_replaced_by_a_whole_journal_of_the_same_key_is_found(journal: Path, tmp_path: Path) -> None:
    other = tmp_path / "other"
    other.mkdir()
    with opened(other) as store:
        store.append([a_content(f'{{"n":{n + 1000}}}') for n in range(ENTRIES - 1)], None)
    connection = sqlite3.connect(journal / "journal.db")
    connection.execute("ATTACH ? AS other", (str(other / "journal.db"),))
    connection.execute("DELETE FROM entry WHERE seq = 50")
    connection.execute("INSERT INTO entry SELECT * FROM other.entry WHERE seq = 50")
    connection.commit()
    connection.close()
    assert fault_in(journal) == ChainFault(seq=50, kind=ChainFaultKind.PREVIOUS_HASH)


@pytest.mark.parametrize(
    ("how", "what"),
    [
        (sql("UPDATE entry SET header = CAST(header || ' ' AS BLOB) WHERE seq = 195"), "entry 195"),
        (sql("DELETE FROM entry WHERE seq = 195"), "entry 195"),
        (sql("DELETE FROM entry WHERE seq > 195"), "newer entries were taken away"),
        (sql("DELETE FROM entry"), "newer entries were taken away"),
        (sql("DELETE FROM entry WHERE seq = 1"), "entry 1 was taken away"),
        (sql("DELETE FROM state"), "state"),
        (sql("DELETE FROM state WHERE name = 'epoch'"), "state"),
        (sql("DELETE FROM state WHERE name = 'key_check'"), "state"),
        (sql("UPDATE state SET value = x'ff' WHERE name = 'anchor' OR name = 'boot'"), "state"),
        (sql("UPDATE state SET value = zeroblob(60) WHERE name LIKE 'memory:%'"), "memory"),
        (sql("DROP TABLE entry"), "not a journal"),
    ],
)
def test_opening_refuses_what_it_can_see_at_once(journal: Path, how: Tamper, what: str) -> None:
    tamper(journal, how)
    with pytest.raises(JournalBroken, match=what):
        a_store(journal)


def test_reading_for_the_outbox_never_gives_an_altered_entry(journal: Path) -> None:
    tamper(journal, one_bit_of_the_body)
    with opened(journal) as store:
        assert len(store.read(0, 49)) == 49
        with pytest.raises(JournalBroken, match="entry 50"):
            store.read(0, 50)


def test_an_altered_acknowledgement_beyond_the_head_is_refused(journal: Path) -> None:
    tamper(journal, sql("INSERT INTO state VALUES ('acked_through', CAST('201' AS BLOB))"))
    with pytest.raises(JournalBroken, match="taken away"):
        a_store(journal)

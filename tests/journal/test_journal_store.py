"""What is kept in the file, and what is found again."""

import json
import secrets
import sqlite3
import stat
from pathlib import Path

import pytest
from journal_bench import BEGAN, DEVICE, KEY, HandClock, a_content, a_store, opened

from device.errors import JournalBroken, JournalError, JournalKeyWrong
from device.journal.chain import ChainPoint
from device.journal.entry import ZERO_HASH
from device.journal.reader import JournalReader
from device.journal.sqlite_file import open_for_writing
from device.journal.store import Store
from device.vocabulary import EntryClass

NAME = "张*三"


def test_a_new_journal_begins_with_an_entry_that_names_device_and_epoch(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        (first,) = store.read(0, 10)
        body = json.loads(first.body or "")
        assert (first.seq, first.header.entry_class, first.header.previous_hash) == (1, EntryClass.SERVICE, ZERO_HASH)
        assert body == {"what": "journal_began", "device": DEVICE, "epoch": store.epoch, "previous_epoch": None}
        assert first.at == BEGAN


def test_each_new_journal_has_an_epoch_of_its_own_and_an_old_one_keeps_its(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    with opened(tmp_path / "a") as store:
        epoch = store.epoch
    with opened(tmp_path / "b") as store:
        assert store.epoch != epoch
    with opened(tmp_path / "a") as store:
        assert store.epoch == epoch


def test_after_a_new_image_the_first_entry_names_the_epoch_before(tmp_path: Path) -> None:
    (tmp_path / "epoch.previous").write_text("0123456789abcdef\n")
    with opened(tmp_path) as store:
        (first,) = store.read(0, 1)
        assert json.loads(first.body or "")["previous_epoch"] == "0123456789abcdef"


@pytest.mark.parametrize("content", [b"", b"two words", b"UPPER", b"\xff", b"x" * 41])
def test_a_file_that_names_no_epoch_is_refused_before_a_journal_is_begun(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "epoch.previous").write_bytes(content)
    with pytest.raises(JournalError, match=r"epoch\.previous"):
        a_store(tmp_path)
    (tmp_path / "epoch.previous").unlink()
    with opened(tmp_path) as store:
        assert store.head.seq == 1


def test_entries_come_back_in_order_with_their_exact_bodies(tmp_path: Path) -> None:
    bodies = ['{"a": 1}', '{"a":1}', f'{{"name":"{NAME}"}}', "x" * 5000]
    with opened(tmp_path) as store:
        assert store.append([a_content(body) for body in bodies], None) == (2, 3, 4, 5)
    with opened(tmp_path) as store:
        assert [entry.body for entry in store.read(1, 10)] == bodies
        assert [entry.seq for entry in store.read(3, 10)] == [4, 5]
        assert [entry.seq for entry in store.read(1, 2)] == [2, 3]
        assert store.append([a_content()], None) == (6,)
        assert store.verify().fault is None


def test_the_memory_is_kept_with_the_entries_and_stays_without_new(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert store.memory_json() is None
        store.append([a_content()], '{"locked":true,"cases":[]}')
        store.append([a_content()], None)
    with opened(tmp_path) as store:
        assert json.loads(store.memory_json() or "") == {"locked": True, "cases": []}


def test_a_commit_that_fails_leaves_neither_entry_nor_memory_nor_a_gap(tmp_path: Path) -> None:
    failing = False

    def before_commit() -> None:
        if failing:
            raise OSError(5, "input/output error")

    path = tmp_path / "journal.db"
    store = Store(path, key=KEY, device=DEVICE, clock=HandClock(), before_commit=before_commit)
    store.append([a_content('{"n":1}')], '{"n":1}')
    failing = True
    with pytest.raises(JournalError):
        store.append([a_content('{"n":2}')], '{"n":2}')
    failing = False
    assert store.memory_json() == '{"n":1}'
    assert store.append([a_content('{"n":3}')], '{"n":3}') == (3,)
    assert store.verify().fault is None
    store.close()
    with opened(tmp_path) as again:
        assert [entry.body for entry in again.read(1, 9)] == ['{"n":1}', '{"n":3}']
        assert again.memory_json() == '{"n":3}'


def test_each_run_that_writes_has_a_number_of_its_own_in_its_headers(tmp_path: Path) -> None:
    for _ in range(3):
        with opened(tmp_path) as store:
            store.append([a_content()], None)
    with opened(tmp_path) as store:
        assert [entry.header.boot for entry in store.read(0, 9)] == ["1", "1", "2", "3"]
        assert store.boot == "4"


def test_opening_an_old_journal_writes_nothing(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.append([a_content()], '{"n":1}')
    before = (tmp_path / "journal.db").read_bytes()
    with opened(tmp_path):
        pass
    assert (tmp_path / "journal.db").read_bytes() == before


def test_a_journal_refuses_another_key(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    with pytest.raises(JournalKeyWrong):
        a_store(tmp_path, key=bytes(32))
    with pytest.raises(JournalKeyWrong):
        JournalReader(tmp_path / "journal.db", key=bytes(32))


@pytest.mark.parametrize("length", [0, 16, 31, 33])
def test_a_key_of_another_length_is_refused(tmp_path: Path, length: int) -> None:
    with pytest.raises(JournalKeyWrong, match=str(length)):
        a_store(tmp_path, key=bytes(length))


def test_a_journal_refuses_another_device(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    with pytest.raises(JournalError, match="gate-north"):
        Store(tmp_path / "journal.db", key=KEY, device="gate-north", clock=HandClock())


def test_a_file_that_is_no_journal_is_refused(tmp_path: Path) -> None:
    (tmp_path / "journal.db").write_bytes(b"not a database" * 200)
    with pytest.raises(JournalBroken):
        a_store(tmp_path)
    with pytest.raises(JournalBroken):
        JournalReader(tmp_path / "journal.db", key=KEY)


def test_a_journal_of_a_later_version_is_refused_and_not_touched(tmp_path: Path) -> None:
    with opened(tmp_path):
        pass
    connection = sqlite3.connect(tmp_path / "journal.db")
    connection.execute("UPDATE state SET value = CAST('2' AS BLOB) WHERE name = 'format'")
    connection.commit()
    connection.close()
    with pytest.raises(JournalError, match="later version"):
        a_store(tmp_path)


def test_a_missing_journal_is_not_made_by_a_reader(tmp_path: Path) -> None:
    with pytest.raises(JournalError, match="no journal"):
        JournalReader(tmp_path / "journal.db", key=KEY)
    assert list(tmp_path.iterdir()) == []


def test_no_body_salt_or_memory_lies_in_clear_on_the_disk(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        body = json.dumps({"name": NAME, "note": "temperature.normal"}, ensure_ascii=False)
        store.append([a_content(body)], '{"secret_of_the_core":"orders-taken-here"}')
        salt = store.read(1, 1)[0].salt
        assert salt is not None
        kept = b"".join(file.read_bytes() for file in tmp_path.iterdir())
    for clear in (NAME.encode(), b"temperature.normal", b"orders-taken-here", salt):
        assert clear not in kept


def test_the_files_are_readable_by_their_owner_alone(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.append([a_content()], None)
        modes = {stat.S_IMODE(file.stat().st_mode) for file in tmp_path.iterdir()}
        assert len(list(tmp_path.iterdir())) == 4
    assert modes == {0o600}


def test_a_journal_has_one_writer_at_a_time(tmp_path: Path) -> None:
    with opened(tmp_path) as one:
        with pytest.raises(JournalError, match="another gate's daemon"):
            a_store(tmp_path)
        assert one.append([a_content()], None) == (2,)
    with opened(tmp_path) as other:
        assert other.append([a_content()], None) == (3,)


def test_what_another_program_wrote_into_the_journal_is_not_written_over(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        intruder = open_for_writing(tmp_path / "journal.db")
        intruder.execute("INSERT INTO entry VALUES (2, x'00', x'00')")
        intruder.close()
        with pytest.raises(JournalBroken, match="another program"):
            store.append([a_content()], None)


def test_an_erased_body_is_gone_from_the_files_and_the_chain_still_proves(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        # So long that it spills into pages of its own, which erasing gives free.
        store.append([a_content(secrets.token_hex(4000)) for _ in range(3)], None)
        connection = sqlite3.connect(tmp_path / "journal.db")
        (sealed,) = connection.execute("SELECT sealed FROM entry WHERE seq = 3").fetchone()
        connection.close()
        pieces = [sealed[at : at + 64] for at in range(0, len(sealed) - 64, 64)]
        assert sum(piece in everything(tmp_path) for piece in pieces) > len(pieces) * 0.8
        assert store.erase_body(3)
        erased = store.read(2, 1)[0]
        assert (erased.salt, erased.body) == (None, None)
        proof = store.verify()
        assert (proof.fault, proof.entries, proof.erased) == (None, 4, 1)
        assert not any(piece in everything(tmp_path) for piece in pieces)
    with opened(tmp_path) as store:
        assert store.append([a_content()], None) == (5,)
        assert store.verify().fault is None


def everything(folder: Path) -> bytes:
    return b"".join(file.read_bytes() for file in folder.iterdir())


def test_no_nonce_is_used_twice_and_equal_bodies_look_different(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.append([a_content() for _ in range(50)], '{"n":1}')
        store.append([], '{"n":2}')
    connection = sqlite3.connect(tmp_path / "journal.db")
    sealed = [bytes(value) for (value,) in connection.execute("SELECT sealed FROM entry")]
    query = "SELECT value FROM state WHERE name LIKE 'memory:%' OR name = 'key_check'"
    sealed += [bytes(value) for (value,) in connection.execute(query)]
    connection.close()
    assert len({value[:12] for value in sealed}) == len(sealed) == 53
    assert len({value[12:] for value in sealed}) == len(sealed)


def test_erasing_what_is_not_there_says_so(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        assert not store.erase_body(9)


def test_the_check_in_of_a_visit_is_found_by_the_visits_name(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.append(
            [
                a_content(visit="v-1", entry_class=EntryClass.CHECKIN),
                a_content(visit="v-2", entry_class=EntryClass.CHECKIN),
                a_content(visit="v-1", entry_class=EntryClass.CORRECTION),
            ],
            None,
        )
        assert (store.check_in_of("v-1"), store.check_in_of("v-2"), store.check_in_of("v-3")) == (2, 3, 0)


def test_the_newest_entry_is_known_at_opening(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.append([a_content()], None)
        head = store.head
    with opened(tmp_path) as store:
        assert store.head == head
        assert store.last_entry is not None
        assert ChainPoint(seq=store.last_entry.seq, hash=store.last_entry.hash) == head


def test_reading_a_copied_journal_leaves_no_file_behind(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        store.append([a_content()], None)
    before = sorted(file.name for file in tmp_path.iterdir())
    reader = JournalReader(tmp_path / "journal.db", key=KEY)
    assert reader.prove().entries == 2
    reader.close()
    assert sorted(file.name for file in tmp_path.iterdir()) == before == ["journal.db", "journal.db-reserve"]


def test_a_reader_beside_the_writer_sees_each_commit(tmp_path: Path) -> None:
    with opened(tmp_path) as store:
        reader = JournalReader(tmp_path / "journal.db", key=KEY, beside_writer=True)
        assert reader.head_seq() == 1
        store.append([a_content()], None)
        assert reader.head_seq() == 2
        assert reader.read(1, 5) == store.read(1, 5)
        assert reader.state().epoch == store.epoch
        reader.close()


def test_a_commit_waits_for_the_disk_and_pages_are_small(tmp_path: Path) -> None:
    connection = open_for_writing(tmp_path / "journal.db")
    settings = {
        name: connection.execute(f"PRAGMA {name}").fetchone()[0]
        for name in ("synchronous", "journal_mode", "page_size")
    }
    connection.close()
    assert settings == {"synchronous": 2, "journal_mode": b"wal", "page_size": 1024}

"""What `menshen journal` prints, and how it ends."""

import json
import sqlite3
from pathlib import Path

import pytest
from journal_bench import DEVICE, KEY, a_content, opened
from visit_sample import check_in_body

from device.cli import main
from device.journal.chain import prove
from device.journal.entry import Entry, parse_entry
from device.vocabulary import EntryClass


@pytest.fixture
def journal(tmp_path: Path) -> Path:
    with opened(tmp_path) as store:
        store.append(
            [
                a_content(check_in_body(3), entry_class=EntryClass.CHECKIN, visit="v-1", case="c-1"),
                a_content('{"kind":"fever","severity":"warning","state":"raised"}', entry_class=EntryClass.ALERT),
                a_content('{"what":"locked"}'),
            ],
            None,
        )
        store.erase_body(4)
    (tmp_path / "key").write_bytes(KEY)
    (tmp_path / "key").chmod(0o600)
    return tmp_path


def run(folder: Path, *words: str) -> int:
    return main(["journal", words[0], str(folder / "journal.db"), "--key", str(folder / "key"), *words[1:]])


def tamper(folder: Path, statement: str) -> None:
    connection = sqlite3.connect(folder / "journal.db")
    connection.execute(statement)
    connection.commit()
    connection.close()


def test_show_prints_what_was_decided_and_no_person(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(journal, "show") == 0
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 4
    assert lines[1].split() == [
        "2",
        "2026-11-22T08:15:03.412Z",
        "checkin",
        "v-1",
        "c-1",
        "admitted",
        "device",
        "temperature.doubtful",
        "temperature.normal",
        "code.green",
    ]
    assert "fever" in lines[2]
    assert lines[3].endswith("erased")
    assert "*" not in "".join(lines)


def test_show_with_bodies_prints_them_whole(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(journal, "show", "--last", "3", "--bodies") == 0
    lines = capsys.readouterr().out.splitlines()
    assert json.loads(lines[1])["code"]["name"] == "赵*三"
    assert lines[5].strip() == "erased"


def test_verify_proves_a_sound_journal(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(journal, "verify") == 0
    out = capsys.readouterr().out
    assert f"device {DEVICE}" in out
    assert "4 entries prove, 1 to 4, 1 with an erased body" in out


def test_verify_names_the_first_entry_that_does_not_prove(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(journal, "UPDATE entry SET sealed = zeroblob(60) WHERE seq = 3")
    assert run(journal, "verify") == 1
    assert capsys.readouterr().err == "menshen journal: entry 3 does not prove: sealed_body\n"


def test_show_prints_what_can_be_read_and_says_no(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(journal, "UPDATE entry SET sealed = zeroblob(60) WHERE seq = 3")
    assert run(journal, "show") == 1
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 3
    assert "entry 3" in told.err


def test_an_export_proves_by_itself_without_the_key(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(journal, "export") == 0
    entries = []
    for line in capsys.readouterr().out.splitlines():
        wire = json.loads(line)
        assert set(wire) == {"header", "salt", "body"}
        entry = parse_entry(wire["header"], wire["salt"], wire["body"])
        assert isinstance(entry, Entry)
        entries.append(entry)
    proof = prove(entries)
    assert (proof.fault, proof.entries, proof.erased) == (None, 4, 1)


def test_an_export_of_a_broken_journal_ends_with_no(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    tamper(journal, "UPDATE entry SET sealed = zeroblob(60) WHERE seq = 3")
    assert run(journal, "export") == 1
    assert "entry 3" in capsys.readouterr().err


@pytest.mark.parametrize("way", ["show", "verify", "export"])
def test_a_wrong_key_a_missing_file_and_an_open_key_are_wrong_usage(
    journal: Path, way: str, capsys: pytest.CaptureFixture[str]
) -> None:
    (journal / "key").write_bytes(bytes(32))
    assert run(journal, way) == 2
    assert "another key" in capsys.readouterr().err
    (journal / "key").write_bytes(KEY)
    (journal / "key").chmod(0o644)
    assert run(journal, way) == 2
    (journal / "key").chmod(0o600)
    (journal / "journal.db").unlink()
    assert run(journal, way) == 2
    (journal / "key").unlink()
    assert run(journal, way) == 2
    assert len(capsys.readouterr().err.splitlines()) == 3


def test_a_file_that_is_no_journal_is_not_proven(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (journal / "journal.db").write_bytes(b"nonsense" * 999)
    assert run(journal, "verify") == 1
    assert "damaged" in capsys.readouterr().err


@pytest.mark.parametrize("words", [[], ["prove"], ["show", "--last", "0"], ["show", "--last", "many"]])
def test_wrong_words_are_wrong_usage(words: list[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["journal", *words])
    assert ended.value.code == 2


def test_nothing_is_left_behind_and_nothing_is_changed(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = {path.name: path.read_bytes() for path in journal.iterdir()}
    for way in ("show", "verify", "export"):
        run(journal, way)
    capsys.readouterr()
    assert {path.name: path.read_bytes() for path in journal.iterdir()} == before


def test_a_missing_key_is_said_with_how_to_name_one(journal: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (journal / "key").unlink()
    assert run(journal, "verify") == 2
    told = f"menshen journal: {journal / 'key'} does not exist; --key FILE names the journal's key\n"
    assert capsys.readouterr().err == told


def test_a_wrong_number_of_entries_is_told_in_words_of_the_reader(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["journal", "show", "--last", "0"])
    assert "'0' is no number from 1 on" in capsys.readouterr().err

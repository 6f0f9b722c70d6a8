"""`menshen authority` from the command line: a pilot's first day, and what is said where something does not fit."""

import json
import re
import subprocess
import sys
import urllib.request
from base64 import b64encode
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest
from asking_gate import VENUE
from authority_world import MOTHER, ZHANG
from test_unmasking import _entry

from device.authority.ceremony import open_authority
from device.authority.desk import Desk
from device.cli import main
from device.visitor.identity import seal_holder
from device.vocabulary import Colour

Menshen = Callable[..., "Said"]


@dataclass(frozen=True)
class Said:
    status: int
    out: str
    err: str


@pytest.fixture
def menshen(capsys: pytest.CaptureFixture[str]) -> Menshen:
    def call(*words: object) -> Said:
        try:
            status = main(["authority", *map(str, words)])
        except SystemExit as end:
            status = int(end.code or 0)
        said = capsys.readouterr()
        return Said(status=status, out=said.out, err=said.err)

    return call


@pytest.fixture
def pilot(menshen: Menshen, tmp_path: Path) -> Path:
    folder = tmp_path / "authority"
    assert menshen("init", folder).status == 0
    table = tmp_path / "people.csv"
    rows = [(ZHANG, "440983"), (MOTHER, "")]
    lines = [f"{person.name},{person.phone},{person.id_number},{division}" for person, division in rows]
    table.write_text("\n".join(["name,phone,id_number,division", *lines]), encoding="utf-8-sig")
    assert menshen("enrol", folder, "--table", table).err == "2 enrolled\n"
    for officer, pin in (("lin", "482915"), ("wei", "739104")):
        (tmp_path / officer).write_text(pin)
        first = [] if officer == "lin" else ["--officer", "lin", "--pin-file", tmp_path / "lin"]
        words = ("--id", officer, "--role", "health_officer", "--new-pin-file", tmp_path / officer, *first)
        assert menshen("appoint", folder, *words).status == 0
    return folder


def _by(folder: Path, officer: str) -> tuple[object, ...]:
    return ("--officer", officer, "--pin-file", folder.parent / officer)


def test_an_invitation_is_printed_once_and_for_a_known_person_alone(menshen: Menshen, pilot: Path) -> None:
    said = menshen("invite", pilot, "--id-number", ZHANG.id_number)
    assert re.fullmatch(r"[2-9A-Z]{4}-[2-9A-Z]{4}\n", said.out)
    assert "张*明" in said.err
    assert ZHANG.name not in said.err
    assert menshen("invite", pilot, "--id-number", "7").status == 2


def test_an_officer_changes_a_colour_with_a_reason_that_the_log_keeps(menshen: Menshen, pilot: Path) -> None:
    words = ("colour", pilot, "--id-number", ZHANG.id_number, "--to", "red", "--reason", "确诊")
    assert menshen(*words, *_by(pilot, "lin")).status == 0
    assert menshen(*words, *_by(pilot, "lin")).status == 1
    desk = Desk(open_authority(pilot))
    known = desk.holders.find(desk.holders.id_of(ZHANG.id_number))
    desk.close()
    assert known is not None
    assert known.colour is Colour.RED
    log = menshen("audit", pilot)
    assert (log.status, "确诊" in log.out, "0 do not prove" in log.err) == (0, True, True)
    lines = [json.loads(line) for line in menshen("audit", pilot, "--json").out.splitlines()]
    assert [(line["act"], line["by"], line["proves"]) for line in lines][-1] == ("colour", "lin", True)


def test_a_paper_is_withdrawn_and_somebody_erased(menshen: Menshen, pilot: Path) -> None:
    code = menshen(
        "code", pilot, "--name", ZHANG.name, "--phone", "1", "--id-number", ZHANG.id_number, "--kind", "paper"
    )
    assert code.out.startswith("PHC1:")
    words = ("withdraw", pilot, "--id-number", ZHANG.id_number, "--reason", "lost")
    assert menshen(*words, *_by(pilot, "wei")).err == "1 withdrawn\n"
    assert menshen(*words, *_by(pilot, "wei")).status == 1
    assert menshen("erase", pilot, "--id-number", ZHANG.id_number, *_by(pilot, "lin")).status == 0
    assert menshen("invite", pilot, "--id-number", ZHANG.id_number).status == 2


def test_contacts_take_two_persons(menshen: Menshen, pilot: Path, tmp_path: Path) -> None:
    desk = Desk(open_authority(pilot))
    holder = desk.holders.id_of(ZHANG.id_number)
    sealed = seal_holder(desk.authority.tracing.public_key(), issuer_kid=b"kid1", holder=holder)
    desk.close()
    records = tmp_path / "entries.jsonl"
    records.write_text(_entry("2026-11-22T08:30:00.000Z", VENUE, "admitted", sealed) + "\n")
    window = ("--from", "2026-11-22T16:00:00+08:00", "--to", "2026-11-22T17:00:00+08:00")
    words = ("contacts", pilot, "--records", records, "--venue", VENUE, *window, "--reason", "密接")
    asked = menshen(*words, *_by(pilot, "lin"))
    assert (asked.status, "1 check-ins" in asked.err) == (0, True)
    number = asked.out.strip()
    assert f"{number}  contacts  waiting" in menshen("requests", pilot).out
    alone = menshen("approve", pilot, "--request", number, *_by(pilot, "lin"))
    assert (alone.status, "second person" in alone.err, alone.out) == (2, True, "")
    together = menshen("approve", pilot, "--request", number, *_by(pilot, "wei"))
    assert together.out == f"{ZHANG.name}\t{ZHANG.phone}\n"
    assert menshen("refuse", pilot, "--request", number, *_by(pilot, "wei")).status == 2
    assert "approved" in menshen("requests", pilot).out
    assert "approved-contacts" in menshen("audit", pilot).out


def test_who_the_holder_of_an_entry_is_takes_two_persons_too(menshen: Menshen, pilot: Path) -> None:
    desk = Desk(open_authority(pilot))
    holder = desk.holders.id_of(ZHANG.id_number)
    public = desk.authority.tracing.public_key()
    sealed = b64encode(seal_holder(public, issuer_kid=b"kid1", holder=holder)).decode()
    strangers = b64encode(seal_holder(public, issuer_kid=b"kid1", holder=b"nobody here.")).decode()
    desk.close()
    words = ("unmask", pilot, "--sealed", sealed, "--sealed", strangers, "--venue", VENUE, "--reason", "急救")
    number = menshen(*words, *_by(pilot, "lin")).out.strip()
    assert f"{number}  unmask    waiting" in menshen("requests", pilot).out
    assert menshen("approve", pilot, "--request", number, *_by(pilot, "lin")).status == 2
    opened = menshen("approve", pilot, "--request", number, *_by(pilot, "wei"))
    assert (opened.out, opened.err) == (f"{ZHANG.name}\t{ZHANG.phone}\n", "1 could not be opened\n")
    log = menshen("audit", pilot).out
    assert "approved-unmask" in log
    assert ZHANG.name not in log
    for text in ("x", "QUJD", sealed[:-4]):
        assert menshen("unmask", pilot, "--sealed", text, "--reason", "急救", *_by(pilot, "lin")).status == 2
    many = [word for _ in range(21) for word in ("--sealed", sealed)]
    assert "20 are the most" in menshen("unmask", pilot, *many, "--reason", "急救", *_by(pilot, "lin")).err


def test_a_code_is_looked_up_as_a_gate_would_hear_it(menshen: Menshen, pilot: Path) -> None:
    words = ("--name", ZHANG.name, "--phone", ZHANG.phone, "--id-number", ZHANG.id_number)
    paper = menshen("code", pilot, *words, "--kind", "paper").out.strip()
    told = menshen("resolve", pilot, paper)
    assert (told.status, json.loads(told.out)["colour"], json.loads(told.out)["kind"]) == (0, "green", "paper")
    menshen("colour", pilot, "--id-number", ZHANG.id_number, "--to", "red", "--reason", "确诊", *_by(pilot, "lin"))
    told = menshen("resolve", pilot, paper)
    assert json.loads(told.out)["colour"] == "red"
    assert ZHANG.name not in told.out
    assert ZHANG.phone not in told.out
    for text in ("PHC1:FORGED", paper[:-3] + "000", "", "x" * 5000, "\ud800"):
        told = menshen("resolve", pilot, text)
        assert (told.status, json.loads(told.out)) == (1, {"known": False})
    assert menshen("resolve", pilot, paper, "PHC1:FORGED").status == 1
    assert menshen("audit", pilot).out.count(" resolve ") == 9


def test_what_does_not_fit_is_one_line_and_never_a_traceback(menshen: Menshen, pilot: Path, tmp_path: Path) -> None:
    (tmp_path / "wrong").write_text("000000")
    (tmp_path / "table").write_text("name,phone\nx,y\n")
    colour = ("colour", pilot, "--id-number", ZHANG.id_number, "--to", "red", "--reason", "x")
    contacts = ("contacts", pilot, "--records", tmp_path / "none", "--venue", VENUE, "--reason", "x")
    for said in (
        menshen("init", pilot),
        menshen("enrol", pilot),
        menshen("enrol", pilot, "--table", tmp_path / "table"),
        menshen("enrol", pilot, "--table", tmp_path / "nowhere"),
        menshen(*colour, "--officer", "lin", "--pin-file", tmp_path / "wrong"),
        menshen(*colour, "--officer", "lin", "--pin-file", tmp_path / "nowhere"),
        menshen("appoint", pilot, "--id", "x", "--role", "clerk", "--new-pin-file", tmp_path / "lin"),
        menshen(
            "appoint", pilot, "--id", "x", "--role", "clerk", "--new-pin-file", tmp_path / "none", *_by(pilot, "lin")
        ),
        menshen(*contacts, "--from", "yesterday", "--to", "today", *_by(pilot, "lin")),
        menshen(*contacts, "--from", "2026-11-22T08:00:00", "--to", "2026-11-22T09:00:00", *_by(pilot, "lin")),
        menshen("venue", pilot, "--id", "../x", "--public-key", pilot / "issuing.pem"),
        menshen("withdraw", pilot, "--number", "xyz", "--reason", "x", *_by(pilot, "lin")),
        menshen("serve", pilot, "--host", "0.0.0.0"),  # noqa: S104 - refused, that is the point
        menshen("serve", pilot, "--zone", "Mars/Base"),
        menshen("serve", pilot, "--certificate", "x"),
        menshen("serve", pilot, "--broker", "nowhere"),
        menshen("kiosk", pilot, "--cards", tmp_path / "nowhere"),
        menshen("use-next-issuing-key", pilot),
    ):
        assert (said.status, said.out, said.err.count("\n")) == (2, "", 1), said
    assert menshen("officers", tmp_path / "nowhere").status == 78


def test_keys_are_changed_from_the_command_line(menshen: Menshen, pilot: Path) -> None:
    assert "root 1 is now" in menshen("replace-root", pilot, "1").err
    assert "is listed" in menshen("next-issuing-key", pilot).err
    assert "from now on" in menshen("use-next-issuing-key", pilot).err
    assert menshen("trust", pilot, "--root", "2").status == 0


def test_the_page_and_the_kiosk_are_served_and_end_when_told(pilot: Path, tmp_path: Path) -> None:
    cards = tmp_path / "cards.csv"
    cards.write_text(f"name,id_number\n{ZHANG.name},{ZHANG.id_number}\n")
    for words in (("serve",), ("kiosk", "--cards", str(cards))):
        action, *options = words
        command = [sys.executable, "-m", "device.cli", "authority", action, str(pilot), "--port", "0", *options]
        with subprocess.Popen(command, stderr=subprocess.PIPE, text=True) as served:
            assert served.stderr is not None
            line = served.stderr.readline()
            address = re.search(r"http://[^ ]+", line)
            assert address is not None, line
            with urllib.request.urlopen(address[0], timeout=30) as answer:  # noqa: S310 - loopback, its own server
                assert "身份证" in answer.read().decode()
            served.terminate()
            rest = served.stderr.read()
        assert (served.returncode, rest) == (0, "")

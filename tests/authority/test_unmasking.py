"""Who somebody is, is opened by two persons, for a reason, with a line in the audit log, and kept nowhere."""

import base64
import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from asking_gate import CONSOLE, VENUE, Asking
from authority_world import CHILD, DAY, NOW, ZHANG, opened_desk
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.authority.desk import Desk
from device.authority.records import present
from device.authority.requests import OPEN_MOST, PEOPLE_MOST, WAITS_SECONDS, Asked, NotDecidable, RequestKind, State
from device.authority.unmasking import Opened, answers_to_send, approve, refuse, take_request
from device.errors import FileRefused
from device.visitor.identity import seal_holder


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = opened_desk(tmp_path)
    yield opened
    opened.close()


@pytest.fixture
def console(desk: Desk) -> Asking:
    return Asking(desk=desk, principal=CONSOLE).registered()


def _sealed(desk: Desk, holder: bytes) -> bytes:
    return seal_holder(desk.authority.tracing.public_key(), issuer_kid=b"kid1", holder=holder)


def _asked(desk: Desk, *holders: bytes) -> Asked:
    return Asked(reason="密接追踪", holders_sealed=tuple(_sealed(desk, holder) for holder in holders))


def test_a_console_is_told_who_somebody_is_once_a_health_officer_agrees(desk: Desk, console: Asking) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    stranger = bytes(12)
    question = console.unmask(_sealed(desk, holder), _sealed(desk, stranger))
    waiting = console.told(take_request(desk, console.topic, question, now=NOW))
    assert (waiting[1], waiting[2], waiting[3], 6 in waiting) == (console.id, CONSOLE, 2, False)
    assert answers_to_send(desk, now=NOW) == []
    people = approve(desk, console.id.hex(), by="lin", now=NOW + 60)
    assert people == (Opened(name=ZHANG.name, phone=ZHANG.phone), None)
    ((number, topic, sealed),) = answers_to_send(desk, now=NOW + 61)
    assert (number, topic) == (console.id.hex(), console.answer_topic)
    told = console.told(sealed)
    assert (told[3], told[5], told[6]) == (0, NOW + 360, [[ZHANG.name, ZHANG.phone], None])
    desk.requests.sent(number)
    assert answers_to_send(desk, now=NOW + 62) == []
    assert [(line.act, line.by, line.proves) for line in desk.audit.lines()] == [
        ("ask-unmask", f"{CONSOLE} inspector:li", True),
        ("approved-unmask", "lin", True),
    ]
    assert "发热" in next(desk.audit.lines()).says["reason"]


def test_what_was_asked_and_opened_is_kept_nowhere(desk: Desk, console: Asking) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    take_request(desk, console.topic, console.unmask(_sealed(desk, holder)), now=NOW)
    approve(desk, console.id.hex(), by="lin", now=NOW)
    (request,) = desk.requests.listed()
    assert (request.state, request.asked) == (State.APPROVED, None)
    with desk.register.transaction() as register:
        (answer,) = register.execute("SELECT answer FROM requests").fetchone()
    assert ZHANG.name.encode() not in answer
    assert all(ZHANG.name not in str(line.says) for line in desk.audit.lines())
    assert answers_to_send(desk, now=NOW + 301) == []


def test_a_refusal_is_told_as_one(desk: Desk, console: Asking) -> None:
    take_request(desk, console.topic, console.unmask(_sealed(desk, bytes(12))), now=NOW)
    refuse(desk, console.id.hex(), by="lin", now=NOW)
    ((_, _, sealed),) = answers_to_send(desk, now=NOW)
    told = console.told(sealed)
    assert (told[3], 6 in told) == (1, False)
    with pytest.raises(NotDecidable, match="no open request"):
        approve(desk, console.id.hex(), by="lin", now=NOW)
    assert take_request(desk, console.topic, console.unmask(_sealed(desk, bytes(12))), now=NOW) is None


def test_the_same_question_asked_twice_is_one_request(desk: Desk, console: Asking) -> None:
    question = console.unmask(_sealed(desk, bytes(12)))
    for _ in range(3):
        assert take_request(desk, console.topic, question, now=NOW) is not None
    assert len(desk.requests.listed()) == len(list(desk.audit.lines())) == 1


@pytest.mark.parametrize(
    "changes",
    [
        {"what": "resolve"},
        {"id": b"short"},
        {"principal": "console-2"},
        {"at": NOW - 61},
        {"at": NOW + 61},
        {"reply_key": b"k"},
        {"venue": "another-venue"},
        {"venue": "../root-1"},
        {"by": "x" * 61},
        {"reason": " "},
        {"reason": "x" * 201},
        {"reason": "a\x1b[2J"},
        {"entries": []},
        {"entries": [b"x" * 63]},
        {"entries": ["x"]},
        {"entries": [bytes(64)] * 21},
        {"more": 1},
    ],
)
def test_a_question_that_is_not_right_is_not_taken(desk: Desk, console: Asking, changes: dict[str, object]) -> None:
    question = console.unmask(bytes(64), **changes)
    if "more" in changes:
        question = question[:-1]
    assert take_request(desk, console.topic, question, now=NOW) is None
    assert desk.requests.listed() == ()


def test_a_venue_that_is_not_known_or_another_key_asks_in_vain(desk: Desk, console: Asking) -> None:
    other = Asking(desk=desk, principal=CONSOLE, venue_key=Ed25519PrivateKey.generate())
    assert take_request(desk, console.topic, other.unmask(bytes(64)), now=NOW) is None
    (desk.authority.directory / "venues" / f"{VENUE}.pem").write_text("nothing")
    assert take_request(desk, console.topic, console.unmask(bytes(64)), now=NOW) is None


def test_who_asks_does_not_decide(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    number = desk.requests.ask(RequestKind.CONTACTS, _asked(desk, holder), by="lin", now=NOW)
    with pytest.raises(NotDecidable, match="second person"):
        approve(desk, number, by="lin", now=NOW)
    assert approve(desk, number, by="wei", now=NOW) == (Opened(name=ZHANG.name, phone=ZHANG.phone),)


def test_a_request_needs_a_reason_and_somebody_and_is_forgotten_after_two_days(desk: Desk) -> None:
    for asked in (
        Asked(reason=" ", holders_sealed=(b"x",)),
        Asked(reason="y", holders_sealed=()),
        Asked(reason="y", holders_sealed=(b"x",) * (PEOPLE_MOST + 1)),
    ):
        with pytest.raises(NotDecidable):
            desk.requests.ask(RequestKind.CONTACTS, asked, by="lin", now=NOW)
    desk.requests.ask(RequestKind.CONTACTS, _asked(desk, bytes(12)), by="lin", now=NOW)
    desk.requests.forget(now=NOW + WAITS_SECONDS - 1)
    assert len(desk.requests.listed()) == 1
    desk.requests.forget(now=NOW + WAITS_SECONDS)
    assert desk.requests.listed() == ()


def test_a_flood_of_requests_is_stopped(desk: Desk) -> None:
    asked = _asked(desk, bytes(12))
    with desk.register.transaction():
        for _ in range(OPEN_MOST):
            desk.requests.ask(RequestKind.CONTACTS, asked, by="lin", now=NOW)
    with pytest.raises(NotDecidable, match="too many"):
        desk.requests.ask(RequestKind.CONTACTS, asked, by="lin", now=NOW)


def _entry(at: str, venue: str, outcome: str, sealed: bytes | None, kind: str = "checkin") -> str:
    code = None if sealed is None else {"colour": "green", "holder_sealed": base64.b64encode(sealed).decode()}
    header = {"seq": 1, "class": kind, "at": at, "clock": "synchronised"}
    body = {"venue": venue, "checkpoint": "south-gate", "outcome": outcome, "code": code}
    return json.dumps({"header": json.dumps(header), "salt": "AA==", "body": json.dumps(body)})


def test_who_was_at_a_venue_in_a_window_of_time_is_found_sealed(desk: Desk, tmp_path: Path) -> None:
    one, two = (_sealed(desk, desk.holders.enrol(person, now=NOW)) for person in (ZHANG, CHILD))
    lines = [
        _entry("2026-11-22T07:59:59.999Z", VENUE, "admitted", one),
        _entry("2026-11-22T08:00:00.000Z", VENUE, "admitted", one),
        _entry("2026-11-22T08:30:00.000Z", "elsewhere", "admitted", two),
        _entry("2026-11-22T08:30:00.000Z", VENUE, "referred", two),
        _entry("2026-11-22T08:30:00.000Z", VENUE, "admitted", None),
        _entry("2026-11-22T08:30:00.000Z", VENUE, "admitted", two[:-1]),
        _entry("2026-11-22T08:30:00.000Z", VENUE, "admitted", two, kind="alert"),
        json.dumps(
            {"header": json.dumps({"class": "checkin", "at": "2026-11-22T08:30:00Z"}), "salt": None, "body": None}
        ),
        _entry("2026-11-22T09:00:00.000Z", VENUE, "admitted", two),
        _entry("2026-11-22T09:00:00.001Z", VENUE, "admitted", one),
    ]
    path = tmp_path / "entries.jsonl"
    path.write_text("\n".join(lines) + "\n")
    begins, ends = datetime(2026, 11, 22, 8, tzinfo=UTC), datetime(2026, 11, 22, 9, tzinfo=UTC)
    found = present(path, venue=VENUE, begins=begins, ends=ends)
    assert [presence.holder_sealed for presence in found] == [one, two]
    asked = Asked(reason="密接", holders_sealed=tuple(presence.holder_sealed for presence in found))
    number = desk.requests.ask(RequestKind.CONTACTS, asked, by="lin", now=NOW)
    assert approve(desk, number, by="wei", now=NOW + DAY) == (
        Opened(name=ZHANG.name, phone=ZHANG.phone),
        Opened(name=CHILD.name, phone=CHILD.phone),
    )


def test_a_line_that_is_no_entry_is_named(tmp_path: Path) -> None:
    path = tmp_path / "entries.jsonl"
    path.write_text(_entry("2026-11-22T08:00:00.000Z", VENUE, "admitted", None) + "\n{}\n")
    moment = datetime(2026, 11, 22, 8, tzinfo=UTC)
    with pytest.raises(FileRefused, match="line 2"):
        present(path, venue=VENUE, begins=moment, ends=moment)
    with pytest.raises(FileRefused, match="cannot be read"):
        present(tmp_path / "nowhere", venue=VENUE, begins=moment, ends=moment)

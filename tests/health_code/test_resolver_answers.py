"""Whose answer is believed, to which question, and what it changes of a code."""

import math
from collections.abc import Callable

import pytest
from asking_desk import BLOB, PAPER, SCREENSHOT, Desk, resolved
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from health_code_world import HOLDER, ISSUER, STRANGER, VENUE, claims
from msgspec.structs import replace

from device.checkpoint.events import CodeUnresolved
from device.health_code.look_up import Answer, Result
from device.visitor.resolver import DEADLINE_SECONDS
from device.vocabulary import Assurance, Colour, Reason


@pytest.mark.parametrize("colour", [Colour.GREEN, Colour.YELLOW, Colour.RED])
@pytest.mark.parametrize("text", [BLOB, SCREENSHOT, PAPER], ids=["opaque", "screenshot", "paper"])
def test_the_answer_is_the_colour_and_the_rest_stays(text: str, colour: Colour) -> None:
    desk = Desk()
    asked = desk.ask(text)
    desk.answer(claims(colour=colour, masked_name="李四"))
    code = resolved(desk)
    assert (code.colour, code.assurance, code.reasons) == (colour, Assurance.RESOLVED_ONLINE, ())
    assert (code.ref, code.tag, code.kind, code.format) == (asked.ref, asked.tag, asked.kind, asked.format)
    person = desk.identification.person(code.ref)
    assert person is not None
    assert person.masked_name == "李*"
    assert person.holder == HOLDER
    assert person.issuer_kid is not None
    assert code.holder is not None


def test_a_code_nobody_knows_is_unknown_for_a_reason() -> None:
    desk = Desk()
    desk.ask(BLOB)
    desk.answer(None, result=Result.NOT_KNOWN)
    assert (resolved(desk).colour, resolved(desk).reasons) == (Colour.UNKNOWN, (Reason.CODE_UNKNOWN,))


@pytest.mark.parametrize(
    "change",
    [
        lambda answer: replace(answer, id=b"another question"),
        lambda answer: replace(answer, principal="north-gate-1"),
        lambda answer: replace(answer, at=answer.at - 200, until=answer.until - 200),
        lambda answer: replace(answer, at=answer.at + 200, until=answer.until + 200),
    ],
    ids=["question", "gate", "stale", "from tomorrow"],
)
def test_an_answer_to_something_else_is_none(change: Callable[[Answer], Answer]) -> None:
    desk = Desk()
    asked = desk.ask(BLOB)
    desk.answer(claims(), change=change)
    assert desk.events == []
    desk.step(DEADLINE_SECONDS)
    assert desk.events == [CodeUnresolved(ref=asked.ref, forged=True)]


@pytest.mark.parametrize("key", [STRANGER, ISSUER, VENUE], ids=["stranger", "issuer", "venue"])
def test_an_answer_by_anybody_else_is_told_as_forged(key: Ed25519PrivateKey) -> None:
    desk = Desk()
    asked = desk.ask(BLOB)
    desk.answer(claims(), key=key)
    desk.step(DEADLINE_SECONDS)
    assert desk.events == [CodeUnresolved(ref=asked.ref, forged=True)]


def test_a_forged_answer_does_not_keep_the_true_one_out() -> None:
    desk = Desk()
    desk.ask(BLOB)
    desk.answer(claims(colour=Colour.RED), key=STRANGER)
    desk.resolver.receive(desk.sent[-1][0], b"\0" * 100)
    desk.answer(claims())
    assert resolved(desk).colour is Colour.GREEN


def test_an_answer_about_another_holder_is_not_believed() -> None:
    desk = Desk()
    asked = desk.ask(SCREENSHOT)
    desk.answer(claims(holder=b"x" * 12))
    assert desk.events == [CodeUnresolved(ref=asked.ref)]


def test_the_answer_for_a_person_who_has_gone_reaches_nobody() -> None:
    desk = Desk()
    facts = desk.ask(BLOB)
    desk.identification.forget((facts.ref,))
    desk.answer(claims())
    assert desk.events == [CodeUnresolved(ref=facts.ref)]
    assert desk.identification.person(facts.ref) is None


def test_what_was_never_asked_is_not_answered() -> None:
    desk = Desk()
    desk.resolver.receive("00" * 16, b"x" * 100)
    assert desk.step() == math.inf
    assert desk.events == []

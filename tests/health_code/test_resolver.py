"""When the authority is asked, how often, what it is told, and for how long its answer is remembered."""

import math

import pytest
from asking_desk import BLOB, GATE, PAPER, SCREENSHOT, Desk, request_topic, resolved
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from health_code_world import NOW, claims

from device.checkpoint.events import CodeUnresolved
from device.health_code.look_up import Result
from device.visitor.resolver import DEADLINE_SECONDS, FAILURES_MOST, PAUSE_SECONDS, RETRY_SECONDS
from device.visitor.sealed_exchange import REQUEST_INFO, unseal
from device.vocabulary import Assurance, Colour


@pytest.mark.parametrize(
    ("text", "told", "token"),
    [(BLOB, BLOB, None), (SCREENSHOT, SCREENSHOT, None), (PAPER, None, b"t" * 16)],
    ids=["opaque", "screenshot", "paper"],
)
def test_the_authority_is_told_the_token_or_else_the_text(text: str, told: str | None, token: bytes | None) -> None:
    desk = Desk()
    desk.ask(text)
    question = desk.question()
    assert (question.principal, question.asked_at, question.text, question.token) == (GATE, NOW, told, token)


def test_a_gate_that_is_not_answered_leaves_the_code_as_it_was() -> None:
    desk = Desk()
    asked = desk.ask(BLOB)
    desk.answer(None, result=Result.REFUSED)
    assert desk.events == [CodeUnresolved(ref=asked.ref)]


def test_one_repetition_then_the_end() -> None:
    desk = Desk()
    asked = desk.ask(BLOB)
    assert desk.step() == RETRY_SECONDS
    assert desk.step(RETRY_SECONDS) == DEADLINE_SECONDS
    assert len(desk.sent) == 2
    assert desk.sent[0][0] == desk.sent[1][0]
    desk.step(DEADLINE_SECONDS - RETRY_SECONDS - 0.01)
    assert desk.events == []
    assert desk.step(0.01) == math.inf
    assert desk.events == [CodeUnresolved(ref=asked.ref)]
    assert len(desk.sent) == 2


def test_the_answer_to_the_repetition_counts() -> None:
    desk = Desk()
    desk.ask(BLOB)
    desk.step(RETRY_SECONDS)
    desk.answer(claims())
    assert resolved(desk).colour is Colour.GREEN


def test_an_answer_that_comes_too_late_changes_nothing() -> None:
    desk = Desk()
    asked = desk.ask(BLOB)
    desk.step(DEADLINE_SECONDS)
    desk.answer(claims())
    assert desk.events == [CodeUnresolved(ref=asked.ref)]


def test_without_a_broker_the_answer_is_no_at_once() -> None:
    desk = Desk(is_up=False)
    asked = desk.ask(BLOB)
    assert desk.events == [CodeUnresolved(ref=asked.ref)]


def test_a_code_shown_again_is_answered_from_memory_for_as_long_as_the_answer_says() -> None:
    desk = Desk()
    desk.ask(BLOB)
    desk.answer(claims(), until=30)
    desk.events.clear()
    desk.step(29)
    again = desk.ask(BLOB)
    assert (resolved(desk).assurance, resolved(desk).ref) == (Assurance.CACHED_ONLINE, again.ref)
    assert len(desk.sent) == 1
    desk.step(1)
    desk.ask(BLOB)
    assert len(desk.sent) == 2


def test_not_known_is_remembered_for_a_moment_only() -> None:
    desk = Desk()
    desk.ask(BLOB)
    desk.answer(None, result=Result.NOT_KNOWN)
    desk.step(4.9)
    desk.ask(BLOB)
    assert len(desk.sent) == 1
    desk.step(0.2)
    desk.ask(BLOB)
    assert len(desk.sent) == 2


def test_an_authority_that_does_not_answer_is_left_alone_for_a_while() -> None:
    desk = Desk()
    for place in range(FAILURES_MOST):
        desk.ask(f"{BLOB}{place:04d}")
        desk.step(DEADLINE_SECONDS)
    sent = len(desk.sent)
    asked = desk.ask(BLOB)
    assert len(desk.sent) == sent
    assert desk.events[-1] == CodeUnresolved(ref=asked.ref)
    desk.step(PAUSE_SECONDS)
    desk.ask(BLOB)
    assert len(desk.sent) == sent + 1
    desk.step(DEADLINE_SECONDS)
    desk.ask(BLOB)
    assert len(desk.sent) == sent + 1, "one failure more closes it again"
    desk.step(PAUSE_SECONDS)
    desk.ask(BLOB)
    desk.answer(claims())
    desk.ask(f"{BLOB}9999")
    assert len(desk.sent) == sent + 3, "an answer opens it"


def test_a_person_who_is_gone_is_not_asked_about() -> None:
    desk = Desk()
    facts = desk.seen(BLOB)
    desk.identification.forget((facts.ref,))
    desk.resolver.resolve(facts.ref)
    desk.step()
    assert desk.events == [CodeUnresolved(ref=facts.ref)]
    assert desk.sent == []


def test_nothing_that_goes_out_can_be_read_on_the_way() -> None:
    desk = Desk()
    desk.ask(BLOB)
    number, sealed = desk.sent[0]
    assert BLOB.encode() not in sealed
    assert unseal(sealed, with_key=X25519PrivateKey.generate(), info=REQUEST_INFO, topic=request_topic(number)) is None

"""Online look-ups: sealed out, signed back, asked once more, then given up; no answer but the authority's counts."""

import math
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from health_code_world import CIRCUMSTANCES, DAY, HOLDER, ISSUER, NOW, STRANGER, VENUE, claims
from msgspec.structs import replace
from standing_world import CLERK, DUTY_KEYS

from device.checkpoint.events import CodeResolved, CodeSeen, CodeUnresolved, Event
from device.checkpoint.facts import CodeFacts
from device.checkpoint.policy import Policy
from device.health_code.claims import Claims
from device.health_code.look_up import Answer, LookUp, Result, from_bytes, sign_answer
from device.health_code.phc1 import encode
from device.visitor.identification import Identification
from device.visitor.resolver import DEADLINE_SECONDS, FAILURES_MOST, PAUSE_SECONDS, RETRY_SECONDS, Resolver
from device.visitor.sealed_exchange import ANSWER_INFO, REQUEST_INFO, seal, unseal
from device.vocabulary import Assurance, ClockQuality, Colour, Kind, Reason

GATE = "south-gate-1"
AUTHORITY = X25519PrivateKey.from_private_bytes(b"\x21" * 32)
BLOB = "qL9v" * 20
PAPER = encode(claims(kind=Kind.PAPER, issued_at=NOW - 30 * DAY, expires_at=NOW + DAY, resolve_token=b"t" * 16), ISSUER)
SCREENSHOT = encode(claims(issued_at=NOW - 7200, expires_at=NOW - 6600), ISSUER)


def request_topic(number: str) -> str:
    return f"gate/1/_authority/request/{GATE}/{number}"


def answer_topic(number: str) -> str:
    return f"gate/1/_authority/answer/{GATE}/{number}"


@dataclass
class Clock:
    second: float = 0.0

    def monotonic(self) -> float:
        return self.second

    def wall(self) -> datetime:
        return datetime.fromtimestamp(NOW + self.second, UTC)

    def quality(self) -> ClockQuality:
        return ClockQuality.SYNCHRONISED


@dataclass
class Desk:
    """A gate's resolver, and the authority at the other end."""

    clock: Clock = field(default_factory=Clock)
    events: list[Event] = field(default_factory=list)
    sent: list[tuple[str, bytes]] = field(default_factory=list)
    is_up: bool = True
    numbers: int = 0

    def __post_init__(self) -> None:
        self.identification = Identification(
            clock=self.clock,
            trust=CIRCUMSTANCES.trust,
            venue_public=VENUE.public_key(),
            venue_secret=b"v" * 32,
            run_key=b"r" * 32,
            checkpoint="south-gate",
            rules=Policy(accepted_formats=("phc1", "opaque")),
        )
        self.resolver = Resolver(
            persons=self.identification,
            authority=AUTHORITY.public_key(),
            duty_keys=lambda: DUTY_KEYS,
            principal=GATE,
            request_topic=request_topic,
            answer_topic=answer_topic,
            send=self._send,
            clock=self.clock,
            random_bytes=self._random_bytes,
            post=self.events.append,
            wake=lambda: None,
        )

    def _send(self, number: str, sealed: bytes) -> bool:
        if self.is_up:
            self.sent.append((number, sealed))
        return self.is_up

    def _random_bytes(self, length: int) -> bytes:
        self.numbers += 1
        return self.numbers.to_bytes(length, "big")

    def seen(self, text: str) -> CodeFacts:
        event = self.identification.read_code(text, "zxing")
        assert isinstance(event, CodeSeen)
        return event.code

    def ask(self, text: str) -> CodeFacts:
        facts = self.seen(text)
        self.resolver.resolve(facts.ref)
        self.step()
        return facts

    def step(self, seconds: float = 0.0) -> float:
        self.clock.second += seconds
        return self.resolver.step(self.clock.second)

    def question(self) -> LookUp:
        number, sealed = self.sent[-1]
        opened = unseal(sealed, with_key=AUTHORITY, info=REQUEST_INFO, topic=request_topic(number))
        assert opened is not None
        question = from_bytes(opened)
        assert question.id.hex() == number
        return question

    def answer(
        self,
        said: Claims | None,
        *,
        result: Result = Result.KNOWN,
        key: Ed25519PrivateKey = CLERK,
        change: Callable[[Answer], Answer] = lambda answer: answer,
        until: int = 30,
    ) -> None:
        question = self.question()
        now = int(self.clock.wall().timestamp())
        answer = change(Answer(id=question.id, principal=GATE, result=result, at=now, until=now + until, claims=said))
        number = question.id.hex()
        sealed = seal(
            sign_answer(answer, key=key),
            to=X25519PublicKey.from_public_bytes(question.reply_key),
            info=ANSWER_INFO,
            topic=answer_topic(number),
        )
        self.resolver.receive(number, sealed)
        self.step()


def resolved(desk: Desk) -> CodeFacts:
    (event,) = desk.events
    assert isinstance(event, CodeResolved)
    return event.code


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


def test_nothing_that_goes_out_can_be_read_on_the_way() -> None:
    desk = Desk()
    desk.ask(BLOB)
    number, sealed = desk.sent[0]
    assert BLOB.encode() not in sealed
    assert unseal(sealed, with_key=X25519PrivateKey.generate(), info=REQUEST_INFO, topic=request_topic(number)) is None

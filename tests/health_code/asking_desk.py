"""Gives the tests a gate's resolver, its authority and the code between them, on a clock stepped by hand."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from health_code_world import CIRCUMSTANCES, DAY, ISSUER, NOW, VENUE, claims
from standing_world import CLERK, DUTY_KEYS

from device.checkpoint.events import CodeResolved, CodeSeen, Event
from device.checkpoint.facts import CodeFacts
from device.checkpoint.policy import Policy
from device.health_code.claims import Claims
from device.health_code.look_up import Answer, LookUp, Result, from_bytes, sign_answer
from device.health_code.phc1 import encode
from device.visitor.identification import Identification
from device.visitor.resolver import Resolver
from device.visitor.sealed_exchange import ANSWER_INFO, REQUEST_INFO, seal, unseal
from device.vocabulary import ClockQuality, Kind

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

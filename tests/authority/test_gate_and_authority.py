"""From the health officer's word to the gate's verdict: a holder turns red, a paper printed green is refused offline.

The authority, mosquitto and the gate's own keeper of lists and resolver are the real ones.
"""

import secrets
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from authority_world import CHILD, ZHANG
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from private_broker import turn
from test_herald import STANDING, Gate, Scene

from device.authority.issuing import issue
from device.checkpoint.events import CodeUnresolved, Event
from device.checkpoint.facts import CodeFacts
from device.health_code.circumstances import Circumstances
from device.health_code.look_up import Answer
from device.health_code.phc1 import judge
from device.health_code.resolved import joined
from device.health_code.standing import NO_STANDING, Standing
from device.health_code.standing_list import ListKind
from device.health_code.trust import TrustSnapshot
from device.health_code.verdict import HealthCode
from device.mqtt.topics import TopicKind, build, parse
from device.mqtt.transport import Outgoing, Received
from device.trust.standing_store import StandingStore
from device.trust.trust_keeper import TrustKeeper
from device.trust.trust_store import TrustStore
from device.visitor.identification import AskedAbout
from device.visitor.resolver import Resolver
from device.vocabulary import Assurance, ClockQuality, Colour, Kind, Reason

pytestmark = pytest.mark.broker
GATE = "gate-0001"


class RealTime:
    def monotonic(self) -> float:
        return time.monotonic()

    def wall(self) -> datetime:
        return datetime.now(UTC)

    def quality(self) -> ClockQuality:
        return ClockQuality.SYNCHRONISED


class ListeningGate:
    """The part of a gate that keeps what the authority says, on a folder of its own."""

    def __init__(self, folder: Path, scene: Scene) -> None:
        roots = scene.desk.authority.root_publics
        self.trust, self.standing = TrustSnapshot(), NO_STANDING
        self._taken: dict[str, Received] = {}
        self.keeper = TrustKeeper(
            store=TrustStore(directory=folder, roots=roots),
            standing=StandingStore(directory=folder, roots=roots),
            clock=RealTime(),
            use=self._use,
            want=lambda *_: None,
            post=lambda _: None,
            wake=lambda: None,
        )

    def hear(self, gate: Gate) -> None:
        for text, came in gate.heard.items():
            topic = parse(text)
            if topic is None or self._taken.get(text) is came:
                continue
            self._taken[text] = came
            if topic.kind is TopicKind.TRUST:
                self.keeper.offer(came.payload)
            elif topic.kind is TopicKind.COLOURS:
                self.keeper.offer_list(ListKind.COLOURS, "", came.payload)
            elif topic.kind is TopicKind.REVOKED:
                self.keeper.offer_list(ListKind.REVOKED, topic.id or "", came.payload)
        self.keeper.step(0.0)

    def judge(self, text: str, *, later: int = 0) -> HealthCode:
        circumstances = Circumstances(
            trust=self.trust,
            venue_key=None,
            now=int(time.time()) + later,
            clock=ClockQuality.SYNCHRONISED,
            standing=self.standing,
        )
        return judge(text, circumstances)

    def _use(self, trust: TrustSnapshot, standing: Standing) -> None:
        self.trust, self.standing = trust, standing


@pytest.fixture
def scene(tmp_path: Path) -> Iterator[Scene]:
    opened = Scene(tmp_path)
    yield opened
    opened.close()


def test_a_holder_turns_red_and_a_gate_without_broker_refuses_the_paper_printed_green(
    scene: Scene, tmp_path: Path
) -> None:
    desk, now = scene.desk, int(time.time())
    one, other = (desk.holders.enrol(person, now=now) for person in (ZHANG, CHILD))
    paper, lost, neighbours = (issue(desk, holder, kind=Kind.PAPER, now=now).text for holder in (one, other, other))
    (tmp_path / "gate").mkdir()
    gate, ear = ListeningGate(tmp_path / "gate", scene), scene.gate(GATE, *STANDING)

    def hears(claim: object) -> bool:
        assert callable(claim)
        gate.hear(ear)
        return bool(claim())

    scene.until(lambda: hears(lambda: gate.judge(paper).colour is Colour.GREEN), "the paper is green at the gate")
    lost_number = gate.judge(lost).cti
    assert lost_number is not None
    desk.colours.change(one, Colour.RED, now=int(time.time()))
    desk.codes.withdraw(lost_number, now=int(time.time()))
    scene.until(lambda: hears(lambda: gate.judge(paper).colour is Colour.RED), "the gate hears that the holder is red")
    scene.until(lambda: hears(lambda: gate.judge(lost).colour is not Colour.GREEN), "and of the lost paper")
    scene.broker.kill()
    offline = ListeningGate(tmp_path / "gate", scene)
    seen = offline.judge(paper)
    assert (seen.colour, seen.assurance, seen.reasons) == (
        Colour.RED,
        Assurance.SIGNED_OFFLINE,
        (Reason.CODE_COLOUR_CHANGED,),
    )
    assert Reason.CODE_REVOKED in offline.judge(lost).reasons
    assert offline.judge(neighbours).colour is Colour.GREEN
    assert offline.judge(paper, later=3 * 86_400).colour is Colour.RED


class OnePerson:
    """Knows one code, as the gate's identification does."""

    def __init__(self, code: HealthCode, about: AskedAbout) -> None:
        self.code, self._about = code, about
        self.resolved: list[HealthCode | None] = []

    def asked_about(self, ref: str) -> AskedAbout | None:
        return self._about if ref == "code" else None

    def resolve(self, ref: str, answer: Answer, *, cached: bool) -> CodeFacts | None:
        assert ref == "code"
        self.resolved.append(joined(self.code, answer, cached=cached))
        return None


def test_a_gate_asks_about_an_old_paper_and_believes_the_authority_alone(scene: Scene, tmp_path: Path) -> None:
    desk, now = scene.desk, int(time.time())
    holder = desk.holders.enrol(ZHANG, now=now)
    paper = issue(desk, holder, kind=Kind.PAPER, now=now - 2 * 86_400).text
    desk.colours.change(holder, Colour.YELLOW, now=now)
    (tmp_path / "gate").mkdir()
    gate = ListeningGate(tmp_path / "gate", scene)
    ear = scene.gate(GATE, "gate/1/_authority/trust", f"gate/1/_authority/answer/{GATE}/+")

    def has_keys() -> bool:
        gate.hear(ear)
        return len(gate.trust.keys) > 0

    scene.until(has_keys, "the gate has the trust list")
    code = gate.judge(paper)
    persons = OnePerson(code, AskedAbout(text=None, token=code.resolve_token))
    events: list[Event] = []

    def send(number: str, sealed: bytes) -> bool:
        topic = build(TopicKind.AUTHORITY_REQUEST, device=GATE, id=number)
        return ear.transport.publish(Outgoing(topic=topic, payload=sealed, expiry_seconds=3))

    resolver = Resolver(
        persons=persons,
        authority=X25519PublicKey.from_public_bytes(desk.authority.resolve.public_key().public_bytes_raw()),
        duty_keys=lambda: gate.trust.duty_keys,
        principal=GATE,
        request_topic=lambda number: build(TopicKind.AUTHORITY_REQUEST, device=GATE, id=number),
        answer_topic=lambda number: build(TopicKind.AUTHORITY_ANSWER, device=GATE, id=number),
        send=send,
        clock=RealTime(),
        random_bytes=secrets.token_bytes,
        post=events.append,
        wake=lambda: None,
    )

    def asks() -> bool:
        for topic, came in ear.heard.items():
            if "/answer/" in topic:
                resolver.receive(topic.rpartition("/")[2], came.payload)
        resolver.step(time.monotonic())
        return bool(persons.resolved)

    resolver.resolve("code")
    turn((scene.transport, scene.herald, ear), asks, "the authority answers the gate")
    (seen,) = persons.resolved[:1]
    assert seen is not None
    assert (seen.colour, seen.assurance, seen.holder) == (Colour.YELLOW, Assurance.RESOLVED_ONLINE, holder)
    assert [type(event) for event in events] == [CodeUnresolved]  # nobody stands behind this gate's identification

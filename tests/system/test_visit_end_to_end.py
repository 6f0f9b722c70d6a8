"""What visits look like to the venue: everything that crosses the broker, the journal, the pins, and the end of a run.

Runs the daemon, mosquitto and the record keeper as the programs they are.
"""

import base64
import random
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from accounting import body_of
from broker_ear import Ear
from private_broker import PrivateBroker
from whole_gate import CHECKPOINT, GATE, VENUE, Keeper, WholeGate, until

from device.health_code.phc1 import PREFIX
from device.health_code.verdict import HOLDER_BYTES
from device.journal.chain import prove
from device.journal.entry import Entry, parse_entry
from device.mqtt.messages import Ack, EventBatch, Info, Status, decode
from device.mqtt.topics import GateTopics, TopicKind
from device.simulation.visitor_people import invent
from device.vocabulary import ClockQuality, EntryClass, Outcome, PublicState

pytestmark = pytest.mark.broker
TOPICS = GateTopics(venue=VENUE, device=GATE)
STATUS, INFO, ACK = TOPICS.of(TopicKind.STATUS), TOPICS.of(TopicKind.INFO), TOPICS.of(TopicKind.ACK)
PHONE = re.compile(r"(?<!\d)1[3-9]\d{9}(?!\d)")
VISITORS_LOOKED_FOR = 60


class Morning:
    """One run of a gate with visitors, as the venue's programs saw it."""

    def __init__(self, folder: Path, port: int) -> None:
        self.port = port
        self.ear = Ear(port)
        self.keeper = Keeper(folder, port)
        self.gate = WholeGate(folder / "gate", port)

    def entries(self) -> list[Entry]:
        """Give every entry that crossed the broker, by number, checked to be of its topic's class."""
        found: dict[int, Entry] = {}
        for heard in self.ear.heard:
            if "/evt/" not in heard.topic:
                continue
            assert not heard.retained
            batch = decode(heard.payload, EventBatch)
            assert isinstance(batch, EventBatch), batch
            for item in batch.items:
                entry = parse_entry(item.header, item.salt, item.body)
                assert isinstance(entry, Entry), entry
                assert heard.topic == TOPICS.of(TopicKind.EVENT, name=entry.header.entry_class)
                assert found.setdefault(entry.seq, entry) == entry
        return [found[seq] for seq in sorted(found)]

    def bodies(self, entry_class: EntryClass) -> list[dict[str, object]]:
        return [body_of(entry) for entry in self.entries() if entry.header.entry_class is entry_class]

    def acknowledged(self) -> int:
        acks = [decode(payload, Ack) for payload in self.ear.payloads(ACK)]
        return max((ack.through for ack in acks if isinstance(ack, Ack)), default=0)

    def states(self) -> list[PublicState]:
        return [status.state for status in self.statuses()]

    def statuses(self) -> list[Status]:
        statuses = [decode(payload, Status) for payload in self.ear.payloads(STATUS)]
        return [status for status in statuses if isinstance(status, Status)]

    def has_admitted(self, people: int) -> bool:
        return sum(body["passages"] == 1 for body in self.bodies(EntryClass.MOVEMENT)) >= people

    def close(self) -> None:
        self.gate.close()
        self.keeper.close()
        self.ear.close()


@pytest.fixture
def morning(tmp_path: Path) -> Iterator[Morning]:
    broker = PrivateBroker(tmp_path)
    broker.start()
    made = Morning(tmp_path, broker.port)
    yield made
    made.close()
    broker.stop()


def test_visits_arrive_at_the_venue_whole_in_order_and_without_a_name(morning: Morning) -> None:
    gate, ear = morning.gate, morning.ear
    gate.start_and_wait()
    until(lambda: morning.has_admitted(3), "three people through the gate", gate, ear, seconds=60)
    assert gate.signal_end() == 0, gate.log
    entries = gate.entries()
    until(lambda: morning.acknowledged() == entries[-1].seq, "every entry acknowledged", ear)

    assert morning.entries() == list(entries)
    proof = prove(entries)
    assert (proof.fault, proof.entries, proof.erased) == (None, len(entries), 0)
    assert body_of(entries[0])["device"] == GATE

    for entry in entries:
        if entry.header.entry_class is EntryClass.CHECKIN:
            check_in_is_as_published(entry)
    checked_in = {entry.header.visit: entry for entry in entries if entry.header.entry_class is EntryClass.CHECKIN}
    for entry in entries:
        body = body_of(entry)
        if entry.header.entry_class is EntryClass.MOVEMENT:
            assert body["cause"] == "check_in"
            assert str(body["opened_at"]) < str(body["closed_at"])
            assert body_of(checked_in[entry.header.visit])["outcome"] == Outcome.ADMITTED
        if entry.header.entry_class is EntryClass.CORRECTION:
            assert body["corrects"] == checked_in[entry.header.visit].seq < entry.seq

    names_nobody(morning)


def check_in_is_as_published(entry: Entry) -> None:
    body = body_of(entry)
    assert (body["venue"], body["checkpoint"], body["source"]) == (VENUE, CHECKPOINT, "gate")
    assert body["outcome"] in {"admitted", "referred", "abandoned"}
    assert body["decided_by"] == "device"
    assert re.fullmatch(r"v-[0-9a-f]{8}-\d+", entry.header.visit or "")
    assert entry.header.clock is ClockQuality.SYNCHRONISED
    temperature, code = body["temperature"], body["code"]
    assert isinstance(temperature, dict)
    assert {"band", "attempt"} <= temperature.keys()
    if body["outcome"] != "admitted":
        return
    assert isinstance(code, dict)
    assert temperature["band"] == "normal"
    assert temperature["sensor"] == "mlx90614-dci"
    assert 35.5 < temperature["celsius"] < 37.3
    assert temperature["samples"] >= 2
    assert (code["format"], code["colour"], code["assurance"]) == ("phc1", "green", "signed_offline")
    assert code["kind"] in {"live", "paper", "family"}
    assert "*" in code["name"]
    assert re.fullmatch(r"(\d{3}\*{4}\d{4})?", code["phone"])
    assert len(base64.b64decode(code["holder"])) == 16
    assert len(base64.b64decode(code["holder_sealed"])) == 64
    assert len(base64.b64decode(code["code_id"])) == 16
    assert str(code["issued"]) < str(code["expires"])
    assert code["trust_age_seconds"] >= 3600


def names_nobody(morning: Morning) -> None:
    """Neither broker nor disk nor log holds a name in clear, a phone number, a holder's id or a code's text."""
    gate = morning.gate
    crossed = b"\n".join(heard.payload for heard in morning.ear.heard)
    kept = b"".join(file.read_bytes() for file in gate.state.rglob("*") if file.is_file())
    everything = crossed + kept + gate.log.encode() + gate.pins_log.read_bytes() + morning.keeper.file.read_bytes()
    assert PREFIX.encode() not in everything
    people = [f"visitor-{number}{child}" for number in range(1, VISITORS_LOOKED_FOR) for child in ("", "-child-1")]
    for person in people:
        holder = gate.keys.bytes_for(f"holder {person}", HOLDER_BYTES)
        for form in (holder, holder.hex().encode(), base64.b64encode(holder)):
            assert form not in everything
        assert person.encode() not in everything
    parties = [invent(random.Random(number), number) for number in range(3000)]  # noqa: S311 - a crowd, not a secret
    names = {person.code.name for party in parties for person in party.people if person.code is not None}
    assert len(names) > 500
    for name in names:
        assert name.encode() not in everything
    for entry in gate.entries():
        assert not PHONE.search(entry.body or "")
        assert (entry.body or "-").encode() not in kept  # bodies at rest are sealed
    assert not PHONE.search(gate.log)


def test_the_gate_says_what_it_is_and_whether_it_is_there(morning: Morning) -> None:
    gate, ear = morning.gate, morning.ear
    gate.start_and_wait()
    until(lambda: PublicState.READY in morning.states(), "status ready", gate, ear)
    status = morning.statuses()[-1]
    assert re.fullmatch("[0-9a-f]{32}", status.session)
    assert (status.degraded, status.open_cases, status.clock) == ([], 0, ClockQuality.SYNCHRONISED)
    info = decode(ear.payloads(INFO)[-1], Info)
    assert isinstance(info, Info)
    assert (info.model, info.barrier, info.sensors["thermometer"]) == ("emulated", "pulse", "mlx90614-dci")
    late = Ear(morning.port, "late-ear")
    until(lambda: len(late.payloads(STATUS)) > 0 and len(late.payloads(INFO)) > 0, "both retained", late)
    assert all(one.retained for one in late.heard if one.topic in (STATUS, INFO))
    late.close()

    gate.kill()
    until(lambda: morning.states()[-1] is PublicState.OFFLINE, "the will", ear)
    assert morning.statuses()[-1].session == status.session
    assert PublicState.STOPPING not in morning.states()


def test_told_to_stop_while_the_barrier_is_open_the_gate_closes_it_and_says_goodbye(morning: Morning) -> None:
    gate, ear = morning.gate, morning.ear
    gate.start_and_wait()
    until(gate.barrier_is_high, "an opening", gate, ear, seconds=60)
    assert gate.signal_end() == 0, gate.log
    assert not gate.barrier_is_high()
    assert "STOPPING=1" in gate.notices
    until(lambda: morning.states()[-2:] == [PublicState.STOPPING, PublicState.OFFLINE], "stopping, offline", ear)
    entries = gate.entries()
    until(lambda: morning.acknowledged() == entries[-1].seq, "every entry acknowledged", ear)
    last = [(entry.header.entry_class, body_of(entry)) for entry in entries[-3:]]
    assert last[0][0] is EntryClass.CORRECTION
    assert last[0][1]["outcome"] in {"annulled", "admitted"}
    assert last[1][0] is EntryClass.MOVEMENT
    assert last[2] == (EntryClass.SERVICE, {"what": "stopping"})

"""A gate that is killed at any moment loses nothing, doubles nothing and opens for nobody without a durable cause.

SIGKILL takes the emulated board with the daemon, as a power cut does: what follows finds only the disk.
"""

import random
from pathlib import Path

import pytest
from accounting import Account
from broker_ear import Ear
from private_broker import PrivateBroker
from whole_gate import GATE, VENUE, Keeper, WholeGate, came_about, until

from device.journal.chain import prove
from device.mqtt.messages import Ack, decode
from device.mqtt.topics import GateTopics, TopicKind
from device.record_keeper.store import RecordStore

pytestmark = pytest.mark.broker
ACK = GateTopics(venue=VENUE, device=GATE).of(TopicKind.ACK)
PATIENCE_SECONDS = 20.0
MOMENTS = (
    ("", 0.6),  # while it starts
    ("INFO device.daemon.daemon", 2.0),
    (": screening", 1.5),
    (": committing", 0.0),
    (": committing", 0.03),
    ("barrier asked to open", 0.0),
    ("barrier asked to open", 1.3),
    (": admitting", 0.02),
    (": referred", 0.02),
)
"""What the daemon's log says, and how many seconds at most it lives on after that."""


@pytest.mark.parametrize("kills", [20, pytest.param(200, marks=pytest.mark.long)])
def test_a_gate_killed_at_any_moment_keeps_every_entry_once_and_explains_every_opening(
    tmp_path: Path, kills: int
) -> None:
    chance = random.Random(kills)  # noqa: S311 - the same moments every time
    broker = PrivateBroker(tmp_path)
    broker.start()
    ear, keeper = Ear(broker.port), Keeper(tmp_path, broker.port)
    gate = WholeGate(tmp_path / "gate", broker.port, {"hardware": {"visitors_pause_seconds": 0.0}})
    try:
        for number in range(kills):
            word, seconds_most = MOMENTS[number % len(MOMENTS)]
            _live_until(gate, ear, word, chance.uniform(0.0, seconds_most))
        gate.settle({"hardware": {"visitors": False}})
        gate.start_and_wait()
        gate.stays_alive(2.0)  # what a start still has to tell is told by then
        until(lambda: _acknowledged(ear) == gate.entries()[-1].seq, "every entry acknowledged", gate, ear, seconds=60)
        gate.kill()
    finally:
        gate.close()
        keeper.close()
        ear.close()
        broker.stop()
    entries = gate.entries()
    proof = prove(entries)
    assert (proof.fault, proof.entries) == (None, len(entries))
    store = RecordStore(keeper.file)
    chains, faults = store.chains(), store.faults()
    kept = store.entries(GATE, chains[0].key.epoch)
    store.close()
    assert (len(chains), faults) == (1, ())
    assert (chains[0].through, chains[0].lost) == (len(entries), 0)
    assert kept == entries
    account = Account(entries, gate.edges())
    account.check()
    # what this proves about openings it proves about some
    assert len(account.openings()) >= kills // 4
    assert len(account.runs) >= kills * 3 // 4
    assert "Traceback" not in gate.log


def _live_until(gate: WholeGate, ear: Ear, word: str, seconds: float) -> None:
    """Start the gate, wait for the word in its log, but not for ever, let it live on for so long, and kill it."""
    before = len(gate.log)
    gate.start()
    if word:
        came_about(lambda: word in gate.log[before:], gate, ear, seconds=PATIENCE_SECONDS)
    gate.stays_alive(seconds)
    ear.turn(0)
    gate.kill()


def _acknowledged(ear: Ear) -> int:
    acks = [decode(payload, Ack) for payload in ear.payloads(ACK)]
    return max((ack.through for ack in acks if isinstance(ack, Ack)), default=0)

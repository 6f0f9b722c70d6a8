"""Whatever is cut or killed at a real broker, every entry arrives once."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from mqtt_world import EPOCH, GATE, VENUE
from private_broker import PrivateBroker
from street import Street, transport_to

from device.record_keeper.keeper import RecordKeeper
from device.record_keeper.store import RecordStore
from device.vocabulary import EntryClass

pytestmark = pytest.mark.broker

CLASSES = list(EntryClass)


@pytest.fixture
def street(broker: PrivateBroker, tmp_path: Path) -> Iterator[Street]:
    made = Street(broker, tmp_path / "records.sqlite")
    yield made
    made.close()


def held(street: Street) -> list[str]:
    return [entry.hash for entry in street.store.entries(GATE, EPOCH)]


def written(street: Street) -> list[str]:
    return [entry.hash for entry in street.journal.entries]


def test_a_backlog_of_a_thousand_entries_arrives_whole(street: Street) -> None:
    street.journal.write(*(CLASSES * 167)[:1000])
    seconds = street.until(street.is_whole, "everything is acknowledged")
    assert held(street) == written(street)
    assert seconds < 10


def test_a_broker_killed_in_the_middle_of_a_backlog_loses_and_doubles_nothing(street: Street) -> None:
    street.journal.write(*(CLASSES * 1000)[:6000])
    for part in (1000, 3000):
        street.until(lambda part=part: street.journal.acked > part, "some of it is acknowledged")  # type: ignore[misc]
        assert not street.is_whole()
        street.broker.kill()
        street.until(lambda: street.posted.names()[-1] == "LinkDown", "the gate knows")
        street.journal.write(EntryClass.CHECKIN, EntryClass.ALERT)
        street.broker.start()
    street.until(street.is_whole, "everything is acknowledged")
    assert held(street) == written(street)
    assert street.store.faults() == ()


def test_a_wire_cut_again_and_again_loses_and_doubles_nothing(street: Street) -> None:
    for at in range(8):
        street.journal.write(*CLASSES * 40)
        street.until(lambda at=at: street.journal.acked > at * 200, "some of it is acknowledged")  # type: ignore[misc]
        street.wire.cut()
    street.until(street.is_whole, "everything is acknowledged")
    assert held(street) == written(street)


def test_a_keeper_that_is_away_gets_what_it_missed(street: Street) -> None:
    street.until(lambda: street.keeper.is_listening, "the keeper listens")
    street.keeper.close()
    street.keeper_transport.close()
    street.journal.write(*CLASSES * 10)
    street.parts.remove(street.keeper)
    street.until(lambda: "LinkUp" in street.posted.names(), "the gate publishes")
    street.keeper_transport = transport_to(street.broker.port, "keeper")
    street.store = RecordStore(None)
    street.keeper = RecordKeeper(
        venue=VENUE, transport=street.keeper_transport, store=street.store, wall=street.clock.wall, wake=lambda: None
    )
    street.parts += [street.keeper_transport, street.keeper]
    street.until(lambda: street.keeper.is_listening, "the keeper listens again")
    # the gate sends again by itself within 6 s; a reconnection makes it do so at once
    street.wire.cut()
    street.until(street.is_whole, "everything is acknowledged")
    assert held(street) == written(street)

import pytest
from link_words import ACK, CLASSES, events_sent
from mqtt_world import (
    EPOCH,
    GATE,
    VENUE,
    World,
)

from device.mqtt.messages import Ack, encode
from device.vocabulary import EntryClass


def test_what_is_written_arrives_and_is_acknowledged() -> None:
    world = World()
    world.run(1)
    world.write(*CLASSES)
    world.run(1)
    assert world.held() == world.written()
    assert world.journal.acked == len(CLASSES)
    assert events_sent(world) == len(CLASSES)


def test_a_day_s_backlog_arrives_whole_after_an_outage() -> None:
    world = World()
    world.run(1)
    world.broker.go_away()
    for _ in range(1000):
        world.write(*CLASSES[:3])
    world.run(3600)
    assert world.held() == []
    world.broker.come_back()
    world.run(5)
    assert world.held() == world.written()
    assert world.journal.acked == 3000
    assert world.store.faults() == ()


def test_messages_lost_between_broker_and_keeper_are_sent_again() -> None:
    world = World()
    world.run(1)
    world.broker.lose(f"gate/1/{VENUE}/{GATE}/evt/+", 7)
    for _ in range(20):
        world.write(*CLASSES)
        world.run(0.5)
    world.run(120)
    assert world.held() == world.written()
    assert world.journal.acked == world.journal.head()


def test_lost_acknowledgements_cost_a_repetition_and_nothing_else() -> None:
    world = World()
    world.run(1)
    world.broker.lose(ACK, 1)
    world.write(EntryClass.CHECKIN)
    world.run(20)
    assert world.journal.acked == 1
    assert events_sent(world) == 2
    assert len(world.held()) == 1


def test_a_keeper_that_comes_late_gets_everything() -> None:
    world = World(with_keeper=False)
    world.run(1)
    world.write(*CLASSES * 50)
    world.run(600)
    world.start_keeper()
    world.run(70)
    assert world.held() == world.written()
    assert world.journal.acked == world.journal.head()


def lie(world: World, ack: Ack) -> None:
    world.broker.publish(ACK, encode(ack))
    world.run(1)


def test_an_acknowledgement_beyond_the_journal_moves_nothing_and_is_shown_to_the_journal() -> None:
    world = World(with_keeper=False)
    world.run(1)
    world.write(EntryClass.CHECKIN, EntryClass.ALERT)
    world.run(1)
    lie(world, Ack(epoch=EPOCH, through=5, head_hash="a" * 64, missing=[]))
    assert world.journal.acknowledgements == [(5, "a" * 64)]
    assert world.journal.acked == 0
    sent = events_sent(world)
    world.run(6)
    assert events_sent(world) == sent + 2


def test_an_acknowledgement_with_a_wrong_hash_moves_nothing_and_is_shown_to_the_journal() -> None:
    world = World(with_keeper=False)
    world.run(1)
    world.write(EntryClass.CHECKIN)
    world.run(1)
    lie(world, Ack(epoch=EPOCH, through=1, head_hash="a" * 64, missing=[]))
    assert world.journal.acknowledgements == [(1, "a" * 64)]
    sent = events_sent(world)
    world.run(6)
    assert events_sent(world) == sent + 1


@pytest.mark.parametrize(
    "ack",
    [
        Ack(epoch="another-epoch", through=1, head_hash="a" * 64, missing=[]),
        Ack(epoch=EPOCH, through=0, head_hash="0" * 64, missing=[(2, 1)]),
    ],
)
def test_an_acknowledgement_that_is_not_for_this_journal_is_passed_over(ack: Ack) -> None:
    world = World(with_keeper=False)
    world.run(1)
    world.write(EntryClass.CHECKIN)
    world.run(1)
    lie(world, ack)
    assert world.journal.acknowledgements == []


def test_a_journal_that_cannot_be_read_is_tried_again_and_the_link_lives() -> None:
    world = World()
    world.run(1)
    world.journal.is_unreadable = True
    world.write(EntryClass.CHECKIN)
    world.run(30)
    world.journal.is_unreadable = False
    world.run(30)
    assert world.held() == world.written()

from mqtt_world import INFO, NOON, SESSION, TOPICS

from device.mqtt.notice_board import NoticeBoard
from device.mqtt.topics import TopicKind
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import State


def board(ages: list[int | None]) -> NoticeBoard:
    return NoticeBoard(
        topics=TOPICS,
        session=SESSION,
        boot="b-1",
        info=INFO,
        clock=VirtualClock(wall=NOON),
        trust_age_seconds=lambda: ages[-1],
    )


def due(notices: NoticeBoard) -> list[TopicKind]:
    return [kind for kind, _ in notices.due()]


def publish(notices: NoticeBoard) -> None:
    for kind, document in notices.due():
        notices.published(kind, document.payload)


def test_a_document_that_changes_while_it_is_published_stays_due() -> None:
    notices = board([0])
    notices.show(State.IDLE, (), 0)
    handed_over = list(notices.due())
    notices.show(State.LOCKED, (), 0)
    for kind, document in handed_over:
        notices.published(kind, document.payload)
    assert due(notices) == [TopicKind.STATUS]


def test_the_age_of_trust_is_told_by_the_hour() -> None:
    ages: list[int | None] = [0]
    notices = board(ages)
    notices.show(State.IDLE, (), 0)
    publish(notices)
    for age, is_told in ((3599, False), (3600, True), (7199, False), (None, True), (100, True)):
        ages.append(age)
        assert notices.refresh() is is_told
        assert due(notices) == ([TopicKind.STATUS] if is_told else [])
        publish(notices)


def test_nothing_is_said_about_a_state_nobody_has_told_yet() -> None:
    notices = board([0])
    assert not notices.refresh()
    assert due(notices) == [TopicKind.INFO]

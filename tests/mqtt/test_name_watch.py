import pytest
from mqtt_world import OTHER_SESSION, SESSION

from device.mqtt.messages import Status, encode
from device.mqtt.name_watch import NameWatch
from device.vocabulary import PublicState


def status(session: str, state: PublicState = PublicState.READY) -> bytes:
    return encode(
        Status(
            state=state,
            session=session,
            boot="b",
            version="0.1.0",
            since="2026-11-22T12:00:00Z",
            degraded=[],
            open_cases=0,
            trust_age=None,
            clock=None,
        )
    )


MINE, ANOTHERS, WILL = status(SESSION), status(OTHER_SESSION), status(OTHER_SESSION, PublicState.OFFLINE)


@pytest.mark.parametrize(
    ("connections", "told"),
    [
        ([[ANOTHERS, MINE]], False),  # what the run before left
        ([[MINE], [ANOTHERS, MINE], [MINE]], False),  # what a restarted broker found on its disk
        ([[MINE], [ANOTHERS, MINE], [ANOTHERS]], True),
        ([[MINE], [WILL, MINE], [WILL, MINE], [WILL]], False),
        ([[MINE, ANOTHERS, MINE, ANOTHERS]], True),  # a stranger with another client id
        ([[b"garbage"], [b"garbage"], [b"garbage"]], False),
    ],
)
def test_a_name_used_twice_is_told_from_a_memory_of_the_past(connections: list[list[bytes]], told: bool) -> None:
    watch, was_told = NameWatch(SESSION), False
    for messages in connections:
        watch.connected()
        for message in messages:
            was_told = watch.sees(message) or was_told
        watch.disconnected()
    assert was_told is told

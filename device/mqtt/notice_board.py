"""Holds the gate's retained documents (status, info, reported values) and says which must be published now.

Never publishes a status because a visit came or went, and never two alike; after a new connection or a call to announce
everything is published again.
"""

from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from threading import Lock
from typing import Final

from device.clock.protocol import Clock
from device.mqtt.messages import Info, Status, TwinReported, encode
from device.mqtt.topics import GateTopics, TopicKind
from device.mqtt.transport import Outgoing, Will
from device.vocabulary import PublicState, State

TRUST_AGE_STEP_SECONDS: Final = 3600
_READY: Final = frozenset({State.IDLE, State.SCREENING, State.COMMITTING, State.ADMITTING, State.REFERRED})


def public_state(state: State) -> PublicState:
    """Give what the world may know of a state."""
    return PublicState.READY if state in _READY else PublicState(state.value)


def wall_text(moment: datetime) -> str:
    """Write a moment as the contract does: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


class NoticeBoard:
    """The retained documents of one gate; filled by the deciding thread, read by the link's."""

    def __init__(
        self,
        *,
        topics: GateTopics,
        session: str,
        boot: str,
        info: Info,
        clock: Clock,
        trust_age_seconds: Callable[[], int | None],
    ) -> None:
        self._topics = topics
        self._session, self._boot, self._version = session, boot, info.firmware
        self._clock = clock
        self._trust_age_seconds = trust_age_seconds
        self._lock = Lock()
        self._documents: dict[TopicKind, bytes] = {TopicKind.INFO: encode(info)}
        self._due: set[TopicKind] = {TopicKind.INFO}
        self._shown: tuple[object, ...] | None = None
        self._facts: tuple[PublicState, tuple[str, ...], int] | None = None
        self._since = ""

    def show(self, state: State, degraded: tuple[str, ...], open_cases: int) -> bool:
        """Put up a new status; says whether it differs from the one shown."""
        facts = (public_state(state), degraded, open_cases)
        with self._lock:
            if self._facts is None or facts[0] is not self._facts[0]:
                self._since = wall_text(self._clock.wall())
            self._facts = facts
        return self.refresh()

    def refresh(self) -> bool:
        """Look again at clock and trust, whose age counts by the hour; says whether the status changed."""
        age, clock = self._trust_age_seconds(), self._clock.quality()
        age_step = None if age is None else age // TRUST_AGE_STEP_SECONDS
        with self._lock:
            if self._facts is None:
                return False
            shown = (self._facts, age_step, clock)
            if shown == self._shown:
                return False
            self._shown = shown
            state, degraded, open_cases = self._facts
            status = Status(
                state=state,
                session=self._session,
                boot=self._boot,
                version=self._version,
                since=self._since,
                degraded=list(degraded),
                open_cases=open_cases,
                trust_age=age,
                clock=clock,
            )
            self._documents[TopicKind.STATUS] = encode(status)
            self._due.add(TopicKind.STATUS)
        return True

    def report(self, reported: TwinReported) -> None:
        """Put up what the gate made of the desired values."""
        with self._lock:
            self._documents[TopicKind.TWIN_REPORTED] = encode(reported)
            self._due.add(TopicKind.TWIN_REPORTED)

    def show_all_again(self) -> None:
        """Make every document due."""
        with self._lock:
            self._due.update(self._documents)

    def due(self) -> Iterator[tuple[TopicKind, Outgoing]]:
        """Give each document that must be published; `published` strikes it out."""
        with self._lock:
            due = [(kind, self._documents[kind]) for kind in _ORDER if kind in self._due]
        for kind, payload in due:
            yield kind, Outgoing(topic=self._topics.of(kind), payload=payload, retain=True)

    def published(self, kind: TopicKind, payload: bytes) -> None:
        """Note that a document is on its way; one that changed meanwhile stays due."""
        with self._lock:
            if self._documents[kind] == payload:
                self._due.discard(kind)

    def will(self) -> Will:
        """Give what the broker says when the gate vanishes."""
        return Will(topic=self._topics.of(TopicKind.STATUS), payload=encode(self._offline()))

    def farewell(self) -> Outgoing:
        """Give the status of a gate that ends in good order."""
        return Outgoing(topic=self._topics.of(TopicKind.STATUS), payload=encode(self._offline()), retain=True)

    def _offline(self) -> Status:
        return Status(
            state=PublicState.OFFLINE,
            session=self._session,
            boot=self._boot,
            version=self._version,
            since=wall_text(self._clock.wall()),
            degraded=[],
            open_cases=None,
            trust_age=None,
            clock=None,
        )


_ORDER: Final = (TopicKind.STATUS, TopicKind.INFO, TopicKind.TWIN_REPORTED)

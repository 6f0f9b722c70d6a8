"""A gate's end of the broker without the gate: keys, a journal in memory, and everything joined on a virtual clock."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.checkpoint.events import Event, OrderReceived
from device.checkpoint.orders import Order
from device.clock.protocol import Clock
from device.errors import JournalBroken
from device.journal.entry import ZERO_HASH, Entry, EntryContent, make_entry
from device.mqtt.batches import OutboxEntry
from device.mqtt.link import Link
from device.mqtt.messages import Info, Scalar, WireEntry
from device.mqtt.orders import ROLE_OF, sign_order
from device.mqtt.signed_documents import Role, SignerKeys, signer_keys
from device.mqtt.topics import GateTopics, TopicKind
from device.mqtt.transport import Transport
from device.mqtt.twin import Twin
from device.record_keeper.keeper import RecordKeeper
from device.record_keeper.store import RecordStore
from device.simulation.emulated_broker import EmulatedBroker
from device.simulation.scheduler import Doorbell, VirtualScheduler
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import ClockQuality, EntryClass, OrderName, State

VENUE, GATE, EPOCH = "xinyi-no1-school", "south-gate-1", "0123456789abcdef"
SESSION = "00112233445566778899aabbccddeeff"
OTHER_SESSION = "ff" * 16
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
TOPICS = GateTopics(venue=VENUE, device=GATE)
VENUE_KEY = Ed25519PrivateKey.from_private_bytes(b"v" * 32)
OPERATOR_KEY = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
STRANGERS_KEY = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
KEYS: SignerKeys = signer_keys(venue=[VENUE_KEY.public_key()], operator=[OPERATOR_KEY.public_key()])
INFO = Info(
    model="menshen-emulated",
    firmware="0.1.0",
    contract="1",
    capabilities=sorted(name.value for name in OrderName),
    sensors={"thermometer": "mlx90614-dci"},
    barrier="pulse",
)


def order_payload(
    name: OrderName,
    topic: str,
    arguments: dict[str, Scalar] | None = None,
    *,
    key: Ed25519PrivateKey | None = None,
    by: str | None = None,
    session: str | None = SESSION,
    not_after: datetime = NOON + timedelta(seconds=30),
) -> bytes:
    """Sign an order with the key that may give it, unless told otherwise."""
    of_venue = ROLE_OF[name] is Role.VENUE
    return sign_order(
        topic,
        key=key or (VENUE_KEY if of_venue else OPERATOR_KEY),
        arguments=arguments or {},
        by=by or ("inspector:wang" if of_venue else "operator:li"),
        session=session,
        not_after=not_after,
    )


def order_topic(name: OrderName, order_id: str) -> str:
    return TOPICS.of(TopicKind.ORDER, name=name, id=order_id)


class MemoryJournal:
    """A journal in memory, chained as the real one is; knobs for what goes wrong with one."""

    def __init__(self, epoch: str = EPOCH) -> None:
        self.epoch = epoch
        self.entries: list[Entry] = []
        self.acked = 0
        self.acknowledgements: list[tuple[int, str]] = []
        self.is_unreadable = False
        self.deleted_through = 0

    def write(self, *classes: EntryClass, text: str = "x") -> None:
        for entry_class in classes:
            self.entries.append(next_entry(self.entries, entry_class, text))

    def head(self) -> int:
        return self.entries[-1].seq if self.entries else 0

    def acked_through(self) -> int:
        return self.acked

    def read_entries(self, after: int, limit: int) -> Sequence[OutboxEntry]:
        if self.is_unreadable:
            raise JournalBroken("entry 1 does not prove")
        first = max(after, self.deleted_through)
        return tuple(outbox_entry(entry) for entry in self.entries[first : first + limit])

    def acknowledge(self, through: int, head_hash: str) -> None:
        self.acknowledgements.append((through, head_hash))
        if through <= self.head() and head_hash == self.entries[through - 1].hash:
            self.acked = max(self.acked, through)


def next_entry(entries: Sequence[Entry], entry_class: EntryClass, text: str = "x") -> Entry:
    seq = len(entries) + 1
    content = EntryContent(
        entry_class=entry_class,
        at=NOON,
        clock=ClockQuality.SYNCHRONISED,
        monotonic_ms=seq,
        visit=None,
        case=None,
        body=f'{{"what":"{text}"}}',
    )
    previous = entries[-1].hash if entries else ZERO_HASH
    return make_entry(content, seq=seq, boot="b-1", salt=sha256(b"%d" % seq).digest()[:16], previous_hash=previous)


def outbox_entry(entry: Entry) -> OutboxEntry:
    wire = WireEntry(**entry.to_wire())  # type: ignore[arg-type] # the header is never None
    return OutboxEntry(seq=entry.seq, entry_class=entry.header.entry_class, wire=wire)


@dataclass
class Posted:
    """What the link told the core."""

    events: list[Event] = field(default_factory=list)

    def __call__(self, event: Event) -> None:
        self.events.append(event)

    def orders(self) -> list[Order]:
        return [event.order for event in self.events if isinstance(event, OrderReceived)]

    def names(self) -> list[str]:
        return [type(event).__name__ for event in self.events]


def link_over(
    transport: Transport,
    journal: MemoryJournal,
    clock: Clock,
    posted: Posted,
    wake: Callable[[], None] = lambda: None,
    *,
    trust: list[bytes] | None = None,
    twins: list[Twin] | None = None,
    from_authority: list[tuple[str, str, bytes]] | None = None,
    random: Callable[[], float] = lambda: 0.5,
    session: str = SESSION,
) -> Link:
    brought = from_authority if from_authority is not None else []
    return Link(
        topics=TOPICS,
        transport=transport,
        journal=journal,
        keys=KEYS,
        session=session,
        boot="b-1",
        info=INFO,
        clock=clock,
        post=posted,
        wake=wake,
        trust_age_seconds=lambda: 60,
        on_trust=(trust if trust is not None else []).append,
        twin=Twin(),
        on_twin=(twins if twins is not None else []).append,
        on_list=lambda scope, message: brought.append(("list", scope, message)),
        on_answer=lambda number, message: brought.append(("answer", number, message)),
        random=random,
    )


_open_stores: list[RecordStore] = []


def memory_store() -> RecordStore:
    """Give a store that is closed when the test ends."""
    _open_stores.append(RecordStore(None))
    return _open_stores[-1]


def close_stores() -> None:
    while _open_stores:
        _open_stores.pop().close()


class World:
    """One gate's link, one record keeper and one broker on a virtual clock."""

    def __init__(self, *, with_keeper: bool = True) -> None:
        self.clock = VirtualClock(wall=NOON)
        self.scheduler = VirtualScheduler(self.clock)
        self.journal = MemoryJournal()
        self.posted = Posted()
        self.trust: list[bytes] = []
        self.twins: list[Twin] = []
        self.said: list[tuple[str, bytes, bool]] = []
        broker_bell, self.link_bell = Doorbell(), Doorbell()
        self.broker = EmulatedBroker(monotonic=self.clock.monotonic, wake=broker_bell)
        self.broker.listen("#", lambda topic, payload, retain: self.said.append((topic, payload, retain)))
        self.scheduler.add(self.broker, broker_bell)
        self.store = memory_store()
        if with_keeper:
            self.start_keeper()
        self.transport = self.broker.transport(GATE)
        self.link = link_over(
            self.transport,
            self.journal,
            self.clock,
            self.posted,
            self.link_bell,
            trust=self.trust,
            twins=self.twins,
        )
        self.scheduler.add(self.link, self.link_bell)
        self.link.publish_status(State.IDLE, (), 0)

    def start_keeper(self, client_id: str = "keeper") -> RecordKeeper:
        bell = Doorbell()
        self.keeper = RecordKeeper(
            venue=VENUE,
            transport=self.broker.transport(client_id),
            store=self.store,
            wall=self.clock.true_wall,
            wake=bell,
            inspectors_live=1,
        )
        self.scheduler.add(self.keeper, bell)
        return self.keeper

    def write(self, *classes: EntryClass) -> None:
        self.journal.write(*classes)
        self.link.entries_written()

    def run(self, seconds: float) -> None:
        self.scheduler.run_until(self.clock.monotonic() + seconds)

    def payloads(self, topic: str) -> list[bytes]:
        return [payload for said, payload, _ in self.said if said == topic]

    def held(self) -> list[str]:
        return [entry.hash for entry in self.store.entries(GATE, EPOCH)]

    def written(self) -> list[str]:
        return [entry.hash for entry in self.journal.entries]

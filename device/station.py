"""Builds a whole gate from settings, keys and hardware: the one place where every part meets every other.

Nothing here decides or runs; whoever steps the workers (threads on the gate, a virtual clock in a play) runs it.
"""

from collections.abc import Callable, Mapping
from contextlib import ExitStack
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct
from msgspec.structs import replace

from device.assembly.codes import CodeBells, assemble_codes
from device.assembly.gate_keys import GateKeys
from device.assembly.hands import assemble_hands
from device.assembly.hardware import Hardware
from device.assembly.journal import assemble_journal
from device.assembly.link import assemble_link
from device.assembly.people import assemble_people
from device.assembly.recorder import assemble_recorder
from device.assembly.sensors import assemble_aim, assemble_sensors
from device.checkpoint.machine import Checkpoint
from device.clock.clock_watch import ClockWatch
from device.entry_composer import EntryComposer
from device.event_loop.event_loop import EventLoop
from device.event_loop.inbox import Inbox
from device.event_loop.liveness import Liveness, Watched
from device.guidance.telling import Telling
from device.journal.gate_journal import Kept
from device.journal.memory_text import MemoryText
from device.performer import Performer
from device.scanner.worker import ScannerWorker
from device.settings import Settings
from device.visitor.identity import IdentityKeys
from device.vocabulary import Signal
from device.witness import Witness, Witnessed, nobody
from device.work import Wakeable, Worker

_SESSION_BYTES: Final = 16
_BELLS: Final = (
    *("loop", "gate", "journal", "sensors", "scanner", "link", "trust", "resolver", "lists", "clock", "recorder"),
    *("attendant", "screen", "voice", "aim"),
)


class Station(Struct, frozen=True, kw_only=True):
    """A gate that is built and not yet running."""

    loop: EventLoop
    loop_bell: Wakeable
    workers: tuple[tuple[Worker, Wakeable], ...]
    """Every other part with the bell that makes it due, in the order in which they are started."""
    rest: Callable[[], None]
    """Bring every output to its safe state; may be called at any time."""
    begin: Callable[[], None]
    """Carry out the first actions; once, before the first step."""
    signal: Callable[[], Signal]
    """What the person is told now, by lamp and sound."""
    telling: Callable[[], Telling]
    """What the person is told now, by screen and voice."""
    inbox: Inbox
    core: Checkpoint
    store: Kept
    session: str
    watched: Callable[[Worker], Worker]
    """Give a worker whose steps the watchdog counts."""

    def beside(self, worker: Worker, bell: Wakeable) -> "Station":
        """Give this station with one more worker, started last."""
        return replace(self, workers=(*self.workers, (self.watched(worker), bell)))

    def close(self) -> None:
        """Give everything back, the outputs at rest first; for a station that nobody runs."""
        self.rest()
        for worker, _ in reversed(self.workers):
            worker.close()
        self.store.close()


def assemble(
    settings: Settings,
    keys: GateKeys,
    hardware: Hardware,
    *,
    new_bell: Callable[[], Wakeable],
    ready: Callable[[], None],
    alive: Callable[[], None],
    restart: Callable[[], None],
    witness: Witness = nobody,
) -> Station:
    """Build every part, the barrier's pins first and at rest.

    Raises:
        MenshenError: a part cannot be had at all; which and why. What was opened is closed again, the pins at rest.
    """
    with ExitStack() as undo:
        bells = {name: new_bell() for name in _BELLS}
        station = _assemble(
            settings, keys, hardware, bells, undo, ready=ready, alive=alive, restart=restart, witness=witness
        )
        undo.pop_all()
        return station


def _assemble(
    settings: Settings,
    keys: GateKeys,
    hardware: Hardware,
    bells: Mapping[str, Wakeable],
    undo: ExitStack,
    *,
    ready: Callable[[], None],
    alive: Callable[[], None],
    restart: Callable[[], None],
    witness: Witness,
) -> Station:
    clock = hardware.clock
    inbox = Inbox(bells["loop"])
    undo.callback(hardware.pins.close)
    gate = assemble_hands(settings, hardware, post=inbox.post, wake=bells["gate"])
    undo.callback(gate.worker.close)
    memory_text = MemoryText(clock)
    journal = assemble_journal(
        settings, keys, hardware, memory_text, post=inbox.post, wake=bells["journal"], written=bells["link"]
    )
    undo.callback(journal.store.close)

    def ask(number: str, sealed: bytes) -> bool:
        return connected.link.ask_authority(number, sealed)

    codes = assemble_codes(
        settings,
        keys,
        hardware,
        ask=ask,
        post=inbox.post,
        bells=CodeBells(trust=bells["trust"], resolver=bells["resolver"], lists=bells["lists"]),
    )
    sensors = assemble_sensors(settings, post=inbox.post, wake=bells["sensors"])
    aim = assemble_aim(settings, clock.monotonic, inbox.post)
    scanner = ScannerWorker(
        open_camera=hardware.open_camera,
        read_code=codes.identification.read_code,
        post=inbox.post,
        frames_per_second=settings.camera.frames_per_second,
        random_bytes=hardware.random_bytes,
        clock=clock,
    )
    session = hardware.random_bytes(_SESSION_BYTES).hex()
    connected = assemble_link(
        settings, keys, hardware, journal, codes, session=session, post=inbox.post, wake=bells["link"]
    )
    core, first_actions = Checkpoint.restored(
        session[:8], connected.desired.policy(), journal.memory, clock.monotonic()
    )
    composer = EntryComposer(
        venue=settings.venue.id,
        checkpoint=settings.venue.checkpoint,
        timezone=ZoneInfo(settings.venue.timezone),
        clock=clock,
        identity=IdentityKeys(
            venue_secret=keys.venue_secret, city_secret=keys.city_secret, tracing_public=keys.tracing
        ),
        person=codes.identification.person,
    )
    people = assemble_people(
        settings,
        hardware,
        bells,
        post=inbox.post,
        presenter=gate.presenter,
        code_hint=lambda: scanner.hint or "",
        identification=codes.identification,
        face=aim.face if aim is not None else lambda: None,
    )
    attendant = people.attendant
    performer = Performer(
        barrier=gate.barrier,
        presenter=attendant,
        sensors=sensors,
        scanner=scanner,
        journal=journal.writer,
        link=connected.link,
        compose=composer.compose,
        memory_text=memory_text.write,
        forget=codes.identification.forget,
        resolve=codes.resolver.resolve,
        restart=restart,
    )
    recorder = assemble_recorder(settings, hardware, core, session=session)
    liveness = Liveness()
    loop = EventLoop(
        core=core,
        inbox=inbox,
        clock=clock,
        performer=performer,
        recorder=Witnessed(recorder, attendant.saw, witness),
        liveness=liveness,
        ready=ready,
        alive=alive,
        look=journal.look,
    )

    def begin() -> None:
        journal.tell()
        recorder.begin(clock.monotonic())
        performer.perform(first_actions, clock.monotonic())
        gate.inputs.announce()

    watch = ClockWatch(clock=clock, floor_file=hardware.floor_file, post=inbox.post)
    workers: list[tuple[Worker, Wakeable]] = [
        *hardware.workers,
        (gate.worker, bells["gate"]),
        *people.workers,
        (journal.writer, bells["journal"]),
        (sensors, bells["sensors"]),
        *(() if aim is None else ((aim, bells["aim"]),)),
        (scanner, bells["scanner"]),
        (codes.trust, bells["trust"]),
        (codes.resolver, bells["resolver"]),
        *(() if codes.fetcher is None else ((codes.fetcher, bells["lists"]),)),
        (watch, bells["clock"]),
        (connected.link, bells["link"]),
        (recorder, bells["recorder"]),
    ]

    def watched(worker: Worker) -> Worker:
        return Watched(worker, liveness, bells["loop"])

    return Station(
        loop=loop,
        loop_bell=bells["loop"],
        workers=tuple((watched(worker), bell) for worker, bell in workers),
        rest=gate.worker.rest,
        begin=begin,
        signal=lambda: gate.presenter.signal,
        telling=lambda: attendant.telling,
        inbox=inbox,
        core=core,
        store=journal.store,
        session=session,
        watched=watched,
    )

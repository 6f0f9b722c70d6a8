"""Builds a whole gate from settings, keys and hardware: the one place where every part meets every other.

Nothing here decides or runs; whoever steps the workers (threads on the gate, a virtual clock in a play) runs it.
"""

import logging
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo

from msgspec import Struct

from device.checkpoint.machine import Checkpoint
from device.clock_watch import ClockWatch
from device.desired_values import DesiredValues
from device.entry_composer import EntryComposer
from device.errors import FileRefused
from device.event_loop import EventLoop
from device.gate.assembly import assemble_gate
from device.gate.pin_plan import INPUT_NAMES, OUTPUT_NAMES, PinPlan
from device.gate_journal import Kept, open_gate_journal
from device.gate_keys import GateKeys
from device.hardware import Hardware
from device.identification import Identification
from device.identity import IdentityKeys
from device.inbox import Inbox
from device.journal.recorder import CoreState, EventRecorder
from device.journal.retention import Retention
from device.journal.store import Store
from device.journal.writer import JournalWriter
from device.journal_outbox import JournalOutbox
from device.liveness import Liveness, Watched
from device.memory_text import MemoryText
from device.mqtt.link import Link
from device.mqtt.messages import Info
from device.mqtt.signed_documents import signer_keys
from device.mqtt.topics import GateTopics
from device.performer import Performer
from device.scanner.worker import ScannerWorker
from device.sensors.absent_distance import AbsentDistance
from device.sensors.installation import CoreModel, Installation
from device.sensors.mlx90614 import Mlx90614
from device.sensors.mlx90614_variants import VARIANTS
from device.sensors.vl53l1x import Vl53l1x
from device.sensors.worker import SensorWorker
from device.settings import Settings
from device.settings.words import DistanceKind
from device.situation_text import write_situation
from device.trust_keeper import TrustKeeper, read_trust_file
from device.trust_store import TrustStore
from device.version import CONTRACT_VERSION, VERSION
from device.vocabulary import OrderName, Signal
from device.witness import Witness, Witnessed, nobody
from device.work import Wakeable, Worker

JOURNAL_FILE: Final = "journal.db"
RECORDINGS_FOLDER: Final = "recordings"
_SESSION_BYTES: Final = 16
_RUN_KEY_BYTES: Final = 32
_log = logging.getLogger(__name__)


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
    """What the person is told now."""
    inbox: Inbox
    core: Checkpoint
    store: Kept
    session: str


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
        MenshenError: a part cannot be had at all; which and why.
    """
    clock = hardware.clock
    state = Path(settings.journal.directory)
    bells = {name: new_bell() for name in ("loop", "gate", "journal", "sensors", "scanner", "link", "trust", "clock")}
    inbox = Inbox(bells["loop"])
    gate = assemble_gate(
        pins=hardware.pins,
        plan=pin_plan(settings),
        barrier_kind=settings.barrier.kind.value,
        clock=clock,
        post=inbox.post,
        wake=bells["gate"],
        pulse_seconds=settings.barrier.pulse_milliseconds / 1000,
    )
    memory_text = MemoryText(clock)
    journal = open_gate_journal(
        lambda: Store(
            state / JOURNAL_FILE,
            key=keys.journal_key,
            device=settings.venue.device,
            clock=clock,
            before_commit=hardware.disk.before_commit,
            random_bytes=hardware.random_bytes,
        ),
        lambda store: JournalWriter(
            store=store,
            disk=hardware.disk,
            clock=clock,
            post=inbox.post,
            wake=bells["journal"],
            written=bells["link"],
            retention=_retention(settings),
        ),
        memory_text,
        inbox.post,
    )
    store, writer = journal.store, journal.writer
    session = hardware.random_bytes(_SESSION_BYTES).hex()
    topics = GateTopics(venue=settings.venue.id, device=settings.venue.device)
    signers = signer_keys(venue=[keys.venue], operator=[keys.operator])
    desired = DesiredValues(directory=state, policy=settings.policy, topics=topics, keys=signers, post=inbox.post)

    trust_store = TrustStore(directory=state, roots=keys.roots)
    identification = Identification(
        clock=clock,
        trust=trust_store.held(),
        venue_public=keys.venue,
        venue_secret=keys.venue_secret,
        run_key=hardware.random_bytes(_RUN_KEY_BYTES),
        checkpoint=settings.venue.checkpoint,
        formats=settings.policy.accepted_formats,
    )
    trust = TrustKeeper(
        store=trust_store, clock=clock, use=identification.update_trust, post=inbox.post, wake=bells["trust"]
    )
    installed = read_trust_file(Path(settings.trust.file))
    if installed is not None:
        trust.offer(installed)

    link_bell = bells["link"]
    sensors = _sensors(settings, inbox, bells["sensors"])
    scanner = ScannerWorker(
        open_camera=hardware.open_camera,
        read_code=identification.read_code,
        post=inbox.post,
        frames_per_second=settings.camera.frames_per_second,
        random_bytes=hardware.random_bytes,
        clock=clock,
    )
    link = Link(
        topics=topics,
        transport=hardware.transport,
        journal=JournalOutbox(store=store, acknowledge=writer.acknowledge),
        keys=signers,
        session=session,
        boot=store.boot,
        info=_info(settings, hardware.model),
        clock=clock,
        post=inbox.post,
        wake=link_bell,
        trust_age_seconds=trust.age_seconds,
        on_trust=trust.offer,
        twin=desired.twin,
        on_twin=desired.take,
        random=hardware.random,
    )

    core, first_actions = Checkpoint.restored(session[:8], desired.policy(), journal.memory, clock.monotonic())
    composer = EntryComposer(
        venue=settings.venue.id,
        checkpoint=settings.venue.checkpoint,
        timezone=ZoneInfo(settings.venue.timezone),
        clock=clock,
        identity=IdentityKeys(
            venue_secret=keys.venue_secret, city_secret=keys.city_secret, tracing_public=keys.tracing
        ),
        person=identification.person,
    )
    performer = Performer(
        barrier=gate.barrier,
        presenter=gate.presenter,
        sensors=sensors,
        scanner=scanner,
        journal=writer,
        link=link,
        compose=composer.compose,
        memory_text=memory_text.write,
        forget=identification.forget,
        restart=restart,
        post=inbox.post,
    )
    recordings = state / RECORDINGS_FOLDER
    try:
        recordings.mkdir(mode=0o700, exist_ok=True)
    except OSError as error:
        raise FileRefused(f"{recordings} cannot be made: {error.strerror}") from error
    recorder = EventRecorder(
        recordings,
        clock=clock,
        version=VERSION,
        session=session,
        core_state=lambda: CoreState(policy=core.situation.policy, state=write_situation(core.situation)),
    )
    liveness = Liveness()
    loop = EventLoop(
        core=core,
        inbox=inbox,
        clock=clock,
        performer=performer,
        recorder=Witnessed(recorder, witness),
        liveness=liveness,
        ready=ready,
        alive=alive,
    )

    def begin() -> None:
        journal.tell()
        recorder.begin(clock.monotonic())
        performer.perform(first_actions, clock.monotonic())
        gate.inputs.announce()

    watch = ClockWatch(clock=clock, floor_file=hardware.floor_file, post=inbox.post)
    workers: list[tuple[Worker, Wakeable]] = [
        *((worker, new_bell()) for worker in hardware.workers),
        (gate.worker, bells["gate"]),
        (writer, bells["journal"]),
        (sensors, bells["sensors"]),
        (scanner, bells["scanner"]),
        (trust, bells["trust"]),
        (watch, bells["clock"]),
        (link, link_bell),
        (recorder, new_bell()),
    ]
    return Station(
        loop=loop,
        loop_bell=bells["loop"],
        workers=tuple((Watched(worker, liveness, bells["loop"]), bell) for worker, bell in workers),
        rest=gate.worker.rest,
        begin=begin,
        signal=lambda: gate.presenter.signal,
        inbox=inbox,
        core=core,
        store=store,
        session=session,
    )


def pin_plan(settings: Settings) -> PinPlan:
    """Give the wiring as the gate's parts take it."""
    return PinPlan(**{name: getattr(settings.pins, name) for name in (*INPUT_NAMES, *OUTPUT_NAMES)})


def _retention(settings: Settings) -> Retention:
    days = settings.journal.retention_days
    return Retention(
        acked=timedelta(hours=min(settings.journal.acknowledged_hours, days * 24)), unacked=timedelta(days=days)
    )


def _sensors(settings: Settings, inbox: Inbox, bell: Wakeable) -> SensorWorker:
    here = settings.thermometer
    variant = VARIANTS[here.sensor.value]
    is_fitted = settings.distance.kind is DistanceKind.VL53L1X
    return SensorWorker(
        thermometer=Mlx90614(bus=here.bus, variant=variant, address=here.address, require_pec=here.require_pec),
        distance=Vl53l1x(bus=settings.distance.bus, address=settings.distance.address)
        if is_fitted
        else AbsentDistance(),
        installation=Installation(
            variant=variant,
            supply_volts=here.supply_volts,
            emissivity=here.emissivity,
            near_mm=here.near_mm,
            far_mm=here.far_mm,
            housing_celsius=here.housing_celsius,
            offset_celsius=here.offset_celsius,
            core_model=CoreModel(here.core_model.value),
        ),
        post=inbox.post,
        wake=bell,
        warm_up_seconds_least=here.warm_up_seconds,
        bus_is_shared=is_fitted and settings.distance.bus == here.bus,
    )


def _info(settings: Settings, model: str) -> Info:
    sensors = {"thermometer": settings.thermometer.sensor.value, "camera": settings.camera.kind.value}
    if settings.distance.kind is DistanceKind.VL53L1X:
        sensors["distance"] = settings.distance.kind.value
    return Info(
        model=model,
        firmware=VERSION,
        contract=CONTRACT_VERSION,
        capabilities=[name.value for name in OrderName],
        sensors=sensors,
        barrier=settings.barrier.kind.value,
    )

"""Plays a scenario: the gate's own composition on emulated hardware, a virtual clock, and whoever watches.

Never waits for real time and never lets chance in: the same scenario tells the same, bit for bit.
"""

import tempfile
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from device.errors import FileRefused
from device.mqtt.topics import GateTopics
from device.record_keeper.keeper import RecordKeeper
from device.record_keeper.store import RecordStore
from device.settings import Settings, parse
from device.settings.words import BarrierKind
from device.simulation.emulated_broker import EmulatedBroker
from device.simulation.emulated_speaker import Spoken
from device.simulation.entrance import Entrance
from device.simulation.fitted_board import fitted_board
from device.simulation.play_authority import PlayAuthority
from device.simulation.play_codes import PlayCodes
from device.simulation.play_deeds import PlayDeeds, Stagehands
from device.simulation.play_gate import PlayGate
from device.simulation.play_keeping import what_is_missing
from device.simulation.play_keys import make_play_keys
from device.simulation.play_laws import broken_laws
from device.simulation.play_log import collected_log
from device.simulation.play_orders import PlayOrders
from device.simulation.play_report import Report, Silence
from device.simulation.play_verdict import Judged, judge
from device.simulation.play_witness import PlayWitness
from device.simulation.scenario import Scenario
from device.simulation.scenario_sights import NothingLost
from device.simulation.scheduler import Doorbell, VirtualScheduler
from device.simulation.settings_text import merged, settings_text
from device.simulation.virtual_clock import VirtualClock
from device.simulation.visitors import Agenda, Visitors
from device.vocabulary import Signal

VENUE: Final = "xinyi-no1-school"
CHECKPOINT: Final = "south-gate"
DEVICE: Final = "gate-0001"
_DEFAULTS: Final[dict[str, dict[str, object]]] = {
    "venue": {"id": VENUE, "checkpoint": CHECKPOINT, "device": DEVICE},
    "hardware": {"profile": "emulated"},
    "thermometer": {"warm_up_seconds": 0},
    "camera": {"kind": "emulated", "width": 640, "height": 480, "frames_per_second": 5},
    "barrier": {"kind": "hold"},
    "pins": {"factory": "mock"},
}
"""What a play differs in from the settings of an installed gate; a scenario's own settings come last."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayResult:
    """How a play ended."""

    judged: tuple[Judged, ...]
    broken_laws: tuple[str, ...]
    spoken: tuple[Spoken, ...] = ()
    """What the voice said, where the scenario's settings give the gate one."""
    pictures: int = 0
    """How many pictures the screen showed."""

    @property
    def holds(self) -> bool:
        """Whether every expectation held and no law was broken."""
        return all(one.holds for one in self.judged) and not self.broken_laws


def play_scenario(
    scenario: Scenario, *, report: Report | None = None, beside: Path = Path(), folder: Path | None = None
) -> PlayResult:
    """Play it; `folder`, fresh or not there, keeps what the gate left, else everything is forgotten.

    Raises:
        FileRefused: `folder` is not empty, or a picture of the scenario cannot be read.
        SettingsError: the scenario's settings contradict each other.
    """
    with ExitStack() as stack:
        if folder is None:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="menshen-play-")))
        elif folder.exists() and any(folder.iterdir()):
            raise FileRefused(f"{folder} is not empty")
        log = stack.enter_context(collected_log())
        return _Play(scenario, report=report or Silence(), beside=beside, folder=folder, log=log, stack=stack).run()


class _Play:
    """One play, put together."""

    def __init__(
        self,
        scenario: Scenario,
        *,
        report: Report,
        beside: Path,
        folder: Path,
        log: list[str],
        stack: ExitStack,
    ) -> None:
        header = scenario.header
        self._scenario, self._report, self._folder, self._log = scenario, report, folder, log
        self._clock = VirtualClock(wall=header.start)
        self._scheduler = VirtualScheduler(self._clock)
        self._keys = make_play_keys(folder / "keys", seed=header.seed, now=int(header.start.timestamp()))
        self._sent: dict[str, str] = {}
        settings = self._settings_in(folder / "gate")
        self._settings = settings
        self._board = fitted_board(settings, clock=self._clock, seed=header.seed, room_celsius=header.room_celsius)
        stack.enter_context(self._board.i2c)
        stack.callback(self._board.pins.close)
        self._broker, self._store, self._keeper = self._network()
        self._witness = PlayWitness(pins=self._board.pins, report=report)
        self._witness.seen.barrier_opens_high = settings.barrier.kind is not BarrierKind.MAGNETIC_LOCK
        self._gate = PlayGate(
            settings_in=self._settings_in,
            folder=folder / "gate",
            board=self._board,
            broker=self._broker,
            clock=self._clock,
            scheduler=self._scheduler,
            witness=self._witness.saw,
            started=lambda station: self._witness.watch(station, self._clock.monotonic()),
        )
        hands = self._hands(beside)
        self._codes = hands.codes
        self._deeds = PlayDeeds(scenario, hands)
        if header.visitors:
            self._scheduler.add(self._visitors(hands))

    def run(self) -> PlayResult:
        """Play from the first second to the last, then judge."""
        scenario = self._scenario
        self._report.begin(scenario)
        self._scheduler.at(0.0, self._gate.switch_on)
        for step in scenario.steps:
            self._scheduler.at(step.second, lambda deed=step.deed: self._deeds.do(deed))  # type: ignore[misc]  # bound now
        for second in {one.before for one in scenario.expectations if isinstance(one.sight, NothingLost)}:
            if second < scenario.ends_second:
                self._scheduler.at(second, lambda second=second: self._look_at_keeper(second))  # type: ignore[misc]  # bound now
        self._scheduler.run_until(scenario.ends_second)
        self._witness.ended()
        self._look_at_keeper(scenario.ends_second)
        self._gate.switch_off()
        judged = tuple(judge(expectation, self._witness.seen) for expectation in scenario.expectations)
        broken = tuple(
            broken_laws(
                openings=self._witness.openings,
                folders=self._gate.folders,
                journal_key=self._keys.bytes_for("journal_key", 32),
                people=self._codes.met,
                sent={**self._sent, **{f"log line {line!r}": line for line in self._log}},
            )
        )
        self._report.end(judged, broken)
        return PlayResult(
            judged=judged,
            broken_laws=broken,
            spoken=tuple(self._board.speaker.spoken),
            pictures=self._board.display.pictures,
        )

    def _settings_in(self, folder: Path) -> Settings:
        text = settings_text(
            merged(_DEFAULTS, self._keys.settings(), {"journal": {"directory": str(folder)}}, self._scenario.settings)
        )
        return parse(text.encode())

    def _network(self) -> tuple[EmulatedBroker, RecordStore, RecordKeeper]:
        broker_bell, keeper_bell = Doorbell(), Doorbell()
        broker = EmulatedBroker(monotonic=self._clock.monotonic, wake=broker_bell)
        broker.listen("gate/#", self._note_sent)
        store = RecordStore(None)
        keeper = RecordKeeper(
            venue=self._settings.venue.id,
            transport=broker.transport("console-1"),
            store=store,
            wall=self._clock.true_wall,
            wake=keeper_bell,
            inspectors_live=self._scenario.header.inspectors_live,
        )
        self._scheduler.add(broker, broker_bell)
        self._scheduler.add(keeper, keeper_bell)
        return broker, store, keeper

    def _hands(self, beside: Path) -> Stagehands:
        venue = self._settings.venue
        codes = PlayCodes(
            self._scenario.people,
            self._keys,
            venue=venue.id,
            checkpoint=venue.checkpoint,
            true_seconds=lambda: self._clock.true_wall().timestamp(),
        )
        return Stagehands(
            entrance=Entrance(
                stage=self._board.stage, pins=self._board.pins, view=self._board.camera, later=self._later
            ),
            board=self._board,
            broker=self._broker,
            keeper=self._keeper,
            gate=self._gate,
            codes=codes,
            authority=PlayAuthority(
                broker=self._broker,
                codes=codes,
                keys=self._keys,
                true_seconds=lambda: self._clock.true_wall().timestamp(),
                later=self._later,
            ),
            orders=PlayOrders(self._keys, GateTopics(venue=venue.id, device=venue.device)),
            witness=self._witness,
            clock=self._clock,
            later=self._later,
            beside=beside,
        )

    def _visitors(self, hands: Stagehands) -> Visitors:
        agenda = Agenda()
        board = hands.board
        return Visitors(
            entrance=Entrance(stage=board.stage, pins=board.pins, view=board.camera, later=agenda.later),
            agenda=agenda,
            codes=hands.codes,
            signal=lambda: self._witness.seen.signals.at(self._clock.monotonic()) or Signal.DARK,
            seed=self._scenario.header.seed,
        )

    def _later(self, seconds: float, call: Callable[[], None]) -> None:
        self._scheduler.at(self._clock.monotonic() + seconds, call)

    def _look_at_keeper(self, second: float) -> None:
        station = self._gate.station
        self._witness.seen.kept_whole[second] = (
            "the gate has no power" if station is None else what_is_missing(station.store, self._store, DEVICE)
        )

    def _note_sent(self, topic: str, payload: bytes, _retained: bool) -> None:
        self._sent[f"message to {topic}"] = self._sent.get(f"message to {topic}", "") + payload.decode(errors="replace")

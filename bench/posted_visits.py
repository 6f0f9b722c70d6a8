"""Runs a real station on emulated hardware in this process, and posts it the facts of visits as fast as it takes them.

Never leaves out a part: every worker has its thread, the code is a signed one, the entry is sealed and durable, the
broker and the record keeper are real. Only camera and sensors are not waited for; their facts are posted.
"""

import os
import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from unittest.mock import patch

from measured_gate import CHECKPOINT, VENUE, GateFolder, Sections
from msgspec.structs import replace

from device.assembly import codes as composition
from device.assembly.gate_keys import load_gate_keys
from device.assembly.hardware import broker
from device.assembly.journal import JOURNAL_FILE
from device.checkpoint.actions import Action, OpenBarrier
from device.checkpoint.events import (
    CodeSeen,
    Durable,
    Event,
    Passed,
    PresenceBegan,
    PresenceLost,
    ReadingTaken,
    StopRequested,
)
from device.checkpoint.facts import Reading
from device.clock.system_clock import FLOOR_FILE, open_system_clock
from device.daemon.daemon import Daemon
from device.daemon.runner import Doorbell
from device.daemon.systemd_notify import NoServiceManager
from device.journal.gate_journal import Kept
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.living_gate import LivingGate, ServedKernel
from device.simulation.play_codes import PlayCodes
from device.simulation.scenario_people import Code, Person
from device.station import Station, assemble
from device.visitor.identification import Identification
from device.vocabulary import State

WAIT_SECONDS_MOST = 10.0
SECTIONS: Sections = {"policy": {"next_person_seconds": 5.0, "tailgate_seconds": 0.0}, "barrier": {"kind": "hold"}}
"""A held request may follow another at once; a pulse has its length and a pause."""
PERSON = Person(id="visitor", code=Code(name="张小三", phone="13800001234"))


class PostedVisits:
    """One running gate."""

    def __init__(self, gate: GateFolder) -> None:
        """Build it and let it run in threads of its own."""
        settings = gate.settings()
        state = Path(settings.journal.directory)
        state.mkdir(mode=0o700, exist_ok=True)
        self.clock = open_system_clock(state / FLOOR_FILE, kernel=ServedKernel())
        self.journal = state / JOURNAL_FILE
        transport = broker(settings, self.clock)
        self._seen: queue.SimpleQueue[tuple[Event, list[Action]]] = queue.SimpleQueue()
        self._identification: list[Identification] = []
        self._living = LivingGate(settings, clock=self.clock, transport=transport, floor_file=state / FLOOR_FILE)

        def build(daemon: Daemon) -> Station:
            hardware = replace(self._living.hardware, workers=((transport, Doorbell(transport.wake)),))
            return assemble(
                settings,
                load_gate_keys(settings.keys, os.environ),
                hardware,
                new_bell=Doorbell,
                ready=daemon.ready,
                alive=daemon.alive,
                restart=daemon.stop,
                witness=self._saw,
            )

        with patch.object(composition, "Identification", self._identify):
            self._daemon = Daemon(build, clock=self.clock, manager=NoServiceManager())
        self._station = self._daemon.station
        self._codes = PlayCodes((PERSON,), gate.keys, venue=VENUE, checkpoint=CHECKPOINT, true_seconds=time.time)
        self._thread = threading.Thread(target=self._daemon.run, name="checkpoint")
        self._thread.start()
        while self._station.core.situation.state is not State.IDLE:
            self._seen.get(timeout=WAIT_SECONDS_MOST)
        self._visits = 0
        self.told_at = 0.0
        """Monotonic second at which the last needed fact of the newest visit was posted."""
        self.decided_at = 0.0
        """Monotonic second at which the event was taken up whose answer opened."""

    def visit(self, before_the_last_fact: Callable[[], object] = lambda: None) -> float:
        """Let one person be admitted and pass; give the seconds from the last needed fact to the barrier's pin."""
        self._visits += 1
        self._post(PresenceBegan(distance_mm=250))
        code = self._code()
        token = self._station.core.situation.measuring
        if token is None:
            raise RuntimeError(f"no reading is wanted while {self._station.core.situation.state}")
        reading = ReadingTaken(token=token, reading=_reading())
        facts: tuple[Event, Event] = (code, reading) if self._visits % 2 else (reading, code)
        self._post(facts[0])
        before_the_last_fact()
        self.told_at = self.clock.monotonic()
        self._station.inbox.post(facts[1])
        self._wait(lambda _, actions: any(isinstance(action, OpenBarrier) for action in actions))
        opened_at = self._living.board.pins.changes("barrier")[-1].at
        self._post(Passed())
        self._station.inbox.post(PresenceLost())
        self._wait(lambda event, _: isinstance(event, Durable))
        return opened_at - self.told_at

    @property
    def board(self) -> EmulatedBoard:
        """The chips, the pins and the room."""
        return self._living.board

    @property
    def store(self) -> Kept:
        """The gate's journal."""
        return self._station.store

    def end(self) -> None:
        """Tell the gate to stop, and wait."""
        self._station.inbox.post(StopRequested())
        self._thread.join(WAIT_SECONDS_MOST)
        self._living.board.i2c.uninstall()

    def _saw(self, event: Event, now: float, actions: list[Action]) -> None:
        if any(isinstance(action, OpenBarrier) for action in actions):
            self.decided_at = now
        self._seen.put((event, actions))

    def _identify(self, **arguments: object) -> Identification:
        made = Identification(**arguments)  # type: ignore[arg-type]  # passed on as they came
        self._identification.append(made)
        return made

    def _code(self) -> CodeSeen:
        seen = self._identification[0].read_code(self._codes.code_of(PERSON.id), "bench")  # a fresh one every time
        if not isinstance(seen, CodeSeen):
            raise TypeError(f"not a health code: {seen}")
        return seen

    def _post(self, event: Event) -> None:
        self._station.inbox.post(event)
        self._wait(lambda seen, _: seen is event)

    def _wait(self, is_it: Callable[[Event, list[Action]], bool]) -> None:
        while not is_it(*self._seen.get(timeout=WAIT_SECONDS_MOST)):
            pass


@contextmanager
def posted_visits(gate: GateFolder) -> Iterator[PostedVisits]:
    """Give a running gate and end it afterwards."""
    running = PostedVisits(gate)
    try:
        yield running
    finally:
        running.end()


def _reading() -> Reading:
    return Reading(
        core_celsius=36.6,
        surface_celsius=34.92,
        raw_celsius=34.62,
        ambient_celsius=24.1,
        uncertainty_celsius=0.21,
        samples=7,
        sensor="mlx90614-dci",
        algorithm="1",
        distance_mm=250,
    )

"""Stands for everything that is wired to the header: contacts that are moved, and a history of what the gate switched.

Never skips the real library: gpiozero's devices run unchanged on its mock pins. A line that is let go of falls to its
pull-down resistor, as on the board; a power cut drops every line at once. The world outside outlives the gate: after a
power cut `power_up` gives a fresh chip on the same wires.
"""

import os
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from gpiozero.exc import PinFixedPull
from gpiozero.pins.mock import MockFactory, MockPin

from device.clock.protocol import Clock
from device.gate.pin_factory import PinFactory, gpiozero_version
from device.gate.pin_plan import INPUT_NAMES, OUTPUT_NAMES, PinPlan

_BOARD_4B: Final = "c03114"
"""Revision code of a Raspberry Pi 4 B with 4 GB."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OutputChange:
    """One edge of an output."""

    at: float
    """Monotonic second."""
    name: str
    on: bool


class EmulatedPins:
    """The wires of one gate, by name."""

    def __init__(
        self, clock: Clock, *, plan: PinPlan | None = None, log: Path | None = None, history_most: int | None = None
    ) -> None:
        """Wire every contact as at rest; `log` receives a line `SECOND NAME 0|1` for every edge of an output.

        A line `SECOND board 1` in the log marks each power-up: what was on before is off. Of the history the newest
        `history_most` edges are kept, or all.
        """
        self._clock = clock
        self._plan = plan or PinPlan()
        self._lock = threading.RLock()
        self._history: deque[OutputChange] = deque(maxlen=history_most)
        self._lit: set[str] = set()
        self._happening: set[str] = set()
        self._factory: _Board | None = None
        self._newest: dict[str, OutputChange] = {}
        self.on_edge: Callable[[OutputChange], None] | None = None
        """Told of each edge of an output on the thread that switched it, after it is on record."""
        self._log = None if log is None else os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
        self._outputs = {self._plan.pin(name): name for name in OUTPUT_NAMES if self._plan.pin(name)}
        self._inputs = {self._plan.pin(name): name for name in INPUT_NAMES if self._plan.pin(name)}

    def power_up(self) -> PinFactory:
        """A fresh chip, every line an input; what the gate's code gets instead of the Pi's."""
        self.cut_power()
        with self._lock:
            self._factory = _Board(self)
            self._write_line("board", True)
        described = f"mock pins of an emulated Raspberry Pi 4 B, gpiozero {gpiozero_version()}"
        return PinFactory(name="mock", description=described, factory=self._factory)

    def cut_power(self) -> None:
        """Drop every line, with no chance for the gate's code to do anything."""
        with self._lock:
            factory, self._factory = self._factory, None
        if factory is not None:
            factory.close()

    # --- the world's hands

    def begin(self, name: str) -> None:
        """Let input `name` happen: the button is pressed, the door opens, the loop breaks, the beam is blocked."""
        self._set(name, True)

    def end(self, name: str) -> None:
        """Let input `name` be over."""
        self._set(name, False)

    def press_exit(self) -> None:
        """Press the exit button."""
        self.begin("exit")

    def release_exit(self) -> None:
        """Let go of the exit button."""
        self.end("exit")

    def break_fire_loop(self) -> None:
        """Open the fire loop: an alarm, or a broken wire."""
        self.begin("fire")

    def mend_fire_loop(self) -> None:
        """Close the fire loop again."""
        self.end("fire")

    def open_door(self) -> None:
        """Open the door."""
        self.begin("door")

    def close_door(self) -> None:
        """Close the door."""
        self.end("door")

    # --- the world's eyes

    @property
    def history(self) -> tuple[OutputChange, ...]:
        """Every edge of every output that is kept, oldest first, across power cuts."""
        with self._lock:
            return tuple(self._history)

    def changes(self, name: str) -> tuple[OutputChange, ...]:
        """Every edge of one output."""
        return tuple(change for change in self.history if change.name == name)

    def last_change(self, name: str) -> OutputChange | None:
        """The newest edge of one output."""
        with self._lock:
            return self._newest.get(name)

    def is_happening(self, name: str) -> bool:
        """Whether the world holds contact `name`."""
        with self._lock:
            return name in self._happening

    def is_on(self, name: str) -> bool:
        """Whether output `name` is high now."""
        if name not in OUTPUT_NAMES:
            raise KeyError(name)
        with self._lock:
            return name in self._lit

    def close(self) -> None:
        """Cut the power and close the log."""
        self.cut_power()
        with self._lock:
            if self._log is not None:
                os.close(self._log)
                self._log = None

    # --- between wire and chip

    def contact_is_closed(self, number: int) -> bool:
        """Whether the contact at GPIO `number` connects to ground; nothing wired there never does."""
        name = self._inputs.get(number)
        return name is not None and (name in self._happening) is not self._plan.opens(name)

    def edge(self, number: int, high: bool) -> None:
        """Take down an edge of GPIO `number` if an output is wired to it."""
        name = self._outputs.get(number)
        if name is None:
            return
        with self._lock:
            change = OutputChange(at=self._clock.monotonic(), name=name, on=high)
            self._history.append(change)
            self._newest[name] = change
            (self._lit.add if high else self._lit.discard)(name)
            self._write_line(name, high)
        if self.on_edge is not None:
            self.on_edge(change)

    def _set(self, name: str, happening: bool) -> None:
        if name not in INPUT_NAMES:
            raise KeyError(name)
        with self._lock:
            if happening:
                self._happening.add(name)
            else:
                self._happening.discard(name)
            factory = self._factory
        if factory is not None and self._plan.pin(name):
            factory.feel(self._plan.pin(name))

    def _write_line(self, name: str, high: bool) -> None:
        if self._log is not None:
            os.write(self._log, f"{self._clock.monotonic():.6f} {name} {int(high)}\n".encode("ascii"))


class _Board(MockFactory):  # type: ignore[misc]  # gpiozero has no types
    """gpiozero's mock chip, soldered to the wires."""

    def __init__(self, wires: EmulatedPins) -> None:
        super().__init__(revision=_BOARD_4B, pin_class=_WiredPin)
        self.wires = wires

    def feel(self, number: int) -> None:
        """Let the pin at GPIO `number`, if the gate uses it, feel what its wire does now."""
        for pin in tuple(self.pins.values()):
            if pin.gpio == number:
                pin.settle()


class _WiredPin(MockPin):  # type: ignore[misc]  # gpiozero has no types
    """gpiozero's mock pin on a wire: a contact to ground beats the pull-up, a resistor pulls a free line down."""

    STATES_MOST = 64
    """What the mock pin itself keeps of its past; a gate that runs for days must not grow."""

    @property
    def gpio(self) -> int:
        """BCM number."""
        return int(self.info.name.removeprefix("GPIO"))

    def settle(self) -> None:
        """Take the level that wire and pull give an input."""
        if self._function == "input":
            closed = self.factory.wires.contact_is_closed(self.gpio)
            move: Callable[[], None] = self.drive_high if self._pull == "up" and not closed else self.drive_low
            move()

    def _set_pull(self, value: str) -> None:
        if self._function != "input":
            raise PinFixedPull(f"cannot set pull on non-input pin {self!r}")
        self._pull = value
        self.settle()

    def _change_state(self, value: bool) -> bool:
        changed = bool(super()._change_state(value))
        if changed:
            self.factory.wires.edge(self.gpio, value)
            del self.states[: -self.STATES_MOST]
        return changed

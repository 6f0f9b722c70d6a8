"""Stands for the lgpio library on a bench: speaks its calls, keeps every line's story, drives edges into callbacks."""

import types
from collections.abc import Callable

BOTH_EDGES, RISING_EDGE, FALLING_EDGE = 3, 1, 2
_OUT, _PULL_UP = 1 << 1, 1 << 5


class LgpioError(Exception):
    """What the real library raises as `lgpio.error`."""


class LgpioDouble(types.ModuleType):
    """The part of lgpio 0.2.2.0 that gpiozero 2.0.1 uses; `story` holds what was done to each line, in order."""

    def __init__(self, *, opens: bool = True) -> None:
        super().__init__("lgpio")
        self.error = LgpioError
        self.SET_PULL_NONE, self.SET_PULL_UP, self.SET_PULL_DOWN = 1 << 7, _PULL_UP, 1 << 6
        self.SET_BIAS_DISABLE, self.SET_BIAS_PULL_UP, self.SET_BIAS_PULL_DOWN = 1 << 7, _PULL_UP, 1 << 6
        self.BOTH_EDGES, self.RISING_EDGE, self.FALLING_EDGE = BOTH_EDGES, RISING_EDGE, FALLING_EDGE
        self.story: list[tuple[int, str, int]] = []
        self.modes: dict[int, int] = {}
        self.levels: dict[int, int] = {}
        self.callbacks: dict[int, Callable[[int, int, int, int], None]] = {}
        self.debounced: list[int] = []
        self.broken = False
        self._opens = opens

    def gpiochip_open(self, chip: int) -> int:
        if not self._opens:
            raise LgpioError("can not open gpiochip")
        return chip + 1

    def gpiochip_close(self, handle: int) -> None:
        self.story.append((handle, "chip closed", 0))

    def gpio_claim_input(self, _handle: int, gpio: int, flags: int = 0) -> None:
        self.modes[gpio] = flags
        self.story.append((gpio, "input", flags))

    def gpio_claim_output(self, _handle: int, gpio: int, level: int = 0, _flags: int = 0) -> None:
        self.modes[gpio] = _OUT
        self.levels[gpio] = level
        self.story.append((gpio, "output", level))

    def gpio_claim_alert(self, _handle: int, gpio: int, _edges: int, flags: int = 0) -> None:
        self.modes[gpio] = flags

    def gpio_free(self, _handle: int, gpio: int) -> None:
        self.modes.pop(gpio)

    def gpio_get_mode(self, _handle: int, gpio: int) -> int:
        return self.modes.get(gpio, 0)

    def gpio_read(self, _handle: int, gpio: int) -> int:
        return self.levels.get(gpio, 1 if self.modes.get(gpio, 0) & _PULL_UP else 0)

    def gpio_write(self, _handle: int, gpio: int, level: int) -> None:
        if self.broken:
            raise LgpioError("bad handle")
        self.levels[gpio] = int(level)
        self.story.append((gpio, "write", int(level)))

    def gpio_set_debounce_micros(self, _handle: int, gpio: int, microseconds: int) -> None:
        if microseconds:
            self.debounced.append(gpio)

    def callback(
        self, _handle: int, gpio: int, _edges: int, call: Callable[[int, int, int, int], None]
    ) -> types.SimpleNamespace:
        self.callbacks[gpio] = call
        return types.SimpleNamespace(cancel=lambda: self.callbacks.pop(gpio, None))

    def drive(self, gpio: int, level: int) -> None:
        """Let the world pull a line up or down."""
        self.levels[gpio] = level
        if gpio in self.callbacks:
            self.callbacks[gpio](0, gpio, level, 1)

    def of(self, gpio: int) -> list[tuple[str, int]]:
        """What was done to one line."""
        return [(what, level) for line, what, level in self.story if line == gpio]

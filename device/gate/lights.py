"""Burns the red, amber and green lamps and the lamp at the desk in the patterns of the table.

Never lets a lamp flash three times in a second, whatever is asked of it and however often: a signal that changes too
fast lights late, not often.
"""

import math
from collections import deque
from typing import Final

from device.gate.outputs import Output
from device.gate.sequence import Sequence, step_all
from device.guidance.patterns import LIGHT_MILLISECONDS, Light, Pattern

FLASHES_MOST: Final = 2
WITHIN_SECONDS: Final = 0.99
"""A shade under one second, so that edges half a second apart are not held up by rounding."""


class Lamp:
    """One lamp."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._light = Light.OFF
        self._sequence = Sequence((), repeats=True, now=0.0)
        self._lit = False
        self._lit_at: deque[float] = deque(maxlen=FLASHES_MOST)

    def burn(self, light: Light, now: float) -> None:
        """Burn in another way from the next step on, in step with the lamps that are told at the same moment."""
        self._light = light
        self._sequence = Sequence(LIGHT_MILLISECONDS[light], repeats=True, now=now)

    def step(self, now: float) -> float:
        """Switch where it is due; return the next time something may be.

        Raises:
            PinFault: the line does not switch.
        """
        self._sequence.step(now)
        wanted = self._light is Light.STEADY or self._sequence.on
        if wanted and not self._lit and now < (free := self._may_light_at()):
            return min(free, self._sequence.due)
        if wanted is not self._lit:
            self._output.write(wanted)
            self._lit = wanted
            if wanted:
                self._lit_at.append(now)
        return self._sequence.due

    def rest(self) -> None:
        """Go dark.

        Raises:
            PinFault: the line does not switch.
        """
        self._light = Light.OFF
        self._sequence = Sequence((), repeats=True, now=0.0)
        self._lit = False
        self._output.write(False)

    def close(self) -> None:
        """Go dark and let go of the line."""
        self._output.close()

    def _may_light_at(self) -> float:
        return self._lit_at[0] + WITHIN_SECONDS if len(self._lit_at) == FLASHES_MOST else -math.inf


class Lights:
    """The three lamps over the lane."""

    def __init__(self, *, red: Output, amber: Output, green: Output) -> None:
        self._red = Lamp(red)
        self._amber = Lamp(amber)
        self._green = Lamp(green)

    def burn(self, pattern: Pattern, now: float) -> None:
        """Take over the pattern's lights from the next step on."""
        self._red.burn(pattern.red, now)
        self._amber.burn(pattern.amber, now)
        self._green.burn(pattern.green, now)

    def step(self, now: float) -> float:
        """Switch what is due; return when to look again.

        Raises:
            PinFault: a line does not switch; the others were switched.
        """
        return step_all((self._red, self._amber, self._green), now)

    def rest(self) -> None:
        """Go dark.

        Raises:
            PinFault: a line does not switch.
        """
        for lamp in (self._red, self._amber, self._green):
            lamp.rest()

    def close(self) -> None:
        """Go dark and let go of the lines."""
        for lamp in (self._red, self._amber, self._green):
            lamp.close()

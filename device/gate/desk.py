"""Calls somebody to the desk with a lamp and a buzzer where no inspector's console is live.

Never says why: who stands at the lane is nobody's business who hears a buzzer.
"""

from device.gate.buzzer import Buzzer
from device.gate.lights import Lamp
from device.gate.outputs import Output
from device.gate.sequence import step_all
from device.guidance.patterns import DESK_PATTERNS
from device.guidance.patterns import Desk as Call


class Desk:
    """The lamp and buzzer at the desk."""

    def __init__(self, *, lamp: Output, buzzer: Output) -> None:
        self._lamp = Lamp(lamp)
        self._buzzer = Buzzer(buzzer)
        self._calling = False

    def call(self, on: bool, now: float) -> None:
        """Call from the next step on, or stop calling; a call that goes on is not begun anew."""
        if on is self._calling:
            return
        self._calling = on
        pattern = DESK_PATTERNS[Call.CALLS if on else Call.QUIET]
        self._lamp.burn(pattern.lamp, now)
        self._buzzer.play(pattern.beeper, now)

    def step(self, now: float) -> float:
        """Switch what is due; return when to look again.

        Raises:
            PinFault: a line does not switch; the other was switched.
        """
        return step_all((self._lamp, self._buzzer), now)

    def rest(self) -> None:
        """Stop calling."""
        self._calling = False
        self._lamp.rest()
        self._buzzer.rest()

    def close(self) -> None:
        """Stop calling and let go of the lines."""
        self._lamp.close()
        self._buzzer.close()

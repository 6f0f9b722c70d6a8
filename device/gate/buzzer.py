"""Sounds a buzzer that knows on and off (an active buzzer behind a transistor).

Never sounds on after a new sound began: what was playing is cut.
"""

from device.gate.outputs import Output
from device.gate.sequence import Sequence
from device.guidance.patterns import SILENCE, Sound


class Buzzer:
    """One buzzer."""

    def __init__(self, output: Output) -> None:
        self._output = output
        self._sequence = Sequence((), repeats=False, now=0.0)
        self._sounding = False

    def play(self, sound: Sound, now: float) -> None:
        """Cut what sounds and begin `sound` with the next step."""
        self._sequence = Sequence(sound.milliseconds, repeats=sound.repeats, now=now)

    def step(self, now: float) -> float:
        """Switch where it is due; return when to look again.

        Raises:
            PinFault: the line does not switch.
        """
        self._sequence.step(now)
        if self._sequence.on is not self._sounding:
            self._output.write(self._sequence.on)
            self._sounding = self._sequence.on
        return self._sequence.due

    def rest(self) -> None:
        """Fall silent.

        Raises:
            PinFault: the line does not switch.
        """
        self._sequence = Sequence(SILENCE.milliseconds, repeats=False, now=0.0)
        self._sounding = False
        self._output.write(False)

    def close(self) -> None:
        """Fall silent and let go of the line."""
        self._output.close()

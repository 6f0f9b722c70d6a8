"""Says what a loudspeaker is to the voice: it sounds one thing, and falls silent at once.

Never two things at once: what sounded is cut by what comes.
"""

from typing import Protocol

from device.errors import DeviceFault
from device.voice.wave_file import Sound


class SpeakerFault(DeviceFault):
    """The loudspeaker does not take the sound; it is tried again with the next prompt."""

    detail = "speaker"


class Speaker(Protocol):
    """A loudspeaker."""

    def play(self, sound: Sound) -> None:
        """Cut what sounds and begin `sound`; does not wait for its end.

        Raises:
            SpeakerFault: it cannot be sounded.
        """

    def stop(self) -> None:
        """Fall silent."""

    def close(self) -> None:
        """Fall silent and let go."""

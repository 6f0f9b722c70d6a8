"""Lets browsers hear what the gate's loudspeaker is given: the prompt that sounds now, by its number.

Never plays anything itself and keeps no more than the newest few prompts.
"""

import threading
from collections import OrderedDict
from typing import Final

from device.simulation.virtual_gate.fan_out import FanOut
from device.voice.wave_file import Sound, wave_bytes

KEPT_MOST: Final = 4


class PageVoice:
    """Listens to one emulated loudspeaker."""

    def __init__(self, page: FanOut) -> None:
        self._page, self._lock = page, threading.Lock()
        self._newest: OrderedDict[int, Sound] = OrderedDict()
        self._number = 0

    def hear(self, sound: Sound | None) -> None:
        """Take the prompt that begins now and cuts the one before; None: silence. Called on the voice's thread."""
        if sound is None or not sound.samples:
            self._page.tell("voice", {"number": None, "caption": "" if sound is None else sound.caption})
            return
        with self._lock:
            self._number += 1
            self._newest[self._number] = sound
            if len(self._newest) > KEPT_MOST:
                self._newest.popitem(last=False)
        self._page.tell("voice", {"number": self._number, "caption": sound.caption})

    def wave(self, number: int) -> bytes | None:
        """Give the prompt as a WAV file; None where it is another's turn since. May be called from any thread."""
        with self._lock:
            sound = self._newest.get(number)
        return None if sound is None else wave_bytes(sound)

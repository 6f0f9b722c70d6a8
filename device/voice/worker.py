"""Speaks what is told, on a thread of its own.

Never two prompts at once, never a word too loud for the hour (but an emergency's), and never in anybody's way: a prompt
that is missing and a loudspeaker that fails show in log and status, and the gate goes on without a voice.
"""

import logging
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec.structs import replace

from device.checkpoint.events import PartFailed, PartRecovered
from device.errors import FileRefused
from device.guidance.sentences import Language, Sentence
from device.guidance.telling import Telling
from device.vocabulary import Part
from device.voice.amplify import amplified
from device.voice.announcer import Announcer, Cut, Say
from device.voice.prompts import load
from device.voice.speaker import Speaker, SpeakerFault
from device.voice.volume import Volume
from device.voice.wave_file import Sound
from device.work import Post, Wakeable

_log = logging.getLogger(__name__)


class VoiceWorker:
    """The worker (`device.work.Worker`) behind the loudspeaker; `tell` and `arrived` may be called from any thread."""

    name: Final = "voice"
    limit_seconds: Final = 5.0

    def __init__(
        self,
        *,
        speaker: Speaker,
        folder: Path,
        languages: tuple[Language, ...],
        volume: Volume,
        hour: Callable[[], int],
        post: Post,
        wake: Wakeable,
        load_prompt: Callable[[Path, tuple[Language, ...], Sentence], Sound] = load,
    ) -> None:
        """`hour` gives the venue's hour of the day."""
        self._speaker, self._folder, self._languages = speaker, folder, languages
        self._volume, self._hour, self._load = volume, hour, load_prompt
        self._post, self._wake = post, wake
        self._announcer = Announcer()
        self._lock = threading.Lock()
        self._has_failed = False

    def tell(self, telling: Telling, now: float) -> None:
        """Speak this from now on, as its row of the table asks."""
        with self._lock:
            self._announcer.tell(telling, now)
        self._wake()

    def arrived(self, now: float) -> None:
        """Somebody came."""
        with self._lock:
            self._announcer.arrived(now)
        self._wake()

    def step(self, now: float) -> float:
        """Speak or cut what is due; return when to look again."""
        with self._lock:
            deed = self._announcer.step(now)
            due = self._announcer.due
        match deed:
            case Say():
                self._say(deed)
            case Cut():
                self._speaker.stop()
            case None:
                pass
        return due

    def close(self) -> None:
        """Fall silent."""
        self._speaker.close()

    def _say(self, deed: Say) -> None:
        factor = 1.0 if deed.at_any_hour else deed.loudness * self._volume.at(self._hour())
        if factor <= 0.0:
            self._speaker.stop()
            return
        try:
            sound = self._load(self._folder, self._languages, deed.sentence)
            self._speaker.play(replace(sound, samples=amplified(sound.samples, factor)))
        except (FileRefused, SpeakerFault) as error:
            self._tell_failed(error)
        else:
            self._tell_works()

    def _tell_failed(self, error: FileRefused | SpeakerFault) -> None:
        if not self._has_failed:
            self._has_failed = True
            _log.warning("the gate has no voice: %s", error)
            detail = error.detail if isinstance(error, SpeakerFault) else "prompt"
            self._post(PartFailed(part=Part.VOICE, detail=detail))

    def _tell_works(self) -> None:
        if self._has_failed:
            self._has_failed = False
            self._post(PartRecovered(part=Part.VOICE))

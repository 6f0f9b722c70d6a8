"""A loudspeaker and a panel that remember what they were given, for a gate without either.

Never sounds or shows anything, and needs no recorded prompts: what would be said is kept as its caption, and handed to
whoever listens.
"""

from collections import deque
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Final

from msgspec import Struct

from device.clock.protocol import Clock
from device.guidance.sentences import Language, Sentence, text_of
from device.voice.prompts import file_of, load
from device.voice.wave_file import Sound

if TYPE_CHECKING:
    from PIL.Image import Image

KEPT_MOST: Final = 200
PANEL: Final = (800, 480)


class Spoken(Struct, frozen=True, kw_only=True):
    """One prompt and the monotonic second at which it began; an empty caption: silence was asked for."""

    at: float
    caption: str


class EmulatedSpeaker:
    """A `device.voice.speaker.Speaker`."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self.spoken: deque[Spoken] = deque(maxlen=KEPT_MOST)
        """The newest last; may be read from any thread."""
        self.listener: Callable[[Sound | None], None] | None = None
        """Hears, on the voice's thread, every prompt as it begins, and None where it falls silent."""

    def play(self, sound: Sound) -> None:
        """Keep what would be said."""
        self.spoken.append(Spoken(at=self._clock.monotonic(), caption=sound.caption))
        if self.listener is not None:
            self.listener(sound)

    def stop(self) -> None:
        """Keep that it fell silent."""
        self.spoken.append(Spoken(at=self._clock.monotonic(), caption=""))
        if self.listener is not None:
            self.listener(None)

    def close(self) -> None:
        """Hold nothing."""


class EmulatedDisplay:
    """A `device.screen.display.Display` of a usual size."""

    def __init__(self) -> None:
        self.pictures = 0
        """How many were shown."""
        self.newest: Image | None = None

    def size(self) -> tuple[int, int]:
        """Give width and height in pixels."""
        return PANEL

    def show(self, picture: "Image") -> None:
        """Keep the picture."""
        self.pictures += 1
        self.newest = picture

    def close(self) -> None:
        """Hold nothing."""


def caption_alone(folder: Path, languages: tuple[Language, ...], sentence: Sentence) -> Sound:  # noqa: ARG001
    """Give a prompt without a file: nothing to hear, but what is said (in place of `device.voice.prompts.load`)."""
    return Sound(rate=8000, samples=b"", caption=" ".join(text_of(sentence, language) for language in languages))


def recorded_or_caption(folder: Path, languages: tuple[Language, ...], sentence: Sentence) -> Sound:
    """Give the recorded prompt, or its caption alone where the voice was not made.

    Raises:
        FileRefused: a prompt lies there and is none.
    """
    is_there = all(file_of(folder, language, sentence).is_file() for language in languages)
    return (load if is_there else caption_alone)(folder, languages, sentence)

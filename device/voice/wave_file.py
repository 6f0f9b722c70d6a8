"""Reads and writes a prompt: one channel of 16-bit samples in a WAV file.

Never reads more than a minute of sound and never guesses another form.
"""

import wave
from io import BytesIO
from pathlib import Path
from typing import Final

from msgspec import Struct

from device.errors import FileRefused

SAMPLE_BYTES: Final = 2
SECONDS_MOST: Final = 60.0


class Sound(Struct, frozen=True, kw_only=True):
    """Samples as they lie in the file: signed, 16 bits."""

    rate: int
    samples: bytes
    caption: str = ""
    """What is said in it."""

    @property
    def seconds(self) -> float:
        """How long it sounds."""
        return len(self.samples) / SAMPLE_BYTES / self.rate


def read_wave(path: Path) -> Sound:
    """Give the sound in a file.

    Raises:
        FileRefused: it is missing, no WAV file, or of another form.
    """
    try:
        with wave.open(str(path), "rb") as file:
            rate = file.getframerate()
            if file.getnchannels() != 1 or file.getsampwidth() != SAMPLE_BYTES or rate <= 0:
                raise FileRefused(f"{path}: a prompt has one channel of 16-bit samples")
            if file.getnframes() > rate * SECONDS_MOST:
                raise FileRefused(f"{path}: longer than {SECONDS_MOST:g} s")
            return Sound(rate=rate, samples=file.readframes(file.getnframes()))
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror or error}") from error
    except (wave.Error, EOFError) as error:
        raise FileRefused(f"{path} is no WAV file: {error}") from error


def wave_bytes(sound: Sound) -> bytes:
    """Give what a WAV file of the sound holds."""
    whole = BytesIO()
    with wave.open(whole, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(SAMPLE_BYTES)
        file.setframerate(sound.rate)
        file.writeframes(sound.samples)
    return whole.getvalue()


def write_wave(path: Path, sound: Sound) -> None:
    """Write a sound.

    Raises:
        FileRefused: it cannot be written there.
    """
    try:
        path.write_bytes(wave_bytes(sound))
    except OSError as error:
        raise FileRefused(f"{path} cannot be written: {error.strerror or error}") from error

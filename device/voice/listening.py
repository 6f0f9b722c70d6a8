"""Measures every prompt of a folder.

Never sounds anything; what is missing or unreadable is told, not raised.
"""

from pathlib import Path

from msgspec import Struct

from device.errors import FileRefused
from device.guidance.sentences import Language, Sentence
from device.voice.loudness import Level, measure
from device.voice.prompts import LUFS, LUFS_EITHER_WAY, PEAK_DBFS_MOST, SECONDS_MOST, file_of, spoken
from device.voice.wave_file import read_wave


class Heard(Struct, frozen=True, kw_only=True):
    """One prompt."""

    language: Language
    sentence: Sentence
    level: Level | None
    """None where the file cannot be taken."""
    trouble: str = ""


def heard(
    folder: Path, languages: tuple[Language, ...], sentences: tuple[Sentence, ...] | None = None
) -> tuple[Heard, ...]:
    """Measure the prompts of `languages`; without `sentences`, every one that is ever spoken."""
    return tuple(
        _heard(folder, language, sentence)
        for language in languages
        for sentence in (spoken() if sentences is None else sentences)
    )


def is_right(prompt: Heard) -> bool:
    """Claim that a prompt is there, as loud as the others and short enough."""
    level = prompt.level
    return (
        level is not None
        and abs(level.lufs - LUFS) <= LUFS_EITHER_WAY
        and level.peak_dbfs <= PEAK_DBFS_MOST
        and 0.0 < level.seconds <= SECONDS_MOST
    )


def _heard(folder: Path, language: Language, sentence: Sentence) -> Heard:
    try:
        sound = read_wave(file_of(folder, language, sentence))
    except FileRefused as error:
        return Heard(language=language, sentence=sentence, level=None, trouble=str(error))
    return Heard(language=language, sentence=sentence, level=measure(sound.samples, sound.rate))

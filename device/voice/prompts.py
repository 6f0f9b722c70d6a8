"""Finds the recorded prompts: one WAV file for each sentence and language, in one folder.

Never makes one; `scripts/make-voice` does, or a person with a microphone.
"""

from pathlib import Path
from typing import Final

from device.errors import FileRefused
from device.guidance.patterns import PATTERNS, Speech
from device.guidance.sentences import Language, Sentence, text_of
from device.voice.wave_file import SAMPLE_BYTES, Sound, read_wave

SECONDS_MOST: Final = 6.0
"""Nobody stands and listens longer."""
LUFS: Final = -20.0
"""How loud every prompt is made."""
LUFS_EITHER_WAY: Final = 1.0
"""So no two prompts are further apart than 2 dB."""
PEAK_DBFS_MOST: Final = -1.0
_PAUSE_SECONDS: Final = 0.25


def spoken() -> tuple[Sentence, ...]:
    """Give the sentences that are ever spoken: those of the signals that speak, and every hint."""
    silent = {pattern.sentence for pattern in PATTERNS.values() if pattern.speech is Speech.NEVER}
    return tuple(sentence for sentence in Sentence if sentence not in silent)


def file_of(folder: Path, language: Language, sentence: Sentence) -> Path:
    """Where the prompt lies."""
    return folder / language.value / f"{sentence.value}.wav"


def missing(folder: Path, languages: tuple[Language, ...]) -> tuple[Path, ...]:
    """Give the prompts that are not there."""
    files = (file_of(folder, language, sentence) for language in languages for sentence in spoken())
    return tuple(file for file in files if not file.is_file())


def load(folder: Path, languages: tuple[Language, ...], sentence: Sentence) -> Sound:
    """Give the sentence in one language after the other.

    Raises:
        FileRefused: a prompt is missing or of another form.
    """
    sounds = [read_wave(file_of(folder, language, sentence)) for language in languages]
    rate = sounds[0].rate
    if any(sound.rate != rate for sound in sounds):
        raise FileRefused(f"{folder}: the prompts of {sentence.value} differ in their rate; make the voice anew")
    pause = bytes(round(_PAUSE_SECONDS * rate) * SAMPLE_BYTES)
    caption = " ".join(text_of(sentence, language) for language in languages)
    return Sound(rate=rate, samples=pause.join(sound.samples for sound in sounds), caption=caption)

"""Measures the memory a voice adds: a process before and after it has a voice, its player included while it speaks.

Goal: at most 15 MB. Prompts of six seconds, the longest allowed, are spoken in two languages on ALSA's `null` device.
Exit 1 where it is missed. Run as `python bench/voice.py`; it needs Debian's alsa-utils.
"""

import argparse
import os
import sys
import tempfile
from array import array
from pathlib import Path

from figure import show_figure, show_machine
from measured_gate import resident_megabytes

from device.guidance.patterns import PATTERNS
from device.guidance.telling import Telling
from device.vocabulary import Signal

GOAL_MEGABYTES = 15.0
RATE = 22_050
SECONDS = 6.0


def speak(folder: Path) -> tuple[float, float]:
    """Speak every signal; give the most memory the own process and its player took meanwhile."""
    from device.guidance.sentences import Language  # noqa: PLC0415 - what a voice loads is part of the figure
    from device.voice.aplay_speaker import AplaySpeaker  # noqa: PLC0415
    from device.voice.prompts import file_of, spoken  # noqa: PLC0415
    from device.voice.volume import Volume  # noqa: PLC0415
    from device.voice.wave_file import Sound, write_wave  # noqa: PLC0415
    from device.voice.worker import VoiceWorker  # noqa: PLC0415

    languages = (Language.MANDARIN, Language.ENGLISH)
    samples = array("h", [n * 37 % 20_000 - 10_000 for n in range(int(RATE * SECONDS))]).tobytes()
    for language in languages:
        (folder / language.value).mkdir()
        for sentence in spoken():
            write_wave(file_of(folder, language, sentence), Sound(rate=RATE, samples=samples))
    voice = VoiceWorker(
        speaker=AplaySpeaker("null"),
        folder=folder,
        languages=languages,
        volume=Volume(by_day=0.8, quiet=0.8, quiet_from_hour=0, quiet_until_hour=0),
        hour=lambda: 12,
        post=lambda _event: None,
        wake=lambda: None,
    )
    own = player = 0.0
    for number, signal in enumerate(Signal):
        now = number * 60.0
        voice.tell(Telling(signal=signal, sentence=PATTERNS[signal].sentence), now)
        voice.arrived(now)
        voice.step(now + 1.0)
        own = max(own, resident_megabytes(os.getpid()))
        children = Path(f"/proc/self/task/{os.getpid()}/children").read_text(encoding="ascii").split()
        for child in children:
            try:
                player = max(player, resident_megabytes(int(child)))
            except (OSError, RuntimeError):
                continue  # it has said its sentence
    voice.close()
    return own, player


def main() -> int:
    """Print the figure; 1 where the goal is missed."""
    argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0]).parse_args()
    show_machine()
    before = resident_megabytes(os.getpid())
    with tempfile.TemporaryDirectory() as name:
        own, player = speak(Path(name))
    print(f"without a voice {before:.1f} MB, with one {own:.1f} MB, its player {player:.1f} MB")
    if not player:
        print("its player had always ended before it was looked at: measure again with nothing else running")
        return 1
    return 0 if show_figure("memory of a voice", own - before + player, "MB", goal=GOAL_MEGABYTES) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Listens to the gate's voice by measuring it: the length and the loudness of every prompt, as a table.

Never sounds anything and never changes a prompt.
"""

import argparse
from pathlib import Path

from device.guidance.sentences import WORDS, Language, Sentence

SUMMARY = "measure every prompt of the gate's voice: length, loudness, peak"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare folder and languages."""
    parser.add_argument("folder", type=Path, help="where scripts/make-voice put it")
    parser.add_argument(
        "--language",
        action="append",
        choices=[language.value for language in Language],
        help="only this one; may be given again",
    )


def run(arguments: argparse.Namespace) -> int:
    """Print the table; 0 where every prompt is there and measures as it should, 1 otherwise."""
    chosen = arguments.language or [language.value for language in Language]
    return print_table(arguments.folder, tuple(Language(word) for word in chosen))


def print_table(folder: Path, languages: tuple[Language, ...], sentences: tuple[Sentence, ...] | None = None) -> int:
    """Print one line a prompt and a sum; give the exit code."""
    from device.voice.listening import heard, is_right  # noqa: PLC0415 - only what is measured is loaded
    from device.voice.prompts import LUFS, LUFS_EITHER_WAY, PEAK_DBFS_MOST, SECONDS_MOST  # noqa: PLC0415

    prompts = heard(folder, languages, sentences)
    print(f"{'language':<10} {'prompt':<26} {'s':>5} {'LUFS':>7} {'peak dBFS':>10} {'RMS dBFS':>9}")
    for prompt in prompts:
        name = f"{prompt.language.value:<10} {prompt.sentence.value:<26}"
        if prompt.level is None:
            print(f"{name} {prompt.trouble}")
            continue
        level = prompt.level
        mark = "" if is_right(prompt) else "  <- not as it should be"
        figures = f"{level.seconds:>5.2f} {level.lufs:>7.2f} {level.peak_dbfs:>10.2f} {level.rms_dbfs:>9.2f}"
        words = WORDS[prompt.sentence]
        print(f"{name} {figures}  {words.english if prompt.language is Language.ENGLISH else words.chinese}{mark}")
    wrong = sum(not is_right(prompt) for prompt in prompts)
    loud = [prompt.level.lufs for prompt in prompts if prompt.level is not None]
    if loud:
        apart = max(loud) - min(loud)
        print(f"{len(loud)} prompts, {apart:.2f} dB between the softest and the loudest")
    print(
        f"each should be {LUFS:g} LUFS, {LUFS_EITHER_WAY:g} either way, no peak above {PEAK_DBFS_MOST:g} dBFS, "
        f"at most {SECONDS_MOST:g} s: {f'{wrong} are not' if wrong else 'they are'}"
    )
    return 1 if wrong else 0

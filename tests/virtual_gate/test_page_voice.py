"""A browser hears what the gate's loudspeaker is given, and nothing that was cut."""

import io
import wave
from datetime import UTC, datetime
from pathlib import Path

from device.guidance.sentences import Language, Sentence, text_of
from device.simulation.emulated_speaker import EmulatedSpeaker, recorded_or_caption
from device.simulation.virtual_clock import VirtualClock
from device.simulation.virtual_gate.fan_out import FanOut
from device.simulation.virtual_gate.page_voice import KEPT_MOST, PageVoice
from device.voice.prompts import file_of
from device.voice.wave_file import Sound, write_wave

BOTH = (Language.MANDARIN, Language.ENGLISH)


def a_prompt(caption: str, samples: bytes = b"\x01\x00" * 80) -> Sound:
    return Sound(rate=8000, samples=samples, caption=caption)


def test_the_newest_prompt_is_served_as_a_wave_file_under_its_number() -> None:
    voice = PageVoice(FanOut())
    voice.hear(a_prompt("come closer"))
    served = voice.wave(1)
    assert served is not None
    with wave.open(io.BytesIO(served)) as file:
        assert (file.getframerate(), file.getnchannels(), file.readframes(99)) == (8000, 1, b"\x01\x00" * 80)


def test_old_prompts_are_forgotten_and_silence_is_none() -> None:
    voice = PageVoice(FanOut())
    for _ in range(KEPT_MOST + 1):
        voice.hear(a_prompt("come closer"))
    voice.hear(None)
    voice.hear(a_prompt("nothing to hear", b""))
    assert [voice.wave(number) is not None for number in range(KEPT_MOST + 3)] == [
        False,
        False,
        *[True] * KEPT_MOST,
        False,
    ]


def test_the_page_hears_what_the_emulated_loudspeaker_is_given() -> None:
    speaker, heard = EmulatedSpeaker(VirtualClock(wall=datetime(2026, 11, 22, 8, 0, tzinfo=UTC))), list[Sound | None]()
    speaker.listener = heard.append
    prompt = a_prompt("welcome")
    speaker.play(prompt)
    speaker.stop()
    assert heard == [prompt, None]


def test_a_gate_without_recorded_prompts_has_their_captions(tmp_path: Path) -> None:
    sentence = Sentence.SHOW_CODE
    write_wave(file_of_made(tmp_path, Language.MANDARIN, sentence), a_prompt(""))
    half = recorded_or_caption(tmp_path, BOTH, sentence)
    write_wave(file_of_made(tmp_path, Language.ENGLISH, sentence), a_prompt(""))
    whole = recorded_or_caption(tmp_path, BOTH, sentence)
    caption = " ".join(text_of(sentence, language) for language in BOTH)
    assert (half.samples, half.caption) == (b"", caption)
    assert len(whole.samples) > 2 * 160
    assert whole.caption == caption


def file_of_made(folder: Path, language: Language, sentence: Sentence) -> Path:
    file = file_of(folder, language, sentence)
    file.parent.mkdir(exist_ok=True)
    return file

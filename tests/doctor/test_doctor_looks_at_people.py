from array import array
from pathlib import Path

import pytest

from device.doctor.finding import Health
from device.doctor.people import look_at_screen, look_at_voice
from device.guidance.sentences import Language
from device.settings.sections import Screen, Voice
from device.settings.words import ScreenKind, VoiceLanguage
from device.voice.loudness import measure
from device.voice.prompts import LUFS, file_of, spoken
from device.voice.speaker import SpeakerFault
from device.voice.wave_file import Sound, write_wave

TONE = [6_000 if n // 10 % 2 else -6_000 for n in range(8_000)]


def tone_at(lufs: float) -> bytes:
    loudness = measure(array("h", TONE).tobytes(), 8_000).lufs
    factor = 10 ** ((lufs - loudness) / 20)
    return array("h", [round(value * factor) for value in TONE]).tobytes()


def prompts(folder: Path) -> Voice:
    (folder / "english").mkdir()
    samples = tone_at(LUFS)
    for sentence in spoken():
        write_wave(file_of(folder, Language.ENGLISH, sentence), Sound(rate=8_000, samples=samples))
    return Voice(enabled=True, folder=str(folder), languages=(VoiceLanguage.ENGLISH,))


def card() -> str:
    return "card 0: Headphones"


def no_card() -> str:
    raise SpeakerFault("ALSA finds no sound card")


def test_what_is_not_fitted_is_absent_and_nothing_to_put_right() -> None:
    assert look_at_screen(Screen()).health is Health.ABSENT
    assert [finding.health for finding in look_at_voice(Voice())] == [Health.ABSENT]


def test_a_panel_that_is_not_there_is_wrong_and_says_what_to_do(tmp_path: Path) -> None:
    finding = look_at_screen(Screen(kind=ScreenKind.FRAMEBUFFER, device=str(tmp_path / "fb9")))
    assert finding.health is Health.WRONG
    assert "screen.device" in finding.remedy


def test_a_voice_with_every_prompt_level_is_well(tmp_path: Path) -> None:
    findings = list(look_at_voice(prompts(tmp_path), card))
    assert [finding.health for finding in findings] == [Health.OK, Health.OK]
    assert "card 0: Headphones" in findings[0].state
    assert "level" in findings[1].state


def test_a_missing_prompt_and_a_missing_card_are_wrong(tmp_path: Path) -> None:
    settings = prompts(tmp_path)
    (tmp_path / "english" / "pass.wav").unlink()
    findings = list(look_at_voice(settings, no_card))
    assert [finding.health for finding in findings] == [Health.WRONG, Health.WRONG]
    assert "english/pass.wav" in findings[1].state
    assert "make-voice" in findings[1].remedy


@pytest.mark.parametrize("lufs", [LUFS - 3, LUFS + 3])
def test_a_prompt_that_is_not_level_is_named(tmp_path: Path, lufs: float) -> None:
    settings = prompts(tmp_path)
    write_wave(tmp_path / "english" / "pass.wav", Sound(rate=8_000, samples=tone_at(lufs)))
    finding = list(look_at_voice(settings, card))[1]
    assert finding.health is Health.DEGRADED
    assert "english/pass" in finding.state

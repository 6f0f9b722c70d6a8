import shutil
import subprocess
import sys
from array import array
from pathlib import Path

import pytest

from device.cli import main
from device.guidance.sentences import WORDS, Language, Sentence
from device.voice.prompts import file_of, spoken
from device.voice.wave_file import Sound, read_wave, write_wave

PROJECT = Path(__file__).resolve().parents[2]
MAKER = PROJECT / "scripts" / "make-voice"
HEARD = 330
"""A hundredth of full scale."""
CLIPPED = 32_000
needs_synthesiser = pytest.mark.skipif(
    not all(shutil.which(program) for program in ("espeak-ng", "flite", "sox")),
    reason="needs Debian's espeak-ng, flite and sox",
)


def make(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([sys.executable, str(MAKER), *arguments], capture_output=True, text=True, check=False)


@needs_synthesiser
def test_the_voice_is_made_level_and_in_three_languages(tmp_path: Path) -> None:
    done = make("--only", "pass", "--only", "step_aside", str(tmp_path))
    assert done.returncode == 0, done.stdout + done.stderr
    assert "they are" in done.stdout
    for language in Language:
        assert 0.5 < read_wave(file_of(tmp_path, language, Sentence.PASS)).seconds < 3
        assert 1.0 < read_wave(file_of(tmp_path, language, Sentence.STEP_ASIDE)).seconds < 6


@needs_synthesiser
def test_a_prompt_begins_at_once_and_neither_begins_nor_ends_with_a_click(tmp_path: Path) -> None:
    assert make("--only", "step_aside", str(tmp_path)).returncode == 0
    for language in Language:
        sound = read_wave(file_of(tmp_path, language, Sentence.STEP_ASIDE))
        samples = array("h", sound.samples)
        heard = [place for place, sample in enumerate(samples) if abs(sample) > HEARD]
        assert heard[0] / sound.rate < 0.05
        assert 0.05 < (len(samples) - heard[-1]) / sound.rate < 0.15, (
            "the next prompt would follow too soon or too late"
        )
        assert max(abs(samples[0]), abs(samples[-1])) < HEARD / 10
        assert max(abs(sample) for sample in samples) < CLIPPED


@needs_synthesiser
@pytest.mark.parametrize("language", ["cmn-latn-pinyin", "yue"])
@pytest.mark.parametrize("sentence", spoken())
def test_no_chinese_sentence_is_spelled_as_english(sentence: Sentence, language: str) -> None:
    text = WORDS[sentence].chinese
    read = subprocess.run(["espeak-ng", "-q", "-x", "-v", language, text], capture_output=True, text=True, check=True)
    assert "(en)" not in read.stdout


@needs_synthesiser
def test_what_a_person_recorded_takes_the_synthesisers_place(tmp_path: Path) -> None:
    own, made = tmp_path / "own", tmp_path / "made"
    (own / "mandarin").mkdir(parents=True)
    tone = array("h", [9_000 if n // 20 % 2 else -9_000 for n in range(44_100)]).tobytes()
    write_wave(file_of(own, Language.MANDARIN, Sentence.PASS), Sound(rate=44_100, samples=tone))
    assert make("--own", str(own), "--only", "pass", str(made)).returncode == 0
    assert read_wave(file_of(made, Language.MANDARIN, Sentence.PASS)).seconds == pytest.approx(1.1, abs=0.1)


def test_a_prompt_that_is_missing_or_too_loud_is_shown(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "english").mkdir()
    samples = array("h", [32_000 if n // 10 % 2 else -32_000 for n in range(8_000)]).tobytes()
    write_wave(file_of(tmp_path, Language.ENGLISH, Sentence.PASS), Sound(rate=8_000, samples=samples))
    assert main(["voice", str(tmp_path), "--language", "english"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert any("pass " in line and "not as it should be" in line for line in lines)
    assert any("show_code" in line and "cannot be read" in line for line in lines)

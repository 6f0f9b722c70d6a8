import logging
import math
from array import array
from pathlib import Path

import pytest

from device.checkpoint.events import Event, PartFailed, PartRecovered
from device.errors import FileRefused
from device.guidance.patterns import PATTERNS
from device.guidance.sentences import WORDS, Language, Sentence
from device.guidance.telling import Telling
from device.vocabulary import Part, Signal
from device.voice.announcer import SOFT
from device.voice.prompts import file_of, load, missing, spoken
from device.voice.speaker import SpeakerFault
from device.voice.volume import Volume
from device.voice.wave_file import Sound, read_wave, write_wave
from device.voice.worker import VoiceWorker

RATE = 8_000


class Loudspeaker:
    """A loudspeaker that remembers what it was asked, and can fail."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.loudest: list[int] = []
        self.fails = False

    def play(self, sound: Sound) -> None:
        if self.fails:
            raise SpeakerFault("no sound card")
        self.log.append(sound.caption)
        self.loudest.append(max(array("h", sound.samples), default=0))

    def stop(self) -> None:
        self.log.append("stop")

    def close(self) -> None:
        self.log.append("close")


class Room:
    """A voice in a folder of prompts of one constant level."""

    def __init__(self, folder: Path, *, hour: int = 12, languages: tuple[Language, ...] = (Language.MANDARIN,)) -> None:
        for language in languages:
            (folder / language.value).mkdir()
            for sentence in spoken():
                samples = array("h", [10_000] * 800).tobytes()
                write_wave(file_of(folder, language, sentence), Sound(rate=RATE, samples=samples))
        self.speaker = Loudspeaker()
        self.rung = 0
        self.posted: list[Event] = []
        self.voice = VoiceWorker(
            speaker=self.speaker,
            folder=folder,
            languages=languages,
            volume=Volume(by_day=0.8, quiet=0.2, quiet_from_hour=21, quiet_until_hour=7),
            hour=lambda: hour,
            post=self.posted.append,
            wake=self.ring,
        )

    def ring(self) -> None:
        self.rung += 1

    def show(self, signal: Signal, now: float) -> float:
        self.voice.tell(Telling(signal=signal, sentence=PATTERNS[signal].sentence), now)
        return self.voice.step(now)


def test_what_is_spoken_is_the_caption_on_the_screen(tmp_path: Path) -> None:
    room = Room(tmp_path, languages=(Language.MANDARIN, Language.ENGLISH))
    room.show(Signal.PASS, 0.0)
    assert room.speaker.log == [f"{WORDS[Sentence.PASS].chinese} {WORDS[Sentence.PASS].english}"]
    assert room.rung == 1


@pytest.mark.parametrize(("hour", "share"), [(12, 0.8), (20, 0.8), (21, 0.2), (3, 0.2), (7, 0.8)])
def test_the_voice_is_as_loud_as_the_hour_allows(tmp_path: Path, hour: int, share: float) -> None:
    room = Room(tmp_path, hour=hour)
    room.show(Signal.PASS, 0.0)
    assert room.speaker.loudest == [round(10_000 * share)]


def test_a_referral_is_softer_than_pass(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.show(Signal.STEP_ASIDE, 0.0)
    assert room.speaker.loudest == [round(10_000 * 0.8 * SOFT)]


def test_an_emergency_is_at_full_volume_at_night(tmp_path: Path) -> None:
    room = Room(tmp_path, hour=3)
    room.show(Signal.EMERGENCY, 0.0)
    assert room.speaker.loudest == [10_000]


def test_a_volume_of_nothing_is_silence(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.voice = VoiceWorker(
        speaker=room.speaker,
        folder=tmp_path,
        languages=(Language.MANDARIN,),
        volume=Volume(by_day=0.0, quiet=0.0, quiet_from_hour=0, quiet_until_hour=0),
        hour=lambda: 12,
        post=room.posted.append,
        wake=room.ring,
    )
    room.show(Signal.PASS, 0.0)
    assert room.speaker.log == ["stop"]


def test_a_loudspeaker_that_fails_is_told_once_and_tried_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    room = Room(tmp_path)
    room.speaker.fails = True
    with caplog.at_level(logging.WARNING):
        room.show(Signal.PASS, 0.0)
        room.show(Signal.STEP_ASIDE, 5.0)
    assert [record.getMessage() for record in caplog.records] == ["the gate has no voice: no sound card"]
    room.speaker.fails = False
    assert room.posted == [PartFailed(part=Part.VOICE, detail="speaker")]
    room.show(Signal.PASS, 10.0)
    assert room.speaker.log == [WORDS[Sentence.PASS].chinese]
    assert room.posted[1:] == [PartRecovered(part=Part.VOICE)]


def test_a_missing_prompt_leaves_the_gate_without_words_and_running(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    room = Room(tmp_path)
    file_of(tmp_path, Language.MANDARIN, Sentence.PASS).unlink()
    with caplog.at_level(logging.WARNING):
        assert room.show(Signal.PASS, 0.0) == math.inf
    assert "the gate has no voice" in caplog.text
    assert room.posted == [PartFailed(part=Part.VOICE, detail="prompt")]
    assert room.speaker.log == []


def test_closing_lets_the_loudspeaker_go(tmp_path: Path) -> None:
    room = Room(tmp_path)
    room.voice.close()
    assert room.speaker.log == ["close"]


def test_missing_prompts_are_named(tmp_path: Path) -> None:
    Room(tmp_path)
    file_of(tmp_path, Language.MANDARIN, Sentence.PASS).unlink()
    assert missing(tmp_path, (Language.MANDARIN,)) == (tmp_path / "mandarin" / "pass.wav",)
    assert len(missing(tmp_path, (Language.ENGLISH,))) == len(spoken())


def test_prompts_of_two_rates_are_refused(tmp_path: Path) -> None:
    Room(tmp_path, languages=(Language.MANDARIN, Language.ENGLISH))
    write_wave(file_of(tmp_path, Language.ENGLISH, Sentence.PASS), Sound(rate=16_000, samples=bytes(4)))
    with pytest.raises(FileRefused, match="differ in their rate"):
        load(tmp_path, (Language.MANDARIN, Language.ENGLISH), Sentence.PASS)


@pytest.mark.parametrize("content", [b"", b"RIFF", b"hello, I am no sound", bytes(100)])
def test_a_file_that_is_no_sound_is_refused_in_one_line(tmp_path: Path, content: bytes) -> None:
    file = tmp_path / "x.wav"
    file.write_bytes(content)
    with pytest.raises(FileRefused) as refused:
        read_wave(file)
    assert "\n" not in str(refused.value)


def test_two_channels_are_refused(tmp_path: Path) -> None:
    import wave  # noqa: PLC0415 - to write what the project's own writer cannot

    with wave.open(str(tmp_path / "x.wav"), "wb") as file:
        file.setnchannels(2)
        file.setsampwidth(2)
        file.setframerate(8000)
        file.writeframes(bytes(8))
    with pytest.raises(FileRefused, match="one channel"):
        read_wave(tmp_path / "x.wav")

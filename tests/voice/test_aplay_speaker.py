import shutil
import subprocess
from pathlib import Path

import pytest

from device.voice.aplay_speaker import AplaySpeaker
from device.voice.speaker import SpeakerFault
from device.voice.wave_file import Sound

SOUND = Sound(rate=22_050, samples=bytes(range(250)) * 2_000)


class Player:
    """A program in aplay's place that keeps what it is given and then lives until it is ended."""

    def __init__(self, folder: Path, after: str) -> None:
        self.kept, self.words, self.ready = folder / "kept", folder / "words", folder / "ready"
        self.program = folder / "player"
        subprocess.run(["mkfifo", str(self.ready)], check=True)
        self.program.write_text(
            f'#!/bin/sh\ncat >"{self.kept}"\necho "$@" >"{self.words}"\necho $$ >"{self.ready}"\n{after}\n'
        )
        self.program.chmod(0o700)

    def began(self) -> int:
        """Wait until it has taken everything; give its process."""
        return int(self.ready.read_text())


def test_the_player_gets_the_samples_and_their_form(tmp_path: Path) -> None:
    player = Player(tmp_path, "exec sleep 60")
    speaker = AplaySpeaker("plughw:1,0", program=str(player.program))
    speaker.play(SOUND)
    player.began()
    assert player.kept.read_bytes() == SOUND.samples
    words = player.words.read_text().split()
    assert words[words.index("-r") + 1] == "22050"
    assert words[words.index("-D") + 1] == "plughw:1,0"
    assert words[words.index("-f") + 1] == "S16_LE"
    speaker.close()


def test_a_new_prompt_ends_the_old_one_before_it_begins(tmp_path: Path) -> None:
    player = Player(tmp_path, "exec sleep 60")
    speaker = AplaySpeaker("default", program=str(player.program))
    speaker.play(SOUND)
    first = player.began()
    speaker.play(SOUND)
    second = player.began()
    assert not Path(f"/proc/{first}").exists()
    assert Path(f"/proc/{second}").exists()
    speaker.stop()
    assert not Path(f"/proc/{second}").exists()


def test_a_player_that_is_not_there_is_a_fault(tmp_path: Path) -> None:
    with pytest.raises(SpeakerFault, match="does not start"):
        AplaySpeaker("default", program=str(tmp_path / "nothing")).play(SOUND)


def test_a_device_that_cannot_be_used_is_a_fault_at_the_next_prompt(tmp_path: Path) -> None:
    player = Player(tmp_path, "exit 1")
    speaker = AplaySpeaker("plughw:9,9", program=str(player.program))
    speaker.play(SOUND)
    process = player.began()
    while Path(f"/proc/{process}/wchan").exists() and "Z" not in Path(f"/proc/{process}/stat").read_text().split()[2]:
        pass
    with pytest.raises(SpeakerFault, match="cannot use the sound device plughw:9,9"):
        speaker.play(SOUND)
    player.began()
    speaker.close()


@pytest.mark.skipif(shutil.which("aplay") is None, reason="needs Debian's alsa-utils")
def test_the_real_player_takes_the_form_it_is_given() -> None:
    speaker = AplaySpeaker("null")
    speaker.play(SOUND)
    assert speaker._player is not None
    assert speaker._player.wait(10) == 0
    speaker.close()

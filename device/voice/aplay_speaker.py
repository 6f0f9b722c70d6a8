"""Sounds a prompt through ALSA, by Debian's `aplay` (alsa-utils).

Never blocks: the samples lie in memory that the player reads at its own pace, and silence is the player's end. The only
file that knows ALSA.
"""

import os
import subprocess
from contextlib import suppress
from typing import Final

from device.errors import ProgramMissing
from device.voice.speaker import SpeakerFault
from device.voice.wave_file import Sound

PROGRAM: Final = "/usr/bin/aplay"
BUFFER_MICROSECONDS: Final = 60_000
"""Short, so that a cut is heard as one."""
_END_SECONDS: Final = 1.0


class AplaySpeaker:
    """One ALSA device."""

    def __init__(self, device: str, *, program: str = PROGRAM) -> None:
        """`device` is ALSA's name, for example `default` or `plughw:1,0`."""
        self._device, self._program = device, program
        self._player: subprocess.Popen[bytes] | None = None

    def play(self, sound: Sound) -> None:
        """Cut what sounds and begin `sound`.

        Raises:
            SpeakerFault: the player cannot be started, or the one before could not use the device.
        """
        failed = self._ended_badly()
        self.stop()
        samples = os.memfd_create("prompt")
        try:
            os.write(samples, sound.samples)
            os.lseek(samples, 0, os.SEEK_SET)
            self._player = subprocess.Popen(  # noqa: S603 - one fixed program, a checked device name
                self._command(sound.rate),
                stdin=samples,
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
        except OSError as error:
            raise SpeakerFault(f"{self._program} does not start: {error.strerror or error}") from error
        finally:
            os.close(samples)
        if failed:
            raise SpeakerFault(f"{self._program} cannot use the sound device {self._device}")

    def stop(self) -> None:
        """Fall silent."""
        player, self._player = self._player, None
        if player is None:
            return
        player.kill()
        with suppress(subprocess.TimeoutExpired):
            player.wait(_END_SECONDS)

    def close(self) -> None:
        """Fall silent."""
        self.stop()

    def _ended_badly(self) -> bool:
        return self._player is not None and self._player.poll() not in (None, 0)

    def _command(self, rate: int) -> list[str]:
        form = ("-t", "raw", "-f", "S16_LE", "-c", "1", "-r", str(rate))
        return [self._program, "-q", "-N", "-D", self._device, *form, f"--buffer-time={BUFFER_MICROSECONDS}", "-"]


def sound_devices() -> str:
    """Give what ALSA can play on, as it lists it.

    Raises:
        ProgramMissing: there is no `aplay`.
        SpeakerFault: ALSA finds no sound card.
    """
    try:
        listed = subprocess.run([PROGRAM, "-l"], capture_output=True, check=False, timeout=5)  # noqa: S603
    except FileNotFoundError as error:
        raise ProgramMissing("aplay is not installed (Debian: alsa-utils)") from error
    except (OSError, subprocess.TimeoutExpired) as error:
        raise SpeakerFault(f"{PROGRAM} does not answer: {error}") from error
    cards = [line for line in listed.stdout.decode(errors="replace").splitlines() if line.startswith("card ")]
    if not cards:
        raise SpeakerFault("ALSA finds no sound card")
    return cards[0].partition(",")[0]

"""Runs a mosquitto of the demonstration's own on this machine alone, and ends it with the demonstration.

Never listens on anything but loopback, and keeps nothing. mosquitto.conf(5).
"""

import shutil
import socket
import subprocess
from pathlib import Path
from typing import Final

from device.errors import ProgramMissing

_PLACES: Final = ("/usr/sbin/mosquitto", "/usr/local/sbin/mosquitto")
_END_SECONDS: Final = 5.0


class PrivateBroker:
    """One broker process."""

    def __init__(self, folder: Path) -> None:
        """Take a folder for its settings and log.

        Raises:
            ProgramMissing: mosquitto is not installed.
        """
        program = shutil.which("mosquitto") or next((place for place in _PLACES if Path(place).exists()), None)
        if program is None:
            raise ProgramMissing("mosquitto is not installed: apt install mosquitto")
        self._program, self._folder = program, folder
        self._process: subprocess.Popen[str] | None = None
        self.port = free_port()

    def start(self) -> None:
        """Start it and wait until it answers.

        Raises:
            ProgramMissing: it ends at once; the text is its own last word.
        """
        lines = (
            f"listener {self.port} 127.0.0.1",
            "allow_anonymous true",
            "persistence false",
            "set_tcp_nodelay true",
            "log_dest stderr",
        )
        settings = self._folder / "mosquitto.conf"
        settings.write_text("\n".join(lines) + "\n", encoding="ascii")
        self._process = subprocess.Popen(  # noqa: S603 - the program was looked for by name, its arguments are ours
            [self._program, "-c", str(settings)], stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, text=True
        )
        said = []
        for line in self._process.stderr or ():
            said.append(line.strip())
            if "running" in line:
                return
        self.stop()
        raise ProgramMissing(f"mosquitto does not start: {said[-1] if said else 'it says nothing'}")

    def stop(self) -> None:
        """End it."""
        process, self._process = self._process, None
        if process is None:
            return
        process.terminate()
        try:
            process.communicate(timeout=_END_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
            process.communicate()


def free_port() -> int:
    """Give a TCP port of loopback that nobody uses now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

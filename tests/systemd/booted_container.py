"""Boots a root folder with real systemd as its first process, runs commands in it and powers it off.

Whatever is written inside is gone afterwards (`--volatile=overlay`): the root stays as it was. The container has no
network but its own loopback, and is not known to the machine's own systemd.
"""

import subprocess
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

_BOOT_SECONDS = 60
_COMMAND_SECONDS = 90
_POWER_OFF = "RTMIN+4"


class Container:
    """A machine that is up; `leader` is its first process as this machine numbers it."""

    def __init__(self, leader: str) -> None:
        self._enter = ("nsenter", "-t", leader, "-m", "-u", "-i", "-n", "-p", "-r", "--")

    def ask(self, *command: str, standard_input: str = "") -> subprocess.CompletedProcess[str]:
        """Runs a command inside and gives what it said, whatever its exit code."""
        return subprocess.run(
            [*self._enter, *command],
            input=standard_input,
            capture_output=True,
            text=True,
            timeout=_COMMAND_SECONDS,
            check=False,
        )

    def run(self, *command: str, standard_input: str = "") -> str:
        """Runs a command inside that must succeed, and gives what it printed."""
        finished = self.ask(*command, standard_input=standard_input)
        assert finished.returncode == 0, f"{command}: {finished.stdout}{finished.stderr}"
        return finished.stdout

    def write(self, path: str, text: str, mode: str = "644") -> None:
        """Writes a file inside, with its folders."""
        self.run("install", f"-Dm{mode}", "/dev/stdin", path, standard_input=text)

    def read(self, path: str) -> str:
        """The text of a file inside."""
        return self.run("cat", path)

    def show(self, unit: str, name: str) -> str:
        """A property of a unit, as systemd tells it."""
        return self.run("systemctl", "show", "--value", "-p", name, unit).strip()

    def wait_for_line(self, path: str, words: str, within_seconds: float) -> None:
        """Waits until a line with `words` is added to a file inside, from now on."""
        with self._following("tail", "-n0", "-F", path) as lines:
            _expect(lines, words, within_seconds)

    @contextmanager
    def expecting_in_journal(self, unit: str, words: str, within_seconds: float) -> Iterator[None]:
        """What is done inside the `with` must make `unit`, or systemd about it, say `words` in time; no sleeping."""
        cursor = self.run("journalctl", "-n0", "--show-cursor", "-o", "cat").strip().removeprefix("-- cursor: ")
        since = f"--after-cursor={cursor}" if cursor else "-n0"
        with self._following("journalctl", "-f", "-o", "cat", since, "-u", unit) as lines:
            yield
            _expect(lines, words, within_seconds)

    @contextmanager
    def _following(self, *command: str) -> "Iterator[subprocess.Popen[str]]":
        with subprocess.Popen(
            [*self._enter, *command], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        ) as lines:
            try:
                yield lines
            finally:
                lines.kill()


def _expect(lines: "subprocess.Popen[str]", words: str, within_seconds: float) -> None:
    timer = threading.Timer(within_seconds, lines.kill)
    timer.start()
    said: list[str] = []
    try:
        for line in lines.stdout or ():
            said.append(line)
            if words in line:
                return
    finally:
        timer.cancel()
        timer.join()
    raise AssertionError(f"{words!r} was not said within {within_seconds} s but: {''.join(said[-20:])}")


@contextmanager
def booted_container(root: Path, binds: Mapping[Path, str], log: Path) -> Iterator[Container]:
    """A running container; `binds` are folders of this machine that it sees read-only."""
    command = ["systemd-nspawn", "--quiet", f"--directory={root}", "--boot", "--volatile=overlay", "--keep-unit"]
    command += ["--register=no", "--private-network", "--console=pipe", "--machine=menshen-test"]
    command += ["--system-call-filter=adjtimex clock_adjtime"]  # which nspawn itself forbids and a gate allows
    command += [f"--bind-ro={outside}:{inside}" for outside, inside in binds.items()]
    with log.open("w", encoding="utf-8") as output:
        parent = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=output, stderr=subprocess.STDOUT)
    leader = ""
    try:
        leader = _wait_until_booted(parent, log)
        yield Container(leader)
    finally:
        _power_off(parent, leader)


def _wait_until_booted(parent: "subprocess.Popen[bytes]", log: Path) -> str:
    tick = threading.Event()
    for _ in range(_BOOT_SECONDS * 10):
        found = subprocess.run(["pgrep", "-P", str(parent.pid)], capture_output=True, text=True, check=False)
        leader = found.stdout.split("\n")[0]
        if leader:
            asked = Container(leader).ask("systemctl", "is-system-running")
            if asked.stdout.strip() in ("running", "degraded"):
                return leader
        if parent.poll() is not None:
            break
        tick.wait(0.1)
    raise RuntimeError(f"the container did not boot: {log.read_text(encoding='utf-8')[-2000:]}")


def _power_off(parent: "subprocess.Popen[bytes]", leader: str) -> None:
    # the leader is asked, then ended; the nspawn parent itself is never killed, it would leave mounts behind
    if leader:
        subprocess.run(["kill", "-s", _POWER_OFF, leader], check=False, capture_output=True)
    else:
        parent.terminate()
    try:
        parent.wait(timeout=30)
    except subprocess.TimeoutExpired:
        if leader:
            subprocess.run(["kill", "-KILL", leader], check=False, capture_output=True)
        parent.wait(timeout=30)

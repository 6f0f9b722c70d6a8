"""Makes a Debian 12 root folder with systemd, Mosquitto, Python and the project's dependencies.

It is kept between runs in a cache folder outside the checkout: $XDG_CACHE_HOME/menshen, else /var/cache/menshen.
Never runs anything in it but package managers; `booted_container` boots it.
"""

import configparser
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SUITE = "bookworm"
PACKAGES = ("systemd", "systemd-sysv", "dbus", "python3", "python3-venv", "mosquitto", "libzbar0")
PYTHON = "3.11"
"""What that suite's python3 is."""


def cache_folder() -> Path:
    """Where roots are kept."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(named) if named else Path("/var/cache")) / "menshen"


def missing_programs() -> list[str]:
    """What this machine lacks for a container, in words; empty where nothing is missing."""
    lacking = [name for name in ("debootstrap", "systemd-nspawn", "nsenter") if shutil.which(name) is None]
    if os.geteuid() != 0:
        lacking.append("root rights")
    return lacking


def container_root(checkout: Path) -> Path:
    """The root with the dependencies of this checkout installed in /opt/menshen/current; made where it is not there."""
    requirements = _requirements(checkout)
    base_name = f"{SUITE}-{_digest(*PACKAGES)}"
    ready = cache_folder() / f"{base_name}-{_digest(*requirements)}"
    cache_folder().mkdir(parents=True, exist_ok=True)
    with _only_one_at_a_time(cache_folder() / "lock"):
        if not ready.exists():
            base = cache_folder() / base_name
            if not base.exists():
                _bootstrap(base)
            for outdated in cache_folder().glob(f"{base_name}-*"):
                shutil.rmtree(outdated)
            _install_dependencies(base, ready, requirements)
    return ready


def build_wheel(checkout: Path, folder: Path) -> Path:
    """The project's own wheel, built from a copy so that the checkout stays clean."""
    copy = folder / "source"
    copy.mkdir()
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(checkout / name, copy)
    for name in ("device", "console"):
        shutil.copytree(checkout / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    _run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, copy)
    (wheel,) = folder.glob("menshen-*.whl")
    return wheel


def _bootstrap(base: Path) -> None:
    partial = base.with_name(base.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    _run("debootstrap", "--variant=minbase", f"--include={','.join(PACKAGES)}", SUITE, partial)
    for archive in (partial / "var/cache/apt/archives").glob("*.deb"):
        archive.unlink()
    partial.rename(base)


def _install_dependencies(base: Path, ready: Path, requirements: list[str]) -> None:
    partial = ready.with_name("partial-" + ready.name)
    shutil.rmtree(partial, ignore_errors=True)
    _run("cp", "-a", base, partial)
    with tempfile.TemporaryDirectory(dir=partial / "tmp") as wheels:
        _collect_wheels(Path(wheels), requirements)
        inside = "/" + str(Path(wheels).relative_to(partial))
        venv = "/opt/menshen/current"
        _run("chroot", partial, "python3", "-m", "venv", venv)
        _run("chroot", partial, f"{venv}/bin/pip", "install", "-q", "--no-index", "--find-links", inside, *requirements)
    partial.rename(ready)


def _collect_wheels(folder: Path, requirements: list[str]) -> None:
    pip = (sys.executable, "-m", "pip")
    if sys.version_info[:2] == tuple(int(part) for part in PYTHON.split(".")):
        _run(*pip, "wheel", "--quiet", "--wheel-dir", folder, *requirements)
        return
    machine = os.uname().machine
    platforms = [f"--platform=manylinux_2_{minor}_{machine}" for minor in (34, 28, 17)]
    only = ("--only-binary=:all:", f"--python-version={PYTHON}", *platforms, f"--platform=manylinux2014_{machine}")
    _run(*pip, "download", "--quiet", "--dest", folder, *only, *requirements)


def _requirements(checkout: Path) -> list[str]:
    metadata = configparser.ConfigParser()
    metadata.read(checkout / "setup.cfg", encoding="utf-8")
    return [line for line in metadata["options"]["install_requires"].splitlines() if line]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]


def _run(*command: str | Path) -> None:
    finished = subprocess.run([str(part) for part in command], capture_output=True, text=True, timeout=900, check=False)
    if finished.returncode != 0:
        raise RuntimeError(
            f"{command[0]} failed ({finished.returncode}): {(finished.stdout + finished.stderr)[-2000:]}"
        )


@contextmanager
def _only_one_at_a_time(file: Path) -> Iterator[None]:
    with file.open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield

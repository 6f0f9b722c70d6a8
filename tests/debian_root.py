"""Makes folders that hold a Debian system with Python and the project's dependencies, kept between runs.

They lie in a cache folder outside the checkout: $XDG_CACHE_HOME/menshen, else /var/cache/menshen. Never runs anything
in one but package managers.
"""

import configparser
import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

ENVIRONMENT = "/opt/menshen/current"
_MACHINE = os.uname().machine


@dataclass(frozen=True, kw_only=True)
class DebianRoot:
    """What one root holds."""

    suite: str
    python: str
    """What that suite's python3 is, such as 3.11."""
    packages: tuple[str, ...]
    extra_wheels: tuple[str, ...] = ()
    """What is installed beside the project's own requirements."""
    bare_wheels: tuple[str, ...] = ()
    """The same without what they name as needed, which then stands in one of the other lists."""
    from_source: tuple[str, ...] = ()
    """Which of these there are no wheels of: built inside, where a compiler must be among the packages."""
    from_debian: tuple[str, ...] = ()
    """Requirements that this suite's own packages satisfy."""


def cache_folder() -> Path:
    """Where roots are kept."""
    named = os.environ.get("XDG_CACHE_HOME", "")
    return (Path(named) if named else Path("/var/cache")) / "menshen"


def missing(*programs: str) -> list[str]:
    """What this machine lacks, in words; empty where nothing is missing."""
    lacking = [name for name in programs if shutil.which(name) is None]
    if os.geteuid() != 0:
        lacking.append("root rights")
    return lacking


def debian_root(wanted: DebianRoot, checkout: Path) -> Path:
    """The root with the dependencies of this checkout installed in /opt/menshen/current; made where it is not there."""
    requirements = [*_requirements(checkout, wanted.from_debian), *wanted.extra_wheels]
    requirements += [*wanted.bare_wheels, *wanted.from_source]
    base_name = f"{wanted.suite}-{_digest(*wanted.packages)}"
    ready = cache_folder() / f"{base_name}-{_digest(*requirements)}"
    with made_once(ready) as is_wanted:
        if is_wanted:
            base = cache_folder() / base_name
            if not base.exists():
                _bootstrap(base, wanted)
            for outdated in cache_folder().glob(f"{base_name}-*"):
                (shutil.rmtree if outdated.is_dir() else Path.unlink)(outdated)
            _install_dependencies(base, ready, requirements, wanted)
    return ready


def build_wheel(checkout: Path, folder: Path) -> Path:
    """The project's own wheel, built from a copy so that the checkout stays clean."""
    copy = folder / "source"
    copy.mkdir()
    for name in ("setup.cfg", "pyproject.toml", "README.md", "LICENSE"):
        shutil.copy(checkout / name, copy)
    for name in ("device", "console"):
        shutil.copytree(checkout / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
    run(sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", folder, copy)
    (wheel,) = folder.glob("menshen-*.whl")
    return wheel


@contextmanager
def made_once(path: Path) -> Iterator[bool]:
    """Whether `path` still has to be made; nobody else makes it meanwhile."""
    cache_folder().mkdir(parents=True, exist_ok=True)
    with (cache_folder() / "lock").open("w", encoding="ascii") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield not path.exists()


def run(*command: str | Path) -> None:
    """Runs a command that must succeed."""
    finished = subprocess.run(
        [str(part) for part in command], capture_output=True, text=True, timeout=1800, check=False
    )
    if finished.returncode != 0:
        raise RuntimeError(
            f"{command[0]} failed ({finished.returncode}): {(finished.stdout + finished.stderr)[-2000:]}"
        )


def _bootstrap(base: Path, wanted: DebianRoot) -> None:
    partial = base.with_name(base.name + ".partial")
    shutil.rmtree(partial, ignore_errors=True)
    run("debootstrap", "--variant=minbase", f"--include={','.join(wanted.packages)}", wanted.suite, partial)
    for archive in (partial / "var/cache/apt/archives").glob("*.deb"):
        archive.unlink()
    partial.rename(base)


def _install_dependencies(base: Path, ready: Path, requirements: Sequence[str], wanted: DebianRoot) -> None:
    partial = ready.with_name("partial-" + ready.name)
    shutil.rmtree(partial, ignore_errors=True)
    run("cp", "-a", base, partial)
    system = ["--system-site-packages"] if wanted.from_debian else []
    with tempfile.TemporaryDirectory(dir=partial / "tmp") as wheels:
        _collect(Path(wheels), requirements, wanted)
        inside = "/" + str(Path(wheels).relative_to(partial))
        run("chroot", partial, "python3", "-m", "venv", *system, ENVIRONMENT)
        pip = f"{ENVIRONMENT}/bin/pip"
        run("chroot", partial, pip, "install", "-q", "--no-index", "--find-links", inside, *requirements)
    partial.rename(ready)


def _collect(folder: Path, requirements: Sequence[str], wanted: DebianRoot) -> None:
    pip = (sys.executable, "-m", "pip")
    if not wanted.from_source and sys.version_info[:2] == tuple(int(part) for part in wanted.python.split(".")):
        run(*pip, "wheel", "--quiet", "--wheel-dir", folder, *requirements)
        return
    platforms = [f"--platform=manylinux_2_{minor}_{_MACHINE}" for minor in (34, 28, 17)]
    only = (f"--python-version={wanted.python}", *platforms, f"--platform=manylinux2014_{_MACHINE}")
    download = (*pip, "download", "--quiet", "--dest", folder)
    binary = [name for name in requirements if name not in (*wanted.from_source, *wanted.bare_wheels)]
    tools = ("setuptools", "wheel") if wanted.from_source else ()
    run(*download, "--only-binary=:all:", *only, *binary, *tools)
    for name in wanted.bare_wheels:
        run(*download, "--no-deps", "--only-binary=:all:", *only, name)
    for name in wanted.from_source:
        run(*download, "--no-deps", f"--no-binary={name}", name)


def _requirements(checkout: Path, from_debian: Sequence[str]) -> list[str]:
    metadata = configparser.ConfigParser()
    metadata.read(checkout / "setup.cfg", encoding="utf-8")
    lines = [line for line in metadata["options"]["install_requires"].splitlines() if line]
    return [line for line in lines if line.split()[0] not in from_debian]


def _digest(*parts: str) -> str:
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:12]

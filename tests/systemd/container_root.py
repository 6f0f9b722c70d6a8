"""Names the Debian 12 root that containers are booted from: systemd, Mosquitto, Python, what the project needs."""

from pathlib import Path

from debian_root import DebianRoot, debian_root, missing

ROOT = DebianRoot(
    suite="bookworm",
    python="3.11",
    packages=("systemd", "systemd-sysv", "dbus", "python3", "python3-venv", "mosquitto", "libzbar0"),
)


def missing_programs() -> list[str]:
    """What this machine lacks for a container, in words; empty where nothing is missing."""
    return missing("debootstrap", "systemd-nspawn", "nsenter")


def container_root(checkout: Path) -> Path:
    """The root, with the dependencies of this checkout; made where it is not there (about two minutes)."""
    return debian_root(ROOT, checkout)

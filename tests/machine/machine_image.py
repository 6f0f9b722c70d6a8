"""Makes a Debian 13 disk image with kernel, libcamera, picamera2, Mosquitto and the project's dependencies.

It is kept between runs beside the root it is made from. Never runs anything in it but package managers.
"""

from pathlib import Path

from debian_root import DebianRoot, debian_root, made_once, missing, run
from msgspec import Struct

ROOT = DebianRoot(
    suite="trixie",
    python="3.13",
    packages=(
        *("systemd", "systemd-sysv", "dbus", "udev", "kmod", "linux-image-amd64", "initramfs-tools"),
        *("python3", "python3-venv", "python3-dev", "gcc", "libc6-dev", "libzbar0t64"),
        *("python3-libcamera", "libcamera-ipa", "python3-numpy", "python3-prctl", "mosquitto", "mosquitto-clients"),
    ),
    extra_wheels=("av", "jsonschema", "libarchive-c", "OpenEXR", "piexif", "simplejpeg", "tqdm", "videodev2"),
    bare_wheels=("picamera2 == 0.3.38",),
    from_source=("PiDNG",),
    from_debian=("numpy",),
)
_SIZE = "4G"


class Image(Struct, frozen=True, kw_only=True):
    """What a virtual machine is started with."""

    disk: Path
    kernel: Path
    initial_disk: Path


def missing_programs() -> list[str]:
    """What this machine lacks for a virtual one, in words; empty where nothing is missing."""
    return missing("debootstrap", "qemu-system-x86_64", "mke2fs")


def machine_image(checkout: Path) -> Image:
    """The image, with the dependencies of this checkout; made where it is not there (about five minutes)."""
    root = debian_root(ROOT, checkout)
    disk = root.with_name(root.name + ".ext4")
    with made_once(disk) as is_wanted:
        if is_wanted:
            partial = disk.with_name("partial-" + disk.name)
            make_disk(root, partial, _SIZE)
            partial.rename(disk)
    (kernel,), (initial_disk,) = (
        tuple(path for path in (root / "boot").glob(f"{name}-*") if path.suffix not in (".new", ".dpkg-bak"))
        for name in ("vmlinuz", "initrd.img")
    )
    return Image(disk=disk, kernel=kernel, initial_disk=initial_disk)


def make_disk(folder: Path, disk: Path, size: str) -> None:
    """Make an ext4 image that holds what `folder` holds, owners and modes too; nothing is mounted."""
    disk.unlink(missing_ok=True)
    run("truncate", "-s", size, disk)
    run("mke2fs", "-q", "-t", "ext4", "-E", "root_owner=0:0", "-d", folder, disk)

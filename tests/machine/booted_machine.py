"""Boots a disk image in QEMU, has it run one program of a folder it is given, and returns what that said.

Whatever is written inside is gone afterwards. The machine has no network. Every instruction is emulated, which takes
minutes and works anywhere: a host that is a virtual machine itself may offer to lend its processor and then fail.
"""

import subprocess
from pathlib import Path

from machine_image import Image, make_disk

_SECONDS = 1500
_FOLDER = "/proof"


def said_inside(image: Image, folder: Path, program: str, scratch: Path) -> str:
    """What `program` of `folder`, which lies at /proof inside, wrote on the first serial line."""
    disk = scratch / "proof.ext4"
    make_disk(folder, disk, "256M")
    options = [
        *("console=ttyS0", "root=/dev/vda", "rw", "quiet", "mitigations=off", "net.ifnames=0"),
        f"systemd.mount-extra=/dev/vdb:{_FOLDER}:ext4:ro",
        f'systemd.run="{_FOLDER}/{program}"',
        *("systemd.run_success_action=poweroff-force", "systemd.run_failure_action=poweroff-force"),
    ]
    command = [
        *("qemu-system-x86_64", "-machine", "q35", "-smp", "2", "-m", "2048", "-display", "none", "-no-reboot"),
        *("-accel", "tcg,thread=multi", "-cpu", "max"),
        *("-kernel", image.kernel, "-initrd", image.initial_disk, "-append", " ".join(options)),
        *_drive(image.disk, "system"),
        *_drive(disk, "proof"),
        *("-device", "virtio-rng-pci", "-nic", "none", "-monitor", "none", "-serial", f"file:{scratch / 'said'}"),
    ]
    machine = subprocess.Popen([str(part) for part in command], stdin=subprocess.DEVNULL)
    try:
        machine.wait(_SECONDS)
    except subprocess.TimeoutExpired:
        pass  # what it said so far tells more than that it took too long
    finally:
        machine.kill()
        machine.wait()
    return (scratch / "said").read_text(encoding="utf-8", errors="replace")


def _drive(disk: Path, name: str) -> tuple[str, ...]:
    drive = f"file={disk},if=none,id={name},format=raw,cache=unsafe,snapshot=on"
    return ("-drive", drive, "-device", f"virtio-blk-pci,drive={name}")

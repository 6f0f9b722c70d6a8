"""Holds what was found when a gate's thermometer was calibrated, signed by whoever did it, and checks it later.

Never corrects anything: the settings say what is applied, the record what was measured, and a difference between the
two is told. A file of two lines: a JSON object, and the base64 of an Ed25519 signature (RFC 8032) over the context
below and the first line.
"""

import base64
import binascii
import math
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Final

import msgspec

from device.errors import FileRefused

if TYPE_CHECKING:
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

CONTEXT: Final = b"menshen thermometer commissioning 1\n"
BYTES_MOST: Final = 8192
VALID_DAYS: Final = 365
_TOLERANCE: Final = 0.005


class CommissioningRecord(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One calibration."""

    at: datetime
    """With its time zone."""
    device: str
    sensor: str
    part: str
    """What the part says of itself: address, and its serial number where it has one."""
    supply_volts: float
    offset_celsius: float
    noise_celsius: float
    samples: int
    reference_celsius: float
    reference_emissivity: float
    room_celsius: float
    median_celsius: float | None = None
    """Middle of the core estimates of healthy people here; None: as the reference curve has it."""


def signed(record: CommissioningRecord, key: "Ed25519PrivateKey") -> bytes:
    """Give the file's content."""
    line = msgspec.json.encode(record)
    return line + b"\n" + base64.b64encode(key.sign(CONTEXT + line)) + b"\n"


def read_commissioning(path: Path, key: "Ed25519PublicKey") -> CommissioningRecord:
    """Give the record at `path`.

    Raises:
        FileRefused: it cannot be read, is no such record, or somebody else signed it.
    """
    from cryptography.exceptions import InvalidSignature  # noqa: PLC0415 - only where a record is looked at

    try:
        with path.open("rb") as file:
            content = file.read(BYTES_MOST + 1)
    except OSError as error:
        raise FileRefused(f"{path}: {error.strerror or error}") from error
    line, _, rest = content.partition(b"\n")
    try:
        key.verify(base64.b64decode(rest.strip(), validate=True), CONTEXT + line)
        record = msgspec.json.decode(line, type=CommissioningRecord)
    except InvalidSignature as error:
        raise FileRefused(f"{path}: not signed by this gate's operator") from error
    except (binascii.Error, ValueError, msgspec.MsgspecError) as error:
        raise FileRefused(f"{path}: no commissioning record") from error
    if record.at.tzinfo is None:
        raise FileRefused(f"{path}: its date has no time zone")
    return record


def commissioning_faults(
    record: CommissioningRecord,
    *,
    device: str,
    sensor: str,
    supply_volts: float,
    offset_celsius: float,
    now: datetime,
    part: str = "",
) -> tuple[str, ...]:
    """Say what no longer fits the settings, and whether it is too old; nothing where all is well.

    `part` is what the part that is fitted says of itself; empty: nobody has asked it.
    """
    faults = []
    if (record.device, record.sensor) != (device, sensor):
        faults.append(f"made for {record.device} with an {record.sensor}")
    if part and _serial(part) != _serial(record.part):
        faults.append(f"made with another part: {record.part}; here is {part}")
    for name, then, here in (
        ("supply_volts", record.supply_volts, supply_volts),
        ("offset_celsius", record.offset_celsius, offset_celsius),
    ):
        if not math.isclose(then, here, abs_tol=_TOLERANCE):
            faults.append(f"{name} was {then:.2f}, the settings say {here:.2f}")
    age = now.astimezone(UTC) - record.at.astimezone(UTC)
    if age > timedelta(days=VALID_DAYS):
        faults.append(f"{age.days} days old; calibrate again")
    elif age < -timedelta(days=1):
        faults.append("dated in the future; look at the clock")
    return tuple(faults)


def _serial(part: str) -> str:
    """What tells one part from another: its serial number where it has one; not its bus, nor a room sensor beside."""
    alone = part.partition("; room: ")[0]
    return alone.rpartition("serial ")[2]

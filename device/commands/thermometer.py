"""Reads a gate's thermometer, calibrates it against a black body, or tries the algorithm on recorded readings.

Never runs beside the daemon on the same bus (a second reader disturbs the thermometer) and never writes to the chip:
a calibration is a number for the settings file.
"""

import argparse
import json
import sys
import time
from collections.abc import Callable
from pathlib import Path
from statistics import median, stdev
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from device.sensors.installation import Installation
    from device.sensors.protocols import RawSample, Thermometer
    from device.settings import Settings

SUMMARY = "read the thermometer, calibrate it, or evaluate the algorithm"
_SETTINGS_FILE: Final = Path("/etc/menshen/device.toml")
_OFFSET_MOST_CELSIUS: Final = 1.5
_SPREAD_DEVIATIONS: Final = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the three deeds."""
    deeds = parser.add_subparsers(dest="deed", required=True)
    read = deeds.add_parser("read", help="live values, every step of the correction shown")
    calibrate = deeds.add_parser("calibrate", help="compare with a black body; prints the offset for the settings")
    evaluate = deeds.add_parser("evaluate", help="the algorithm on a CSV of recorded readings")
    for deed in (read, calibrate):
        deed.add_argument("--settings", type=Path, default=_SETTINGS_FILE, metavar="FILE", help="default: %(default)s")
    evaluate.add_argument("--settings", type=Path, metavar="FILE", help="left out: the settings' defaults")
    read.add_argument("--count", type=_count, metavar="N", help="samples (default: on a terminal until Ctrl-C, else 5)")
    read.add_argument("--distance-mm", type=int, metavar="MM", help="to the forehead, for the spot correction")
    calibrate.add_argument("--reference", type=float, required=True, metavar="C", help="the black body's temperature")
    calibrate.add_argument("--emissivity", type=float, default=1.0, metavar="E", help="the black body's (default: 1)")
    calibrate.add_argument("--record", type=Path, metavar="FILE", help="write a signed, dated commissioning record")
    calibrate.add_argument("--sign-with", type=Path, metavar="PEM", help="the operator's private key, for --record")
    calibrate.add_argument(
        "--median",
        type=_median,
        metavar="C",
        help="for --record: middle of healthy people here, as the log says after a hundred of them",
    )
    calibrate.add_argument("--count", type=_count, default=20, metavar="N", help="samples (default: 20)")
    evaluate.add_argument("file", type=Path, metavar="CSV", help="see docs/thermometry.md for its columns")
    evaluate.add_argument("--site", choices=("centre", "max", "canthi"), default="centre", help="of the face")
    evaluate.add_argument("--model", choices=("reference", "linear"), help="instead of the settings'")
    evaluate.add_argument("--threshold", type=_threshold, metavar="C", help="instead of the policy's; 36.5 to 39")
    evaluate.add_argument("--roc", type=Path, metavar="PNG", help="draw the receiver operating curves into this file")
    for deed in (read, calibrate, evaluate):
        deed.add_argument("--json", action="store_true", help="one JSON object a line")


def run(arguments: argparse.Namespace, sleep: Callable[[float], None] = time.sleep) -> int:
    """Do one of the three; 1 where the thermometer is not fit, or a table has too few people."""
    deed: Callable[[argparse.Namespace, Callable[[float], None]], int]
    deed = {"read": _read, "calibrate": _calibrate, "evaluate": _evaluate}[arguments.deed]
    return deed(arguments, sleep)


def _count(text: str) -> int:
    number = int(text)
    if not 1 <= number <= 1000:  # noqa: PLR2004 - stated in the help
        raise argparse.ArgumentTypeError("1 to 1000")
    return number


def _median(text: str) -> float:
    celsius = float(text)
    if not 36.0 <= celsius <= 37.2:  # noqa: PLR2004 - the middle of healthy people is nowhere else
        raise argparse.ArgumentTypeError("36.0 to 37.2")
    return celsius


def _threshold(text: str) -> float:
    celsius = float(text)
    if not 36.5 <= celsius <= 39.0:  # noqa: PLR2004 - stated in the help; not a number is neither
        raise argparse.ArgumentTypeError("36.5 to 39")
    return celsius


def _settings(path: Path) -> "Settings":
    from device.settings import load  # noqa: PLC0415 - heavy, and only wanted when it runs

    return load(path)


def _thermometer(settings: "Settings") -> "tuple[Thermometer, Installation]":
    from device.assembly.sensors import assemble_thermometer, installation_of  # noqa: PLC0415

    return assemble_thermometer(settings), installation_of(settings)


def _samples(chip: "Thermometer", count: int, sleep: Callable[[float], None]) -> "tuple[str, list[RawSample]]":
    """Give what the part says of itself, and its samples."""
    found = []
    try:
        part = chip.identify().text
        print(part, file=sys.stderr)
        for _ in range(count):
            sleep(chip.settling_seconds)
            found.append(chip.read())
    finally:
        chip.close()
    return part, found


def _read(arguments: argparse.Namespace, sleep: Callable[[float], None]) -> int:
    from device.commands.thermometer_read import read_live  # noqa: PLC0415 - rich is only wanted here

    chip, installation = _thermometer(_settings(arguments.settings))
    return read_live(
        chip,
        installation,
        sleep=sleep,
        count=arguments.count,
        distance_mm=arguments.distance_mm,
        as_json=arguments.json,
    )


def _calibrate(arguments: argparse.Namespace, sleep: Callable[[float], None]) -> int:
    from device.sensors.corrections import room_celsius  # noqa: PLC0415
    from device.sensors.radiometry import emissivity_corrected, supply_corrected  # noqa: PLC0415

    if (arguments.record is None) is not (arguments.sign_with is None):
        print("menshen thermometer: --record and --sign-with belong together", file=sys.stderr)
        return 2
    if arguments.median is not None and arguments.record is None:
        print("menshen thermometer: --median belongs to --record", file=sys.stderr)
        return 2
    settings = _settings(arguments.settings)
    chip, installation = _thermometer(settings)
    part, samples = _samples(chip, arguments.count, sleep)
    raw = [sample.object_celsius for sample in samples]
    room = room_celsius(median(sample.ambient_celsius for sample in samples), installation)
    if not isinstance(room, float):
        print("menshen thermometer: calibrate in a room of 16 to 32 C", file=sys.stderr)
        return 1
    supplied = supply_corrected(median(raw), installation.supply_volts)
    offset = arguments.reference - emissivity_corrected(supplied, arguments.emissivity, room)
    spread = stdev(raw) if len(raw) > 1 else 0.0
    values = {"offset_celsius": round(offset, 2), "noise_celsius": round(spread, 3), "samples": len(raw)}
    print(json.dumps(values) if arguments.json else f"offset_celsius = {offset:.2f}  # thermometer, from {len(raw)}")
    if spread > _SPREAD_DEVIATIONS * installation.variant.noise_celsius:
        print("menshen thermometer: the readings wander; let thermometer and black body settle", file=sys.stderr)
        return 1
    if abs(offset) > _OFFSET_MOST_CELSIUS:
        print("menshen thermometer: too far off to be corrected; look at supply, distance and part", file=sys.stderr)
        return 1
    if arguments.record is not None:
        _write_record(arguments, settings, part, {**values, "room_celsius": round(room, 2)})
    return 0


def _write_record(arguments: argparse.Namespace, settings: "Settings", part: str, found: dict[str, float]) -> None:
    from datetime import UTC, datetime  # noqa: PLC0415

    from device.errors import FileRefused  # noqa: PLC0415
    from device.key_files import read_signing_private  # noqa: PLC0415
    from device.sensors.commissioning import CommissioningRecord, signed  # noqa: PLC0415

    record = CommissioningRecord(
        at=datetime.now(UTC).replace(microsecond=0),
        device=settings.venue.device,
        sensor=settings.thermometer.sensor.value,
        part=part,
        supply_volts=settings.thermometer.supply_volts,
        offset_celsius=found["offset_celsius"],
        noise_celsius=found["noise_celsius"],
        samples=int(found["samples"]),
        reference_celsius=arguments.reference,
        reference_emissivity=arguments.emissivity,
        room_celsius=found["room_celsius"],
        median_celsius=arguments.median,
    )
    content = signed(record, read_signing_private(arguments.sign_with))
    try:
        arguments.record.write_bytes(content)
    except OSError as error:
        raise FileRefused(f"{arguments.record}: {error.strerror or error}") from error
    print(f"{arguments.record}: written; set thermometer.commissioning to it", file=sys.stderr)


def _evaluate(arguments: argparse.Namespace, _: Callable[[float], None]) -> int:
    from device.checkpoint.policy import Policy  # noqa: PLC0415
    from device.commands.thermometer_evaluate import evaluate  # noqa: PLC0415
    from device.sensors.installation import Installation  # noqa: PLC0415

    installation, policy = Installation(), Policy()
    if arguments.settings is not None:
        settings = _settings(arguments.settings)
        installation, policy = _thermometer(settings)[1], settings.policy
    return evaluate(arguments, installation, policy)

"""Reads a table of recorded foreheads with the true temperature of each person beside them.

Never guesses a column: a table either has this project's header or that of the public study PhysioNet
10.13026/3bhc-9065. This project's header: `reference_celsius` (a clinical thermometer), `ambient_celsius` (the room),
and `surface_celsius` (a forehead, corrected) or `raw_celsius` (what an MLX90614 said), with or without `distance_mm`.
Rows without a number in each wanted column are left out and counted.
"""

import csv
import math
from pathlib import Path
from typing import Final

from msgspec import Struct

from device.errors import FileRefused
from device.sensors.face_site import Site

BYTES_MOST: Final = 64 * 1024 * 1024
_HEADER_ROWS: Final = 5
_STUDY_ROUNDS: Final = ("1", "2", "3", "4")


_STUDY_COLUMNS: Final = {Site.CENTRE: "T_FHCC", Site.MAX: "T_FH_Max", Site.CANTHI: "canthiMax"}


class RecordedReading(Struct, frozen=True, kw_only=True):
    """One person."""

    reference_celsius: float
    ambient_celsius: float
    rounds_celsius: tuple[float, ...] = ()
    """Surface temperatures, corrected, in the order they were taken; none where there is only a raw value."""
    raw_celsius: float | None = None
    distance_mm: int | None = None


class RecordedReadings(Struct, frozen=True, kw_only=True):
    """One table."""

    people: tuple[RecordedReading, ...]
    rows_left_out: int


def read_recorded(path: Path, site: Site = Site.CENTRE) -> RecordedReadings:
    """Give the people of a table, the study's with four rounds each.

    Raises:
        FileRefused: it cannot be read, is too large, or has neither header.
    """
    try:
        if path.stat().st_size > BYTES_MOST:
            raise FileRefused(f"{path}: larger than {BYTES_MOST // 1024 // 1024} MiB")
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as file:
            rows = list(csv.reader(file))
    except (OSError, csv.Error) as error:
        raise FileRefused(f"{path}: {error}") from error
    for place, row in enumerate(rows[:_HEADER_ROWS]):
        names = [name.strip() for name in row]
        if "reference_celsius" in names:
            return _ours(path, names, rows[place + 1 :])
        if "aveOralM" in names:
            return _study(names, rows[place + 1 :], site)
    raise FileRefused(f"{path}: no column reference_celsius (or aveOralM) in the first {_HEADER_ROWS} rows")


def _ours(path: Path, names: list[str], rows: list[list[str]]) -> RecordedReadings:
    if "ambient_celsius" not in names or not {"surface_celsius", "raw_celsius"} & set(names):
        raise FileRefused(f"{path}: needs ambient_celsius, and surface_celsius or raw_celsius")
    people = []
    for row in rows:
        values = {name: _number(cell) for name, cell in zip(names, row, strict=False)}
        reference, ambient = values.get("reference_celsius"), values.get("ambient_celsius")
        surface, raw = values.get("surface_celsius"), values.get("raw_celsius")
        distance = values.get("distance_mm")
        if reference is not None and ambient is not None and not (surface is None and raw is None):
            people.append(
                RecordedReading(
                    reference_celsius=reference,
                    ambient_celsius=ambient,
                    rounds_celsius=() if surface is None else (surface,),
                    raw_celsius=raw,
                    distance_mm=None if distance is None else round(distance),
                )
            )
    return RecordedReadings(people=tuple(people), rows_left_out=len(rows) - len(people))


def _study(names: list[str], rows: list[list[str]], site: Site) -> RecordedReadings:
    sites = [names.index(_STUDY_COLUMNS[site] + number) for number in _STUDY_ROUNDS]
    reference_at, ambient_at = names.index("aveOralM"), names.index("T_atm")
    people = []
    for row in rows:
        if len(row) < len(names):
            continue
        rounds = tuple(value for value in (_number(row[place]) for place in sites) if value is not None)
        reference, ambient = _number(row[reference_at]), _number(row[ambient_at])
        if rounds and reference is not None and ambient is not None:
            people.append(RecordedReading(reference_celsius=reference, ambient_celsius=ambient, rounds_celsius=rounds))
    return RecordedReadings(people=tuple(people), rows_left_out=len(rows) - len(people))


def _number(cell: str) -> float | None:
    try:
        value = float(cell)
    except ValueError:
        return None
    return value if math.isfinite(value) else None

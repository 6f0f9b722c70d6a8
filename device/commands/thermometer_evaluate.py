"""Prints how well the algorithm tells fever from no fever on a table of people: `menshen thermometer evaluate`.

Never tunes the gate; what it finds is for an installer to choose a threshold by.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import Final

import msgspec

from device.checkpoint.policy import Policy
from device.sensors.face_site import Site
from device.sensors.false_fever_cut import Screened
from device.sensors.installation import CoreModel, Installation
from device.sensors.judged_people import judged
from device.sensors.receiver_curve import receiver_points
from device.sensors.receiver_picture import draw_receiver_curves
from device.sensors.recorded_readings import RecordedReadings, read_recorded
from device.sensors.screening_quality import FEVER_TRUTHS_CELSIUS, Area, FeverQuality, ScreeningQuality
from device.sensors.screening_quality import screening_quality as quality_of

_TABLE_HEAD: Final = "threshold  fevers missed  false fevers of 1000 healthy  healthy measured twice of 1000"


def evaluate(arguments: argparse.Namespace, installation: Installation, policy: Policy) -> int:
    """Evaluate a table; 1 where too few people can be judged or the picture cannot be written."""
    changes = {"site": Site(arguments.site)}
    installation = msgspec.structs.replace(installation, **changes)
    if arguments.model is not None:
        installation = msgspec.structs.replace(installation, core_model=CoreModel(arguments.model))
    if arguments.threshold is not None:
        policy = msgspec.structs.replace(policy, fever_celsius=arguments.threshold)
    recorded = read_recorded(arguments.file, Site(arguments.site))
    quality = quality_of(recorded.people, installation, policy)
    if quality is None:
        print(f"menshen thermometer: {arguments.file}: fewer than two people can be judged", file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps({**msgspec.to_builtins(quality), "rows_left_out": recorded.rows_left_out}))
    else:
        _show(quality, recorded.rows_left_out)
    if arguments.roc is not None:
        return _draw(arguments.roc, recorded, installation, quality)
    return 0


def _draw(file: Path, recorded: RecordedReadings, installation: Installation, quality: ScreeningQuality) -> int:
    people = [one for one in (judged(person, installation) for person in recorded.people) if one is not None]
    curves = {}
    for truth in FEVER_TRUTHS_CELSIUS:
        for name, numbers in (
            ("core estimate", [one.reading.core_celsius for one in people]),
            ("bare site", [one.bare_celsius for one in people]),
        ):
            pairs = list(zip(numbers, people, strict=True))
            curves[f"{name}, fever from {truth} C"] = receiver_points(
                [number for number, one in pairs if one.truth_celsius >= truth],
                [number for number, one in pairs if one.truth_celsius < truth],
            )
    try:
        draw_receiver_curves(curves, f"{quality.people} people, {quality.site}, {quality.core_model}", file)
    except OSError as error:
        print(f"menshen thermometer: {file}: {error.strerror or error}", file=sys.stderr)
        return 1
    return 0


def _show(quality: ScreeningQuality, left_out: int) -> None:
    print(f"people {quality.people}, without a reading {quality.refused}, rows left out {left_out}", end="; ")
    print(f"site {quality.site}, model {quality.core_model}")
    print(
        f"estimate minus truth: mean {quality.bias_celsius:+.3f} C, deviation {quality.deviation_celsius:.3f} C "
        f"(people without fever {_shown(quality.healthy_deviation_celsius)} C)"
    )
    for fever in quality.fevers:
        _show_fever(fever, quality)


def _show_fever(fever: FeverQuality, quality: ScreeningQuality) -> None:
    print()
    print(f"truth >= {fever.truth_celsius} C: {fever.febrile} of {quality.people} people")
    ours = Area(value=fever.area_under_curve, interval=fever.area_interval)
    print(f"  area under curve {_area(ours)}; bare site {_area(fever.bare_site)}", end="; ")
    print(f"its highest round {_area(fever.bare_highest)}; line fitted to others {_area(fever.fitted_line)}")
    print(
        f"  at {quality.fever_celsius} C: sensitivity {_shown(fever.sensitivity)}, specificity "
        f"{_shown(fever.specificity)}, {_shown(fever.false_alarms_per_1000, 0)} false alarms per 1000 healthy, "
        f"{fever.missed_fevers} of {fever.febrile} fevers missed"
    )
    print(f"  first attempt: febrile {fever.febrile_first_attempt}, others {fever.others_first_attempt}")
    print("  at 5 % false fevers:")
    for name, found in (
        ("cut chosen on others than those judged", fever.at_5_percent),
        ("cut chosen on those judged", fever.at_5_percent_in_sample),
        ("the same, half of the rounds an attempt", fever.at_5_percent_in_halves),
        ("best cut on the bare site, one attempt", fever.at_5_percent_bare_site),
    ):
        if found is not None:
            print(f"    {name:<40} {_screened(found, fever.febrile)}")
    print(f"  {_TABLE_HEAD}")
    for row in fever.thresholds:
        print(
            f"  {row.cut_celsius:6.1f} C {row.missed_people:>7} of {fever.febrile:<5}"
            f"{_shown(_per_1000(row.false_fevers), 0):>18}{_shown(_per_1000(row.healthy_second_attempts), 0):>32}"
        )


def _screened(found: Screened, febrile: int) -> str:
    second = "" if found.healthy_second_attempts is None else f", healthy twice {_shown(found.healthy_second_attempts)}"
    return (
        f"{found.cut_celsius:.2f} C: false fevers {_shown(found.false_fevers)}, "
        f"missed {found.missed_people} of {febrile} ({_shown(found.missed)}){second}"
    )


def _area(area: Area) -> str:
    if area.value is None or area.interval is None:
        return _shown(area.value)
    return f"{area.value:.3f} ({area.interval[0]:.3f} to {area.interval[1]:.3f})"


def _per_1000(share: float | None) -> float | None:
    return None if share is None else 1000.0 * share


def _shown(value: float | None, digits: int = 3) -> str:
    return "-" if value is None else f"{value:.{digits}f}"

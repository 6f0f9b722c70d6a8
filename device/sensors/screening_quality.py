"""Says how well the algorithm tells fever from no fever on people whose true temperature is known.

Never tunes anything: it runs the same corrections and the same judgement as the gate and counts.
"""

import math
from statistics import fmean, stdev
from typing import Final

from msgspec import Struct

from device.checkpoint.facts import Reading
from device.checkpoint.policy import Policy
from device.checkpoint.situation import Measured
from device.checkpoint.temperature import judge
from device.sensors.corrections import (
    ALGORITHM,
    Plateau,
    chip_celsius,
    core_deviation,
    core_of_surface,
    correct,
    reading_of,
)
from device.sensors.installation import Installation
from device.sensors.recorded_readings import RecordedReading
from device.vocabulary import Band, Reason

FEVER_TRUTHS_CELSIUS: Final = (37.5, 38.0)
"""True temperatures from which on a person counts as febrile."""
SAMPLES_ASSUMED: Final = 2


class FeverQuality(Struct, frozen=True, kw_only=True):
    """How well people of at least `truth_celsius` are told from the others; None where one kind is missing."""

    truth_celsius: float
    febrile: int
    area_under_curve: float | None
    sensitivity: float | None
    """Share of the febrile at or above the threshold."""
    specificity: float | None
    """Share of the others below it."""
    febrile_first_attempt: dict[str, int]
    """Bands of the febrile after the first attempt."""
    others_first_attempt: dict[str, int]


class ScreeningQuality(Struct, frozen=True, kw_only=True):
    """The whole table."""

    people: int
    refused: int
    """No reading: the room or the distance is out of range."""
    bias_celsius: float
    """Mean of estimate minus truth."""
    deviation_celsius: float
    fever_celsius: float
    fevers: tuple[FeverQuality, ...]


def screening_quality(
    people: tuple[RecordedReading, ...], installation: Installation, policy: Policy
) -> ScreeningQuality | None:
    """Judge every person as a gate would; None where fewer than two can be."""
    judged: list[tuple[Reading, float]] = []
    for person in people:
        reading = _reading(person, installation)
        if reading is not None:
            judged.append((reading, person.reference_celsius))
    if len(judged) < 2:  # noqa: PLR2004 - a deviation needs two
        return None
    errors = [reading.core_celsius - truth for reading, truth in judged]
    return ScreeningQuality(
        people=len(judged),
        refused=len(people) - len(judged),
        bias_celsius=fmean(errors),
        deviation_celsius=stdev(errors),
        fever_celsius=policy.fever_celsius,
        fevers=tuple(_fever(judged, truth, policy) for truth in FEVER_TRUTHS_CELSIUS),
    )


def area_under_curve(febrile: list[float], others: list[float]) -> float | None:
    """Probability that a febrile person is estimated higher than another one; ties count half."""
    if not febrile or not others:
        return None
    ordered = sorted([(value, True) for value in febrile] + [(value, False) for value in others])
    ranks = 0.0
    place = 0
    while place < len(ordered):
        end = place
        while end < len(ordered) and ordered[end][0] == ordered[place][0]:
            end += 1
        rank = (place + 1 + end) / 2.0
        ranks += rank * sum(is_febrile for _, is_febrile in ordered[place:end])
        place = end
    count = len(febrile)
    return (ranks - count * (count + 1) / 2.0) / (count * len(others))


def _fever(judged: list[tuple[Reading, float]], truth_celsius: float, policy: Policy) -> FeverQuality:
    febrile = [reading for reading, truth in judged if truth >= truth_celsius]
    others = [reading for reading, truth in judged if truth < truth_celsius]
    limit = policy.fever_celsius
    return FeverQuality(
        truth_celsius=truth_celsius,
        febrile=len(febrile),
        area_under_curve=area_under_curve([one.core_celsius for one in febrile], [one.core_celsius for one in others]),
        sensitivity=fmean(one.core_celsius >= limit for one in febrile) if febrile else None,
        specificity=fmean(one.core_celsius < limit for one in others) if others else None,
        febrile_first_attempt=_bands(febrile, policy),
        others_first_attempt=_bands(others, policy),
    )


def _bands(readings: list[Reading], policy: Policy) -> dict[str, int]:
    counted = {band.value: 0 for band in (Band.NORMAL, Band.DOUBTFUL, Band.FEVER)}
    for reading in readings:
        counted[judge(Measured(), reading, policy).band.value] += 1
    return counted


def _reading(person: RecordedReading, installation: Installation) -> Reading | None:
    if person.surface_celsius is None:
        assert person.raw_celsius is not None  # noqa: S101 - a recorded reading has one or the other
        plateau = Plateau(
            raw_celsius=person.raw_celsius,
            # The table holds the room's temperature; the corrections expect the chip's own.
            ambient_celsius=chip_celsius(person.ambient_celsius, installation),
            samples=SAMPLES_ASSUMED,
            distance_mm=person.distance_mm,
        )
        corrected = correct(plateau, installation)
        return None if isinstance(corrected, Reason) else reading_of(corrected, plateau, installation)
    surface = person.surface_celsius
    variant = installation.variant
    deviation = math.hypot(
        variant.accuracy_celsius(surface) / math.sqrt(3.0), variant.noise_celsius / math.sqrt(SAMPLES_ASSUMED)
    )
    room = person.ambient_celsius
    return Reading(
        core_celsius=core_of_surface(surface, room, installation.core_model),
        surface_celsius=surface,
        raw_celsius=surface,
        ambient_celsius=room,
        uncertainty_celsius=core_deviation(surface, deviation, room, installation.core_model),
        samples=SAMPLES_ASSUMED,
        sensor="recorded",
        algorithm=ALGORITHM,
    )

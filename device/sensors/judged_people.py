"""Runs the gate's corrections and its two attempts on recorded people whose true temperature is known.

Never judges by rules of its own: `device.checkpoint.temperature` does. Each of a person's rounds counts as a plateau,
and of several plateaus the highest counts, as at the gate. Where a table has no further rounds the second attempt sees
the first one's again: it can then bring neither a new error nor a better estimate.
"""

import math
from collections.abc import Sequence
from statistics import fmean
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

SAMPLES_ASSUMED: Final = 2


class JudgedPerson(Struct, frozen=True, kw_only=True):
    """One person as the gate would see them."""

    truth_celsius: float
    bare_celsius: float
    """The site itself, uncorrected: the mean of the rounds."""
    reading: Reading
    """From all rounds."""
    halves: tuple[Reading, Reading] | None
    """From the first half of the rounds and from the second; None with fewer than two."""


class TwoAttempts(Struct, frozen=True, kw_only=True):
    """How a visit's measurement ended."""

    first: Band
    is_case: bool
    """Still a fever (or, where the policy is strict, doubtful) after the second attempt."""

    @property
    def needed_second(self) -> bool:
        """Whether the person was asked to be measured again."""
        return self.first is not Band.NORMAL


def judged(person: RecordedReading, installation: Installation) -> JudgedPerson | None:
    """Give the person's readings; None where room or distance allow none."""
    rounds = person.rounds_celsius
    if not rounds:
        reading = _of_raw(person, installation)
        if reading is None or person.raw_celsius is None:
            return None
        return JudgedPerson(
            truth_celsius=person.reference_celsius, bare_celsius=person.raw_celsius, reading=reading, halves=None
        )
    middle = len(rounds) // 2
    return JudgedPerson(
        truth_celsius=person.reference_celsius,
        bare_celsius=fmean(rounds),
        reading=_of_rounds(rounds, person.ambient_celsius, installation),
        halves=None
        if not middle
        else (
            _of_rounds(rounds[:middle], person.ambient_celsius, installation),
            _of_rounds(rounds[middle:], person.ambient_celsius, installation),
        ),
    )


def two_attempts(first: Reading, second: Reading, policy: Policy) -> TwoAttempts:
    """Judge both as the gate does."""
    verdict = judge(Measured(), first, policy)
    if verdict.final:
        return TwoAttempts(first=verdict.band, is_case=False)
    final = judge(Measured(attempt=1, first=first), second, policy)
    return TwoAttempts(first=verdict.band, is_case=final.band is not Band.NORMAL)


def _of_rounds(rounds: Sequence[float], room: float, installation: Installation) -> Reading:
    surface = max(rounds)
    variant = installation.variant
    deviation = math.hypot(
        variant.accuracy_celsius(surface) / math.sqrt(3.0), variant.noise_celsius / math.sqrt(SAMPLES_ASSUMED)
    )
    return Reading(
        core_celsius=core_of_surface(surface, room, installation),
        surface_celsius=surface,
        raw_celsius=surface,
        ambient_celsius=room,
        uncertainty_celsius=core_deviation(surface, deviation, room, installation),
        samples=SAMPLES_ASSUMED,
        sensor="recorded",
        algorithm=ALGORITHM,
    )


def _of_raw(person: RecordedReading, installation: Installation) -> Reading | None:
    if person.raw_celsius is None:
        return None
    plateau = Plateau(
        raw_celsius=person.raw_celsius,
        # The table holds the room's temperature; the corrections expect the chip's own.
        ambient_celsius=chip_celsius(person.ambient_celsius, installation),
        samples=SAMPLES_ASSUMED,
        distance_mm=person.distance_mm,
    )
    corrected = correct(plateau, installation)
    return None if isinstance(corrected, Reason) else reading_of(corrected, plateau, installation)

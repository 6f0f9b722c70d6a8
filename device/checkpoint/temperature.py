"""Judges a temperature: normal, doubtful or fever from one attempt, normal or fever from two.

Never decides about a person; it says what the numbers say. The probability of fever is that of a normal
distribution around the estimate whose variance is the reading's own plus the person's forehead-to-core offset,
which no number of samples removes.
"""

import math

from msgspec import Struct
from msgspec.structs import replace

from device.checkpoint.facts import Reading
from device.checkpoint.policy import Policy
from device.checkpoint.situation import Measured
from device.vocabulary import Band, Reason

ATTEMPTS_MOST = 2
TEMPERATURE_STEP_CELSIUS = 0.8
"""Surface temperatures further apart than this belong to two people (three within-person deviations of 0.24 C)."""


WARMING_UP_SD_CELSIUS = 0.3
"""What a thermometer that has not settled may be off by, one standard deviation."""


class Verdict(Struct, frozen=True, kw_only=True):
    """Band of the attempts so far, and whether another attempt is wanted."""

    band: Band
    final: bool
    reading: Reading | None
    reasons: tuple[Reason, ...]


def probability_of_fever(reading: Reading, policy: Policy) -> float:
    """Give P(core >= threshold), 0 to 1."""
    deviation = math.hypot(reading.uncertainty_celsius, policy.site_sd_celsius)
    if deviation == 0.0:
        return 1.0 if reading.core_celsius >= policy.fever_celsius else 0.0
    return 0.5 * math.erfc((policy.fever_celsius - reading.core_celsius) / (deviation * math.sqrt(2.0)))


def combined(first: Reading, second: Reading) -> Reading:
    """Give the second reading with the inverse-variance mean of both core estimates."""
    one = 1.0 / max(first.uncertainty_celsius, 0.01) ** 2
    two = 1.0 / max(second.uncertainty_celsius, 0.01) ** 2
    core = (first.core_celsius * one + second.core_celsius * two) / (one + two)
    return replace(second, core_celsius=core, uncertainty_celsius=math.sqrt(1.0 / (one + two)))


def judge(measured: Measured, reading: Reading, policy: Policy) -> Verdict:
    """Judge the attempt that just ended well; `measured` holds the attempts before it."""
    if measured.attempt == 0:
        probability = probability_of_fever(reading, policy)
        if probability <= policy.normal_probability:
            return Verdict(band=Band.NORMAL, final=True, reading=reading, reasons=(Reason.TEMPERATURE_NORMAL,))
        if probability >= policy.fever_probability:
            return Verdict(band=Band.FEVER, final=False, reading=reading, reasons=(Reason.TEMPERATURE_FEVER,))
        return Verdict(band=Band.DOUBTFUL, final=False, reading=reading, reasons=(Reason.TEMPERATURE_DOUBTFUL,))
    whole = reading if measured.first is None else combined(measured.first, reading)
    if whole.core_celsius >= policy.fever_celsius:
        return Verdict(band=Band.FEVER, final=True, reading=whole, reasons=(Reason.TEMPERATURE_FEVER,))
    calm = measured.first is None and probability_of_fever(whole, policy) <= policy.normal_probability
    if calm:
        return Verdict(band=Band.NORMAL, final=True, reading=whole, reasons=(Reason.TEMPERATURE_NORMAL,))
    band = Band.DOUBTFUL if policy.strict else Band.NORMAL
    return Verdict(band=band, final=True, reading=whole, reasons=(Reason.TEMPERATURE_DOUBTFUL,))


def judge_failure(measured: Measured, reason: Reason) -> Verdict:
    """Judge the attempt that just ended without a reading.

    A fever that could not be confirmed stays a fever; a doubt that could not be settled stays a doubt; both are
    referred, because unknown is not healthy.
    """
    if measured.attempt + 1 < ATTEMPTS_MOST:
        return Verdict(band=Band.UNMEASURED, final=False, reading=None, reasons=(reason,))
    if measured.first is None:
        why = (Reason.TEMPERATURE_UNMEASURED, reason)
        return Verdict(band=Band.UNMEASURED, final=True, reading=None, reasons=why)
    fever = Reason.TEMPERATURE_FEVER in measured.reasons
    band = Band.FEVER if fever else Band.DOUBTFUL
    doubt = Reason.TEMPERATURE_FEVER if fever else Reason.TEMPERATURE_DOUBTFUL
    return Verdict(band=band, final=True, reading=measured.first, reasons=(doubt, reason))


def unsettled(reading: Reading) -> Reading:
    """Give the reading of a thermometer that still warms up its full doubt."""
    return replace(reading, uncertainty_celsius=math.hypot(reading.uncertainty_celsius, WARMING_UP_SD_CELSIUS))


def is_number(reading: Reading) -> bool:
    """Claim that every figure that decides is finite; what is not a number is not a normal temperature."""
    figures = (reading.core_celsius, reading.surface_celsius, reading.uncertainty_celsius)
    return all(math.isfinite(figure) for figure in figures)


def another_person(one: Reading, two: Reading) -> bool:
    """Claim that two readings belong to two people, by the step in surface temperature."""
    return abs(one.surface_celsius - two.surface_celsius) >= TEMPERATURE_STEP_CELSIUS

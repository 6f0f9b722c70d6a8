"""Says how well the algorithm tells fever from no fever on people whose true temperature is known.

Never tunes the gate: it runs the same corrections and the same judgement and counts.
"""

from collections.abc import Sequence
from statistics import fmean, stdev
from typing import Final

from msgspec import Struct

from device.checkpoint.policy import Policy
from device.sensors.false_fever_cut import Screened, at_cut, bare_site, cross_validated, in_halves, in_sample
from device.sensors.fitted_line import fitted_out_of_fold
from device.sensors.installation import Installation
from device.sensors.judged_people import JudgedPerson, judged, two_attempts
from device.sensors.receiver_curve import area_interval, area_under_curve
from device.sensors.recorded_readings import RecordedReading
from device.vocabulary import Band

FEVER_TRUTHS_CELSIUS: Final = (37.5, 38.0)
"""True temperatures from which on a person counts as febrile."""
THRESHOLDS_CELSIUS: Final = tuple(36.8 + 0.1 * step for step in range(18))
"""What the table to choose from shows: two below the least the policy allows, for comparison, up to the most."""


class Area(Struct, frozen=True, kw_only=True):
    """Area under the receiver operating curve with its 95 % interval; None where one kind of people is missing."""

    value: float | None
    interval: tuple[float, float] | None


class FeverQuality(Struct, frozen=True, kw_only=True):
    """How well people of at least `truth_celsius` are told from the others; None where one kind is missing."""

    truth_celsius: float
    febrile: int
    area_under_curve: float | None
    area_interval: tuple[float, float] | None
    bare_site: Area
    """The site itself, the mean of the rounds, uncorrected."""
    bare_highest: Area
    """The site itself, the highest round, uncorrected."""
    fitted_line: Area
    """A line through surface and room, fitted on nine tenths of the people and tried on the last, ten times over."""
    sensitivity: float | None
    """Share of the febrile who end as a case at the policy's threshold."""
    specificity: float | None
    false_alarms_per_1000: float | None
    missed_fevers: int
    febrile_first_attempt: dict[str, int]
    """Bands of the febrile after the first attempt."""
    others_first_attempt: dict[str, int]
    at_5_percent: Screened | None
    """At 5 % false fevers, the cut chosen on other people than those judged."""
    at_5_percent_in_sample: Screened | None
    """The cut chosen on the people judged."""
    at_5_percent_in_halves: Screened | None
    """The same with half of the rounds for each attempt."""
    at_5_percent_bare_site: Screened | None
    """The best cut on the bare site, chosen on the people judged."""
    thresholds: tuple[Screened, ...]


class ScreeningQuality(Struct, frozen=True, kw_only=True):
    """The whole table."""

    people: int
    refused: int
    """No reading: the room or the distance is out of range."""
    site: str
    core_model: str
    bias_celsius: float
    """Mean of estimate minus truth."""
    deviation_celsius: float
    healthy_deviation_celsius: float | None
    fever_celsius: float
    fevers: tuple[FeverQuality, ...]


def screening_quality(
    people: Sequence[RecordedReading], installation: Installation, policy: Policy
) -> ScreeningQuality | None:
    """Judge every person as a gate would; None where fewer than two can be."""
    known = [one for one in (judged(person, installation) for person in people) if one is not None]
    if len(known) < 2:  # noqa: PLR2004 - a deviation needs two
        return None
    errors = [one.reading.core_celsius - one.truth_celsius for one in known]
    healthy = [error for error, one in zip(errors, known, strict=True) if one.truth_celsius < FEVER_TRUTHS_CELSIUS[0]]
    return ScreeningQuality(
        people=len(known),
        refused=len(people) - len(known),
        site=installation.site.value,
        core_model=installation.core_model.value,
        bias_celsius=fmean(errors),
        deviation_celsius=stdev(errors),
        healthy_deviation_celsius=stdev(healthy) if len(healthy) > 1 else None,
        fever_celsius=policy.fever_celsius,
        fevers=tuple(_fever(known, truth, policy) for truth in FEVER_TRUTHS_CELSIUS),
    )


def _fever(people: list[JudgedPerson], truth: float, policy: Policy) -> FeverQuality:
    febrile = [one for one in people if one.truth_celsius >= truth]
    others = [one for one in people if one.truth_celsius < truth]
    here = at_cut(people, policy.fever_celsius, truth, policy)
    ours = _area([one.reading.core_celsius for one in febrile], [one.reading.core_celsius for one in others])
    fitted = fitted_out_of_fold(people)
    return FeverQuality(
        truth_celsius=truth,
        febrile=len(febrile),
        area_under_curve=ours.value,
        area_interval=ours.interval,
        bare_site=_area([one.bare_celsius for one in febrile], [one.bare_celsius for one in others]),
        bare_highest=_area(
            [one.reading.surface_celsius for one in febrile], [one.reading.surface_celsius for one in others]
        ),
        fitted_line=_area(
            [value for value, one in zip(fitted, people, strict=False) if one.truth_celsius >= truth],
            [value for value, one in zip(fitted, people, strict=False) if one.truth_celsius < truth],
        ),
        sensitivity=None if here.missed is None else 1.0 - here.missed,
        specificity=None if here.false_fevers is None else 1.0 - here.false_fevers,
        false_alarms_per_1000=None if here.false_fevers is None else 1000.0 * here.false_fevers,
        missed_fevers=here.missed_people,
        febrile_first_attempt=_bands(febrile, policy),
        others_first_attempt=_bands(others, policy),
        at_5_percent=cross_validated(people, truth, policy),
        at_5_percent_in_sample=in_sample(people, truth, policy),
        at_5_percent_in_halves=in_halves(people, truth, policy),
        at_5_percent_bare_site=bare_site(people, truth),
        thresholds=tuple(at_cut(people, cut, truth, policy) for cut in THRESHOLDS_CELSIUS),
    )


def _area(febrile: list[float], others: list[float]) -> Area:
    return Area(value=area_under_curve(febrile, others), interval=area_interval(febrile, others))


def _bands(people: list[JudgedPerson], policy: Policy) -> dict[str, int]:
    counted = {band.value: 0 for band in (Band.NORMAL, Band.DOUBTFUL, Band.FEVER)}
    for one in people:
        counted[two_attempts(one.reading, one.reading, policy).first.value] += 1
    return counted

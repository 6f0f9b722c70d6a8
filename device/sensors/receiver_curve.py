"""Says how well a number tells two kinds of people apart, whatever threshold is chosen later.

Never chooses a threshold. Area under the receiver operating curve: the probability that one of the febrile has a higher
number than one of the others; ties count half (Mann-Whitney). Its interval: people of each kind drawn anew with
replacement, the 2.5 and 97.5 percentiles.
"""

from collections.abc import Sequence
from typing import Final

REDRAWN: Final = 1000
_SEED: Final = 20261123


def area_under_curve(febrile: Sequence[float], others: Sequence[float]) -> float | None:
    """Give the area; None where one kind is missing."""
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


def area_interval(febrile: Sequence[float], others: Sequence[float]) -> tuple[float, float] | None:
    """Give the 95 % interval of the area; None where one kind is missing."""
    if not febrile or not others:
        return None
    import numpy  # noqa: PLC0415 - heavy, and only wanted when a table is evaluated

    source = numpy.random.default_rng(_SEED)
    ordered = numpy.sort(numpy.asarray(others))
    below = numpy.searchsorted(ordered, febrile, side="left")
    not_above = numpy.searchsorted(ordered, febrile, side="right")
    areas = []
    for _ in range(REDRAWN):
        drawn = numpy.bincount(source.integers(0, len(ordered), len(ordered)), minlength=len(ordered))
        summed = numpy.concatenate(([0], numpy.cumsum(drawn)))
        wins = (summed[below] + summed[not_above]) / 2.0
        areas.append(float(wins[source.integers(0, len(wins), len(wins))].mean()) / len(ordered))
    low, high = numpy.percentile(areas, (2.5, 97.5))
    return float(low), float(high)


def receiver_points(febrile: Sequence[float], others: Sequence[float]) -> list[tuple[float, float]]:
    """Give (share of the others, share of the febrile) at or above each threshold, from none to all."""
    points = [(0.0, 0.0)]
    if not febrile or not others:
        return points
    high, low = sorted(febrile, reverse=True), sorted(others, reverse=True)
    hits = alarms = 0
    for threshold in sorted({*high, *low}, reverse=True):
        while hits < len(high) and high[hits] >= threshold:
            hits += 1
        while alarms < len(low) and low[alarms] >= threshold:
            alarms += 1
        points.append((alarms / len(low), hits / len(high)))
    return points

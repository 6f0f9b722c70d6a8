"""Fits a line from surface and room to core temperature on some people and tries it on others.

Never used by the gate: it shows what a model made for exactly these people could reach at best. Least squares.
"""

from collections.abc import Sequence
from typing import Final

from device.sensors.judged_people import JudgedPerson

FOLDS: Final = 10
_PEOPLE_LEAST: Final = 30


def fitted_out_of_fold(people: Sequence[JudgedPerson]) -> list[float]:
    """Give each person's core temperature by a line fitted without them; nothing for fewer than 30 people."""
    if len(people) < _PEOPLE_LEAST:
        return []
    import numpy  # noqa: PLC0415 - heavy, and only wanted when a table is evaluated

    seen = numpy.array([(one.reading.surface_celsius, one.reading.ambient_celsius, 1.0) for one in people])
    truth = numpy.array([one.truth_celsius for one in people])
    fold = numpy.arange(len(people)) % FOLDS
    found = numpy.empty(len(people))
    for number in range(FOLDS):
        line = numpy.linalg.lstsq(seen[fold != number], truth[fold != number], rcond=None)[0]
        found[fold == number] = seen[fold == number] @ line
    return [float(value) for value in found]

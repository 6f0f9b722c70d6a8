"""Finds the threshold at which a stated share of healthy people is called febrile, and what is missed there.

Never judges people by a threshold they took part in choosing, except where it says so (`in_sample`): the cut is chosen
on nine tenths of the people and applied to the others, ten times over.
"""

import math
from collections.abc import Sequence
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from device.checkpoint.policy import Policy
from device.checkpoint.temperature import combined
from device.sensors.judged_people import JudgedPerson, two_attempts

FOLDS: Final = 10
FALSE_FEVERS: Final = 0.05


class Screened(Struct, frozen=True, kw_only=True):
    """What a cut does to people; shares, and None where a kind of people is missing."""

    cut_celsius: float
    """Cross-validated: the middle one of ten."""
    false_fevers: float | None
    """Of the healthy: still a case after the second attempt."""
    missed: float | None
    """Of the febrile."""
    missed_people: int
    healthy_second_attempts: float | None


def cut_for(healthy: Sequence[float], share: float = FALSE_FEVERS, *, unseen: bool = False) -> float | None:
    """Give the lowest cut that at most `share` of the healthy reach; None without any.

    With `unseen` the share is what healthy people beside these can be expected to reach (one more counts among them).
    """
    ordered = sorted(healthy, reverse=True)
    if not ordered:
        return None
    place = int(share * (len(ordered) + 1)) - 1 if unseen else int(share * len(ordered))
    # Just above the first who must not reach it, so that nobody in between is missed.
    return math.nextafter(ordered[max(place, 0)], math.inf)


def in_sample(people: Sequence[JudgedPerson], truth_celsius: float, policy: Policy) -> Screened | None:
    """Choose the gate's cut on all people and judge the same people."""
    cut = cut_for([one.reading.core_celsius for one in people if one.truth_celsius < truth_celsius])
    return None if cut is None else _screened([(one, cut) for one in people], truth_celsius, policy)


def cross_validated(people: Sequence[JudgedPerson], truth_celsius: float, policy: Policy) -> Screened | None:
    """Choose the gate's cut on nine tenths and judge the last tenth, ten times over."""
    pairs = []
    for fold in range(FOLDS):
        others = [one for place, one in enumerate(people) if place % FOLDS != fold]
        healthy = [one.reading.core_celsius for one in others if one.truth_celsius < truth_celsius]
        cut = cut_for(healthy, unseen=True)
        if cut is None:
            return None
        pairs += [(one, cut) for place, one in enumerate(people) if place % FOLDS == fold]
    return _screened(pairs, truth_celsius, policy)


def at_cut(people: Sequence[JudgedPerson], cut_celsius: float, truth_celsius: float, policy: Policy) -> Screened:
    """Judge everybody by one stated cut."""
    return _screened([(one, cut_celsius) for one in people], truth_celsius, policy)


def bare_site(people: Sequence[JudgedPerson], truth_celsius: float) -> Screened | None:
    """Give the best cut on the bare site, chosen on the people it is judged on, with one attempt."""
    cut = cut_for([one.bare_celsius for one in people if one.truth_celsius < truth_celsius])
    if cut is None:
        return None
    healthy = [one.bare_celsius >= cut for one in people if one.truth_celsius < truth_celsius]
    missed = [one.bare_celsius < cut for one in people if one.truth_celsius >= truth_celsius]
    return Screened(
        cut_celsius=cut,
        false_fevers=_share(healthy),
        missed=_share(missed),
        missed_people=sum(missed),
        healthy_second_attempts=None,
    )


def in_halves(people: Sequence[JudgedPerson], truth_celsius: float, policy: Policy) -> Screened | None:
    """Give each attempt half of the rounds, at the cut that suits both together; chosen on the people judged."""
    pairs = [(one, *one.halves) for one in people if one.halves is not None]
    cut = cut_for(
        [combined(first, second).core_celsius for one, first, second in pairs if one.truth_celsius < truth_celsius]
    )
    if cut is None:
        return None
    return _screened([(one, cut) for one, _, _ in pairs], truth_celsius, policy, halved=True)


def _screened(
    pairs: list[tuple[JudgedPerson, float]], truth_celsius: float, policy: Policy, *, halved: bool = False
) -> Screened:
    policies = {cut: replace(policy, fever_celsius=cut) for _, cut in pairs}
    healthy, missed, second = [], [], []
    for one, cut in pairs:
        readings = one.halves if halved and one.halves is not None else (one.reading, one.reading)
        found = two_attempts(*readings, policies[cut])
        if one.truth_celsius >= truth_celsius:
            missed.append(not found.is_case)
        else:
            healthy.append(found.is_case)
            second.append(found.needed_second)
    return Screened(
        cut_celsius=sorted(cut for _, cut in pairs)[len(pairs) // 2],
        false_fevers=_share(healthy),
        missed=_share(missed),
        missed_people=sum(missed),
        healthy_second_attempts=_share(second),
    )


def _share(claims: list[bool]) -> float | None:
    return sum(claims) / len(claims) if claims else None

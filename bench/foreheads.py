"""Prints what the algorithm reaches on a published study of foreheads, beside the bare site in the same run.

Goals, for fever from 37.5 and from 38 C in the mouth, the middle and the warmest place of the forehead: an area under
the curve not below the bare site's minus 0.01; at 5 % false fevers no more fevers missed than by the best cut on the
bare site, at most 35 % of the healthy measured twice and at most 5 % still a case. Exit 1 where one is missed.
With `--halves N` also what a cut chosen on half of the people does to the other half, N times (no goal): how well a cut
at 5 % can be known at all. Run as `python bench/foreheads.py FLIR_group1.csv ICI_group1.csv`, both of PhysioNet
10.13026/3bhc-9065.
"""

import argparse
import random
import statistics
import sys
from pathlib import Path

from figure import percentile, show_figure, show_machine

from device.checkpoint.policy import Policy
from device.errors import FileRefused
from device.sensors.face_site import Site
from device.sensors.false_fever_cut import at_cut, cut_for
from device.sensors.installation import Installation
from device.sensors.judged_people import judged
from device.sensors.recorded_readings import RecordedReading, read_recorded
from device.sensors.screening_quality import FeverQuality, screening_quality

AREA_LOST_MOST = 0.01
HEALTHY_TWICE_MOST = 0.35
FALSE_FEVERS_MOST = 0.05


def shows(fever: FeverQuality) -> bool:
    """Print one kind of fever; claim that every goal is met."""
    ours, bare = fever.at_5_percent_in_sample, fever.at_5_percent_bare_site
    if fever.area_under_curve is None or fever.bare_site.value is None or ours is None or bare is None:
        print("too few people of one kind")
        return False
    lost = fever.bare_site.value - fever.area_under_curve
    print(
        f"fever from {fever.truth_celsius} C: area {fever.area_under_curve:.3f}, bare site {fever.bare_site.value:.3f}"
    )
    met = [
        show_figure("  area lost against the bare site", lost, "", goal=AREA_LOST_MOST),
        show_figure("  fevers missed", ours.missed or 0.0, "", goal=bare.missed or 0.0),
        show_figure("  healthy measured twice", ours.healthy_second_attempts or 0.0, "", goal=HEALTHY_TWICE_MOST),
        show_figure("  healthy still a case", ours.false_fevers or 0.0, "", goal=FALSE_FEVERS_MOST),
    ]
    others = fever.at_5_percent
    if others is not None:
        print(
            f"  cut chosen on others: missed {others.missed or 0.0:.3f}, still a case {others.false_fevers or 0.0:.3f}"
        )
    return all(met)


def halves(people: tuple[RecordedReading, ...], installation: Installation, times: int) -> None:
    """Print what cuts chosen on half of the people do to the healthy of the other half."""
    known = [one for one in (judged(person, installation) for person in people) if one is not None]
    source = random.Random(1)  # noqa: S311 - which half, no secret
    policy = Policy()
    for truth in (37.5, 38.0):
        shares = []
        for _ in range(times):
            source.shuffle(known)
            middle = len(known) // 2
            cut = cut_for(
                [one.reading.core_celsius for one in known[:middle] if one.truth_celsius < truth], unseen=True
            )
            found = None if cut is None else at_cut(known[middle:], cut, truth, policy).false_fevers
            shares += [] if found is None else [found]
        if not shares:
            continue
        over = sum(share > FALSE_FEVERS_MOST for share in shares) / len(shares)
        print(
            f"fever from {truth} C, cut of the other half, {len(shares)} times: healthy still a case "
            f"{statistics.fmean(shares):.3f} on average, {percentile(shares, 0.9):.3f} in one of ten, "
            f"over 5 % in {over:.0%}"
        )


def _all_shown(fevers: tuple[FeverQuality, ...]) -> bool:
    met = True
    for fever in fevers:
        met = shows(fever) and met
    return met


def main() -> int:
    """Print the figures; 1 where a goal is missed."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--halves", type=int, default=0, metavar="N", help="also choose on half, N times")
    parser.add_argument("files", type=Path, nargs="+", metavar="CSV")
    arguments = parser.parse_args()
    show_machine()
    met = True
    for file in arguments.files:
        for site in (Site.CENTRE, Site.MAX):
            try:
                people = read_recorded(file, site).people
            except FileRefused as refusal:
                print(refusal, file=sys.stderr)
                return 1
            quality = screening_quality(people, Installation(site=site), Policy())
            print(f"{file.name}, {site}: {len(people)} people")
            met = quality is not None and _all_shown(quality.fevers) and met
            if arguments.halves:
                halves(people, Installation(site=site), arguments.halves)
    return 0 if met else 1


if __name__ == "__main__":
    sys.exit(main())

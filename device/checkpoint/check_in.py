"""Composes the one check-in of every person of a visit, with every reason that is known."""

from device.checkpoint.decision import code_objections, good_reason, needs_code, needs_temperature
from device.checkpoint.facts import CodeFacts
from device.checkpoint.holder_limit import is_over_limit
from device.checkpoint.records import CheckIn
from device.checkpoint.situation import Measured, Visit
from device.checkpoint.turn import Turn
from device.vocabulary import Band, Outcome, Reason


def reasons_of(turn: Turn, visit: Visit, place: int) -> tuple[Reason, ...]:
    """Give every reason about the person at `place` in code order."""
    reasons: list[Reason] = []
    if not needs_temperature(turn.policy):
        reasons.append(Reason.TEMPERATURE_NOT_REQUIRED)
    elif place < len(visit.measured) and visit.measured[place].attempt:
        reasons.extend(visit.measured[place].reasons)
    else:
        reasons.append(Reason.TEMPERATURE_UNMEASURED)
    if not needs_code(turn.policy):
        reasons.append(Reason.CODE_NOT_REQUIRED)
    elif place < len(visit.codes):
        code = visit.codes[place]
        reasons.extend(_objections(turn, code) or (good_reason(code),))
    else:
        reasons.append(Reason.CODE_NONE)
    return tuple(dict.fromkeys(reasons))


def is_well(turn: Turn, visit: Visit, place: int) -> bool:
    """Claim that nothing speaks against admitting the person at `place`."""
    if needs_temperature(turn.policy):
        band = visit.measured[place].band if place < len(visit.measured) else None
        if band is not Band.NORMAL:
            return False
    if not needs_code(turn.policy):
        return True
    if place >= len(visit.codes):
        return False
    return not _objections(turn, visit.codes[place])


def _objections(turn: Turn, code: CodeFacts) -> tuple[Reason, ...]:
    found = code_objections(code, turn.policy, turn.situation.tickets_used)
    return (*found, Reason.CODE_HOLDER_LIMIT) if is_over_limit(turn, code) else found


def gravest_band(turn: Turn, visit: Visit) -> Band | None:
    """Give the band that counts for the visit as a whole; None where the venue asks for no temperature."""
    if not needs_temperature(turn.policy):
        return None
    bands = [band_of(visit, place) for place in range(len(visit.ids))]
    for band in (Band.FEVER, Band.DOUBTFUL, Band.UNMEASURED):
        if band in bands:
            return band
    return Band.NORMAL


def band_of(visit: Visit, place: int) -> Band:
    """Give the band of the person at `place`; an attempt that was not settled is doubtful."""
    if place >= len(visit.measured):
        return Band.UNMEASURED
    measured = visit.measured[place]
    if measured.band is not None:
        return measured.band
    return Band.DOUBTFUL if measured.first is not None else Band.UNMEASURED


def keep_check_in(
    turn: Turn, visit: Visit, outcome: Outcome, *more: Reason, decided_by: str = "device", case: str | None = None
) -> None:
    """Keep the check-in of every person of the visit; done once a visit, whatever follows is a correction."""
    visit.checked_in = True
    well = [is_well(turn, visit, place) for place in range(len(visit.ids))]
    for place, one in enumerate(visit.ids):
        measured = visit.measured[place] if place < len(visit.measured) else Measured()
        reasons = [*reasons_of(turn, visit, place), *more]
        if outcome is Outcome.REFERRED and well[place] and not all(well):
            reasons.append(Reason.GROUP_MEMBER_REFERRED)
        turn.situation.check_ins[one] = 0
        turn.record(
            CheckIn(
                visit=one,
                case=case,
                outcome=outcome,
                reasons=tuple(dict.fromkeys(reasons)),
                decided_by=decided_by,
                group=visit.group,
                companion=visit.companion,
                band=band_of(visit, place),
                reading=measured.reading or measured.first,
                attempt=measured.attempt,
                code=visit.codes[place] if place < len(visit.codes) else None,
            )
        )


def correct_check_in(
    turn: Turn, visit: Visit, outcome: Outcome, *more: Reason, decided_by: str = "device", case: str | None = None
) -> None:
    """Keep what a new measurement came to, for every person of a visit that has its check-in."""
    for place, one in enumerate(visit.ids):
        measured = visit.measured[place] if place < len(visit.measured) else Measured()
        turn.correct(
            one,
            case=case,
            outcome=outcome,
            reasons=tuple(dict.fromkeys((*reasons_of(turn, visit, place), *more))),
            decided_by=decided_by,
            band=band_of(visit, place),
            reading=measured.reading or measured.first,
            attempt=measured.attempt,
        )


def interrupted(visit: str, attempts: int) -> CheckIn:
    """Compose the check-in of a visit that a power cut ended after `attempts` attempts to measure."""
    return CheckIn(
        visit=visit,
        case=None,
        outcome=Outcome.ABANDONED,
        reasons=(Reason.VISIT_INTERRUPTED,),
        decided_by="device",
        group=None,
        companion=False,
        band=Band.UNMEASURED,
        reading=None,
        attempt=attempts,
        code=None,
    )

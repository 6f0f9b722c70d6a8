"""The rules of the gate's own condition: failing and recovering parts, storage, network, time, rules, tampering."""

from device.checkpoint import cases, lane
from device.checkpoint.deciding import refer
from device.checkpoint.events import (
    ClockChanged,
    DriftSuspected,
    InspectorsLive,
    PartFailed,
    PartRecovered,
    PartReduced,
    SettingsChanged,
    TrustChanged,
)
from device.checkpoint.passage import finish_opening
from device.checkpoint.situation import Purpose
from device.checkpoint.turn import Turn
from device.checkpoint.visit import close
from device.vocabulary import AlertKind, ClockQuality, Part, Reason, Severity, State

_ALERTS = {
    Part.THERMOMETER: AlertKind.THERMOMETER_FAULT,
    Part.DISTANCE: AlertKind.THERMOMETER_FAULT,
    Part.CAMERA: AlertKind.CAMERA_FAULT,
    Part.BARRIER: AlertKind.BARRIER_FAULT,
    Part.JOURNAL: AlertKind.JOURNAL_FAULT,
    Part.LINK: AlertKind.LINK_LOST,
    Part.CLOCK: AlertKind.CLOCK_UNSET,
    Part.TRUST: AlertKind.TRUST_STALE,
}
"""A part that is not here is a help the gate can do without: it shows in the status, and no inspector is called."""
_AT_REST = (State.IDLE, State.WARMING_UP, State.LOCKED, State.OUT_OF_SERVICE)


def part_failed(turn: Turn, event: PartFailed) -> State:
    """A part failed: say so, and go on with what the gate can still do."""
    here = turn.situation
    note_fault(turn, event.part, event.detail)
    blocked = event.part in lane.blocking_faults(turn)
    if not blocked:
        return here.state
    if here.state is State.SCREENING:
        if event.part in (Part.JOURNAL, Part.BARRIER):
            close(turn, Reason.GATE_OUT_OF_SERVICE)
            return lane.rest(turn)
        return refer(turn, Reason.TEMPERATURE_SENSOR if event.part is Part.THERMOMETER else Reason.GATE_OUT_OF_SERVICE)
    if here.state is State.ADMITTING and event.part is Part.BARRIER:
        finish_opening(turn, Reason.GATE_OUT_OF_SERVICE)
        return lane.rest(turn)
    return lane.rest(turn) if here.state in _AT_REST else here.state


def note_fault(turn: Turn, part: Part, detail: str) -> None:
    """Remember and tell that a part failed."""
    turn.situation.faults[part] = detail
    severity = Severity.CRITICAL if part in lane.blocking_faults(turn) else Severity.WARNING
    if part in _ALERTS:
        turn.raise_alert(_ALERTS[part], severity, part=part.value, detail=detail)


def part_recovered(turn: Turn, event: PartRecovered) -> State:
    """A part works again."""
    here = turn.situation
    note_recovery(turn, event.part)
    return lane.rest(turn) if here.state is State.OUT_OF_SERVICE else here.state


def note_recovery(turn: Turn, part: Part) -> None:
    """Remember and tell that a part works again; a disk that does gets everything it refused before, first."""
    here = turn.situation
    here.faults.pop(part, None)
    if part in _ALERTS and _ALERTS[part] not in [_ALERTS.get(failed) for failed in here.faults]:
        turn.clear_alert(_ALERTS[part])
    if part is Part.JOURNAL:
        if here.unwritten_lost:
            turn.service("records_lost", count=here.unwritten_lost)
        here.unwritten_lost = 0
        turn.remember = True


def journal_found(turn: Turn) -> State:
    """The journal opens again: keep what it missed, then start anew to read what the last run left in it."""
    here = turn.situation
    if here.exit_since is None and not any(one.purpose is Purpose.RESTART for one in here.waiting.values()):
        turn.service("journal_found")
        turn.purpose = Purpose.RESTART
    return here.state


def warming_up(turn: Turn) -> State:
    """The thermometer has not settled."""
    turn.situation.warming_up = True
    return _rest_if_idle(turn, State.IDLE)


def warmed_up(turn: Turn) -> State:
    """The thermometer has settled."""
    turn.situation.warming_up = False
    return _rest_if_idle(turn, State.WARMING_UP)


def _rest_if_idle(turn: Turn, *states: State) -> State:
    return lane.rest(turn) if turn.situation.state in states else turn.situation.state


def parts_ready(turn: Turn) -> State:
    """Every part has answered once."""
    turn.situation.ready = True
    return lane.rest(turn) if turn.situation.state is State.STARTING else turn.situation.state


def storage_low(turn: Turn) -> State:
    """Little room is left."""
    turn.raise_alert(AlertKind.STORAGE_LOW, Severity.WARNING)
    return turn.situation.state


def storage_recovered(turn: Turn) -> State:
    """There is room again."""
    turn.clear_alert(AlertKind.STORAGE_LOW)
    return turn.situation.state


def part_reduced(turn: Turn, event: PartReduced) -> State:
    """Something about a part that works is to be seen to: it shows in the status."""
    turn.situation.reduced.pop(event.part, None)
    if event.words:
        turn.situation.reduced[event.part] = event.words
    return turn.situation.state


def drift_suspected(turn: Turn, event: DriftSuspected) -> State:
    """The population of normals moved: somebody should check the thermometer; nothing corrects itself."""
    turn.raise_alert(AlertKind.DRIFT, Severity.WARNING, offset_celsius=round(event.offset_celsius, 2))
    return turn.situation.state


def link_up(turn: Turn) -> State:
    """The broker is there."""
    turn.clear_alert(AlertKind.LINK_LOST)
    return turn.situation.state


def link_down(turn: Turn) -> State:
    """The broker is away; nobody can be told to be live."""
    turn.raise_alert(AlertKind.LINK_LOST, Severity.WARNING)
    _count_inspectors(turn, 0)
    return turn.situation.state


def session_taken_over(turn: Turn) -> State:
    """Somebody else uses this gate's name at the broker."""
    turn.raise_alert(AlertKind.SESSION_TAKEN_OVER, Severity.CRITICAL)
    return turn.situation.state


def inspectors_live(turn: Turn, event: InspectorsLive) -> State:
    """A console came or went."""
    _count_inspectors(turn, event.count)
    return turn.situation.state


def _count_inspectors(turn: Turn, count: int) -> None:
    here = turn.situation
    if count == 0 and here.inspectors > 0:
        here.without_inspector_since = turn.now
    here.inspectors = count
    cases.call_if_alone(turn)


def clock_changed(turn: Turn, event: ClockChanged) -> State:
    """The wall clock was set or lost."""
    if event.quality is ClockQuality.UNSET:
        turn.raise_alert(AlertKind.CLOCK_UNSET, Severity.WARNING)
    else:
        turn.clear_alert(AlertKind.CLOCK_UNSET)
    return turn.situation.state


def trust_changed(turn: Turn, event: TrustChanged) -> State:
    """The trust list is another one, or has grown old."""
    if event.stale:
        turn.raise_alert(AlertKind.TRUST_STALE, Severity.WARNING)
    else:
        turn.clear_alert(AlertKind.TRUST_STALE)
    return turn.situation.state


def settings_changed(turn: Turn, event: SettingsChanged) -> State:
    """New rules: now if the lane is at rest, else when it comes to rest."""
    turn.situation.policy_next = event.policy
    return _rest_if_idle(turn, *_AT_REST)


def tampered(turn: Turn) -> State:
    """The housing is open."""
    turn.raise_alert(AlertKind.TAMPER, Severity.CRITICAL)
    return turn.situation.state


def tamper_ended(turn: Turn) -> State:
    """The housing is closed."""
    turn.clear_alert(AlertKind.TAMPER)
    return turn.situation.state

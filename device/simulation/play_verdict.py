"""Compares what a scenario expects with what the play has shown.

Never changes either, and never lets an expectation hold by default: each is counted.
"""

from dataclasses import dataclass
from typing import assert_never

from device.simulation.observations import Observations, SeenEntry, Window
from device.simulation.scenario import Expectation
from device.simulation.scenario_entry_fields import entry_fits
from device.simulation.scenario_sights import (
    AlertRaised,
    BarrierMoved,
    CasesOpen,
    EntryWritten,
    LightLit,
    NothingLost,
    Sight,
    SignalShown,
    SoundHeard,
    StateHeld,
    StatusPublished,
)
from device.simulation.scenario_words import BarrierMove, Light
from device.vocabulary import EntryClass

LANE_LAMPS = ("red", "amber", "green")


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One expectation and whether it held."""

    expectation: Expectation
    holds: bool
    found: str
    """What was there instead, in words."""


def judge(expectation: Expectation, seen: Observations) -> Judged:
    """Say whether `expectation` holds."""
    window = Window(after=expectation.after, before=expectation.before)
    sight, times = expectation.sight, expectation.times
    if isinstance(sight, CasesOpen):
        status = seen.statuses.at(window.before)
        found = 0 if status is None else status.open_cases
        return Judged(expectation=expectation, holds=found == sight.open, found=f"{found} open")
    if isinstance(sight, NothingLost):
        missing = seen.kept_whole.get(window.before, "nobody looked")
        return Judged(expectation=expectation, holds=not missing, found=missing or "everything is there")
    count = _count(sight, seen, window)
    holds = count >= 1 if times is None else count == times
    return Judged(expectation=expectation, holds=holds, found=f"seen {count} times")


def _count(sight: Sight, seen: Observations, window: Window) -> int:  # noqa: PLR0912 - one case a sight
    match sight:
        case SignalShown():
            return seen.signals.count(lambda signal: signal is sight.signal, window)
        case StateHeld():
            return seen.states.count(lambda state: state is sight.state, window)
        case StatusPublished():
            return seen.statuses.count(
                lambda status: (
                    sight.state in ("", status.state) and (not sight.degraded or sight.degraded in status.degraded)
                ),
                window,
            )
        case LightLit(light=Light.DARK):
            return seen.dark(LANE_LAMPS, window)
        case LightLit(light=Light.DESK):
            return seen.lit(("desk_lamp",), window)
        case LightLit():
            return seen.lit((sight.light.value,), window)
        case SoundHeard():
            return seen.sounded(window)
        case BarrierMoved():
            return seen.barrier_moves(opening=sight.move is BarrierMove.OPENED, window=window)
        case EntryWritten():
            return _entries(seen, sight.entry, sight.where, window)
        case AlertRaised():
            where: dict[str, object] = {"kind": sight.kind.value, "state": sight.state.value}
            if sight.severity is not None:
                where["severity"] = sight.severity.value
            return _entries(seen, EntryClass.ALERT, where, window)
        case CasesOpen() | NothingLost():
            raise AssertionError("these are no counts")
        case _:
            assert_never(sight)


def _entries(seen: Observations, entry: EntryClass, where: dict[str, object], window: Window) -> int:
    def fits(found: SeenEntry) -> bool:
        in_window = window.after <= found.at <= window.before
        return in_window and found.entry == entry.value and entry_fits(where, found.fields)

    return sum(1 for found in seen.entries if fits(found))

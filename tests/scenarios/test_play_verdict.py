"""What a play has shown is counted in a window with both ends included, and nothing holds by default."""

import pytest

from device.simulation.observations import Line, Observations, SeenEntry, SeenStatus, Window
from device.simulation.pins import OutputChange
from device.simulation.play_verdict import judge
from device.simulation.scenario import Expectation
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
from device.vocabulary import AlertKind, AlertState, EntryClass, Severity, Signal, State


def edges(name: str, *seconds: float) -> list[OutputChange]:
    return [OutputChange(at=at, name=name, on=place % 2 == 0) for place, at in enumerate(seconds)]


def holds(seen: Observations, sight: Sight, after: float, before: float, times: int | None = None) -> bool:
    return judge(Expectation(sight=sight, after=after, before=before, times=times), seen).holds


def entry(at: float, entry_class: str, **fields: object) -> SeenEntry:
    return SeenEntry(at=at, seq=1, entry=entry_class, fields=fields)


@pytest.mark.parametrize(
    ("after", "before", "count"), [(0, 1.9, 0), (0, 2, 1), (2, 5, 1), (5, 9, 0), (4.9, 8, 1), (0, 20, 2), (3, 3, 1)]
)
def test_a_stretch_counts_where_it_touches_the_window(after: float, before: float, count: int) -> None:
    line = Line[str]()
    for at, value in ((0.0, "off"), (2.0, "on"), (5.0, "off"), (10.0, "on")):
        assert line.change(at, value)
    assert line.count(lambda value: value == "on", Window(after=after, before=before)) == count


def test_an_unchanged_value_is_no_change() -> None:
    line = Line[int]()
    assert line.change(0.0, 1)
    assert not line.change(1.0, 1)
    assert line.at(-0.1) is None
    assert line.at(0.0) == line.at(99.0) == 1


def test_two_fitting_values_after_each_other_are_one_stretch() -> None:
    line = Line[int]()
    line.change(0.0, 1)
    line.change(1.0, 2)
    assert line.count(lambda value: value > 0, Window(after=0, before=5)) == 1


def test_signals_states_and_status_are_looked_up_by_word() -> None:
    seen = Observations()
    seen.signals.change(1.0, Signal.READY)
    seen.signals.change(3.0, Signal.PASS)
    seen.states.change(3.0, State.ADMITTING)
    seen.statuses.change(2.0, SeenStatus(state="ready", degraded=("link_lost",), open_cases=2))
    assert holds(seen, SignalShown(signal=Signal.PASS), 3, 3)
    assert not holds(seen, SignalShown(signal=Signal.PASS), 0, 2.9)
    assert holds(seen, SignalShown(signal=Signal.STEP_ASIDE), 0, 9, times=0)
    assert holds(seen, StateHeld(state=State.ADMITTING), 5, 9)
    assert holds(seen, StatusPublished(state="ready", degraded="link_lost"), 2, 9)
    assert holds(seen, StatusPublished(degraded="link_lost"), 2, 9)
    assert not holds(seen, StatusPublished(state="ready", degraded="camera"), 2, 9)
    assert holds(seen, CasesOpen(open=2), 0, 2)
    assert holds(seen, CasesOpen(open=0), 0, 1.9)


def test_a_blinking_lamp_is_one_light_and_a_long_pause_ends_it() -> None:
    seen = Observations(edges=edges("amber", 1, 1.5, 2, 2.5, 3, 3.5, 9, 9.5))
    amber = LightLit(light=Light.AMBER)
    assert holds(seen, amber, 0, 20, times=2)
    assert holds(seen, amber, 2.7, 2.8, times=1)
    assert holds(seen, amber, 3.6, 8.9, times=0)
    assert holds(seen, LightLit(light=Light.RED), 0, 20, times=0)


def test_a_lamp_that_stays_on_is_lit_to_the_end() -> None:
    seen = Observations(edges=edges("desk_lamp", 4))
    assert holds(seen, LightLit(light=Light.DESK), 100, 200, times=1)
    assert holds(seen, LightLit(light=Light.DESK), 0, 3.9, times=0)


def test_dark_is_all_lamps_of_the_lane_out_for_longer_than_a_flash() -> None:
    seen = Observations(edges=[*edges("red", 1, 2), *edges("green", 1.5, 6)])
    dark = LightLit(light=Light.DARK)
    assert holds(seen, dark, 0, 0.9, times=1)
    assert holds(seen, dark, 1.1, 5.9, times=0)
    assert holds(seen, dark, 0, 99, times=2)
    assert holds(Observations(), dark, 0, 99, times=1)


def test_tones_close_together_are_one_sound() -> None:
    seen = Observations(edges=edges("buzzer", 1, 1.04, 1.16, 1.2, 8, 8.1))
    assert holds(seen, SoundHeard(), 0, 20, times=2)
    assert holds(seen, SoundHeard(), 2, 7, times=0)


def test_the_barrier_moves_at_the_edge_and_a_magnetic_lock_the_other_way_round() -> None:
    seen = Observations(edges=edges("barrier", 3, 5))
    opened, closed = BarrierMoved(move=BarrierMove.OPENED), BarrierMoved(move=BarrierMove.CLOSED)
    assert holds(seen, opened, 3, 3, times=1)
    assert holds(seen, opened, 3.1, 9, times=0)
    assert holds(seen, closed, 5, 9, times=1)
    lock = Observations(edges=edges("barrier", 3, 5), barrier_opens_high=False)
    assert holds(lock, opened, 5, 5, times=1)
    assert holds(lock, closed, 3, 3, times=1)


def test_entries_are_counted_by_class_fields_and_second() -> None:
    seen = Observations(
        entries=[
            entry(2.0, "checkin", outcome="admitted"),
            entry(4.0, "checkin", outcome="referred"),
            entry(4.0, "alert", kind="fever", severity="critical", state="raised"),
        ]
    )
    admitted = EntryWritten(entry=EntryClass.CHECKIN, where={"outcome": "admitted"})
    assert holds(seen, admitted, 2, 2, times=1)
    assert holds(seen, admitted, 2.1, 9, times=0)
    assert holds(seen, EntryWritten(entry=EntryClass.CHECKIN, where={}), 0, 9, times=2)
    assert holds(seen, AlertRaised(kind=AlertKind.FEVER), 0, 9, times=1)
    assert holds(seen, AlertRaised(kind=AlertKind.FEVER, severity=Severity.WARNING), 0, 9, times=0)
    assert holds(seen, AlertRaised(kind=AlertKind.FEVER, state=AlertState.CLEARED), 0, 9, times=0)


def test_nothing_lost_holds_only_where_somebody_looked_and_missed_nothing() -> None:
    assert not holds(Observations(), NothingLost(), 0, 9)
    assert not holds(Observations(kept_whole={9: "seq 4 is missing"}), NothingLost(), 0, 9)
    assert holds(Observations(kept_whole={9: ""}), NothingLost(), 0, 9)


def test_a_verdict_says_what_was_there_instead() -> None:
    sight = SignalShown(signal=Signal.PASS)
    judged = judge(Expectation(sight=sight, after=0, before=9, times=None), Observations())
    assert (judged.holds, judged.found) == (False, "seen 0 times")

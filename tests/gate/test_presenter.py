import itertools

import pytest
from gate_bench import Bench, bench_of
from gpiozero.exc import GPIOZeroError
from hypothesis import assume, given
from hypothesis import strategies as st

from device.checkpoint.events import PartFailed, PartRecovered
from device.gate.pin_plan import PinPlan
from device.vocabulary import Part, Signal

LAMPS = ("red", "amber", "green")


def test_light_and_sound_begin_inside_the_call() -> None:
    bench = bench_of()
    bench.gate.presenter.show(Signal.PASS, bench.now)
    assert bench.pins.is_on("green")
    assert bench.pins.is_on("buzzer")
    assert bench.wakes == [bench.now]


def test_pass_is_a_steady_green_and_two_tones() -> None:
    bench = bench_of()
    bench.gate.presenter.show(Signal.PASS, bench.now)
    bench.run(10.0)
    assert bench.edges("green") == [(0.0, True)]
    assert bench.edges("buzzer") == [(0.0, True), (0.1, False), (0.16, True), (0.4, False)]
    assert bench.edges("red") == bench.edges("amber") == []


def test_a_blinking_lamp_keeps_its_beat_for_a_day() -> None:
    bench = bench_of()
    bench.gate.presenter.show(Signal.EMERGENCY, bench.now)
    bench.run(3600.0)
    edges = bench.edges("green")
    assert len(edges) == 7201
    assert edges[7200] == (3600.0, True)


def test_showing_the_same_signal_again_does_not_begin_it_anew() -> None:
    bench = bench_of()
    bench.gate.presenter.show(Signal.SHOW_CODE, bench.now)
    for _ in range(29):
        bench.run(0.1)
        bench.gate.presenter.show(Signal.SHOW_CODE, bench.now)
    assert bench.edges("buzzer") == [(0.0, True), (0.04, False)]
    assert bench.edges("green") == [(half / 2, half % 2 == 0) for half in range(6)]


def test_a_new_signal_cuts_the_old_sound() -> None:
    bench = bench_of()
    bench.gate.presenter.show(Signal.EMERGENCY, bench.now)
    bench.run(0.2)
    bench.gate.presenter.show(Signal.LOCKED, bench.now)
    bench.run(10.0)
    assert bench.edges("buzzer") == [(0.0, True), (0.2, False)]


def test_a_lamp_that_burns_in_both_signals_does_not_flicker() -> None:
    bench = bench_of()
    bench.gate.presenter.show(Signal.HOLD_STILL, bench.now)
    bench.run(0.3)
    bench.gate.presenter.show(Signal.SHOW_CODE, bench.now)
    bench.run(0.3)
    bench.gate.presenter.show(Signal.WAIT, bench.now)
    assert bench.edges("amber") == [(0.0, True)]


def test_dark_is_dark_and_silent() -> None:
    bench = bench_of()
    bench.gate.presenter.show(Signal.IDENTIFY, bench.now)
    bench.gate.presenter.show(Signal.DARK, bench.now)
    bench.run(10.0)
    assert not any(bench.pins.is_on(name) for name in (*LAMPS, "buzzer"))


@given(shows=st.lists(st.tuples(st.sampled_from(Signal), st.floats(0.0, 0.4)), min_size=5, max_size=40))
def test_no_lamp_flashes_three_times_in_a_second_however_fast_signals_change(shows: list[tuple[Signal, float]]) -> None:
    bench = bench_of()
    for signal, seconds in shows:
        bench.gate.presenter.show(signal, bench.now)
        bench.run(seconds)
    bench.run(3.0)
    for name in LAMPS:
        onsets = [at for at, on in bench.edges(name) if on]
        assert all(third - first > 0.98 for first, third in zip(onsets, onsets[2:], strict=False))


@given(before=st.sampled_from(Signal), after=st.sampled_from(Signal), seconds=st.floats(0.0, 5.0))
def test_what_was_shown_before_is_forgotten_after_two_seconds(before: Signal, after: Signal, seconds: float) -> None:
    assume(before is not after)
    bench, fresh = bench_of(), bench_of()
    bench.gate.presenter.show(before, bench.now)
    bench.run(seconds)
    changed = bench.now - 100.0
    for each in (bench, fresh):
        each.gate.presenter.show(after, each.now)
        each.run(12.1)
    for name in LAMPS:
        late = [(at - changed, on) for at, on in bench.edges(name) if at - changed > 2.05]
        wanted = [(at, on) for at, on in fresh.edges(name) if at > 2.05]
        assert [on for _, on in late] == [on for _, on in wanted]
        assert [at for at, _ in late] == pytest.approx([at for at, _ in wanted], abs=0.002)


def test_two_lamps_that_flash_together_keep_step_even_if_one_flashed_before() -> None:
    bench = bench_of()
    bench.gate.presenter.show(Signal.COME_CLOSER, bench.now)
    bench.run(1.1)
    bench.gate.presenter.show(Signal.NOT_A_HEALTH_CODE, bench.now)
    bench.run(9.0)
    late = {name: [edge for edge in bench.edges(name) if edge[0] > 3.0] for name in ("red", "amber")}
    assert late["red"] == late["amber"] != []


def test_a_call_for_help_blinks_and_sounds_at_the_desk_until_it_ends() -> None:
    bench = bench_of()
    bench.gate.presenter.call_for_help(True, bench.now)
    assert bench.pins.is_on("desk_lamp")
    bench.run(4.2)
    bench.gate.presenter.call_for_help(True, bench.now)
    bench.run(6.0)
    assert bench.edges("desk_buzzer") == [
        (0.0, True),
        (0.15, False),
        (0.3, True),
        (0.45, False),
        (10.0, True),
        (10.15, False),
    ]
    bench.gate.presenter.call_for_help(False, bench.now)
    bench.run(20.0)
    assert not bench.pins.is_on("desk_lamp")
    assert len(bench.edges("desk_buzzer")) == 6


def test_the_desk_goes_on_calling_whatever_the_lane_shows() -> None:
    bench = bench_of()
    bench.gate.presenter.call_for_help(True, bench.now)
    bench.gate.presenter.show(Signal.READY, bench.now)
    bench.run(2.0)
    assert [on for _, on in bench.edges("desk_lamp")] == [True, False, True, False, True]


def test_the_way_out_is_dark_and_silent() -> None:
    bench = bench_of()
    bench.gate.presenter.show(Signal.IDENTIFY, bench.now)
    bench.gate.presenter.call_for_help(True, bench.now)
    bench.gate.worker.rest()
    bench.run(30.0)
    assert not any(bench.pins.is_on(name) for name in (*LAMPS, "buzzer", "desk_lamp", "desk_buzzer"))


def test_outputs_that_are_not_fitted_are_never_missed() -> None:
    bench = bench_of(plan=PinPlan(red=0, amber=0, green=0, buzzer=0, desk_lamp=0, desk_buzzer=0))
    for signal in Signal:
        bench.gate.presenter.show(signal, bench.now)
        bench.run(1.0)
    bench.gate.presenter.call_for_help(True, bench.now)
    bench.gate.worker.close()
    assert bench.pins.history == ()
    assert bench.heard() == []


def break_line(bench: Bench, gpio: int, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(level: object) -> None:
        raise GPIOZeroError(f"no level {level}")

    pin = next(pin for pin in bench.chip.factory.pins.values() if pin.info.name == f"GPIO{gpio}")
    monkeypatch.setattr(pin, "_set_state", refuse)


def test_a_lamp_that_fails_is_reported_and_the_others_burn_on(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = bench_of()
    with monkeypatch.context() as patch:
        break_line(bench, 23, patch)
        bench.gate.presenter.show(Signal.LOCKED, bench.now)
        assert bench.pins.is_on("amber")
        bench.run(3.0)
        assert bench.heard() == [PartFailed(part=Part.BARRIER, detail="lights")]
    bench.run(2.0)
    assert bench.heard() == [PartRecovered(part=Part.BARRIER)]
    assert bench.pins.is_on("red"), "lit as soon as the line works again"


def test_every_pair_of_signals_can_follow_each_other() -> None:
    bench = bench_of()
    for one, other in itertools.permutations(Signal, 2):
        bench.gate.presenter.show(one, bench.now)
        bench.run(0.25)
        bench.gate.presenter.show(other, bench.now)
        bench.run(0.25)
    assert bench.gate.presenter.signal is not Signal.DARK
    assert bench.heard() == []

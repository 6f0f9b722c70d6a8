import pytest
from gate_bench import Bench, bench_of
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from device.checkpoint.events import (
    BeamBlocked,
    BeamCleared,
    CompanionPressed,
    DoorClosed,
    DoorOpened,
    Event,
    ExitPressed,
    FireBegan,
    FireEnded,
    KeyAdmit,
    KeyReset,
    PartFailed,
    Passed,
    PassedBackwards,
    TamperBegan,
    TamperEnded,
)
from device.gate.pin_plan import INPUT_NAMES, PinPlan
from device.vocabulary import Part

BEGINNINGS: dict[str, Event] = {
    "exit": ExitPressed(),
    "fire": FireBegan(),
    "door": DoorOpened(),
    "passage_in": Passed(),
    "passage_out": PassedBackwards(),
    "beam": BeamBlocked(),
    "tamper": TamperBegan(),
    "key_admit": KeyAdmit(),
    "key_reset": KeyReset(),
    "companion": CompanionPressed(),
}
ENDS: dict[str, list[Event]] = {
    "fire": [FireEnded()],
    "door": [DoorClosed()],
    "beam": [BeamCleared()],
    "tamper": [TamperEnded()],
}
TOLD_AT_START = ("exit", "fire", "door", "beam", "tamper")
AT_ONCE = ("exit", "fire", "beam")


def started(*, happening: tuple[str, ...] = (), plan: PinPlan | None = None) -> Bench:
    bench = bench_of(happening=happening, plan=plan)
    bench.gate.inputs.announce()
    bench.run(0.2)
    return bench


def test_every_input_has_its_event() -> None:
    assert set(BEGINNINGS) == set(INPUT_NAMES)


@pytest.mark.parametrize("name", INPUT_NAMES)
def test_each_contact_tells_its_beginning_once_and_its_end_where_it_has_one(name: str) -> None:
    bench = started()
    assert bench.heard() == []
    bench.pins.begin(name)
    bench.run(5.0)
    assert bench.heard() == [BEGINNINGS[name]]
    bench.pins.end(name)
    bench.run(5.0)
    assert bench.heard() == ENDS.get(name, [])


@pytest.mark.parametrize("name", AT_ONCE)
def test_exit_fire_and_beam_are_told_at_the_first_edge(name: str) -> None:
    bench = started()
    bench.pins.begin(name)
    assert bench.heard() == [BEGINNINGS[name]], "no step, no settling"


@pytest.mark.parametrize("name", AT_ONCE)
def test_the_shortest_touch_of_exit_fire_or_beam_counts(name: str) -> None:
    bench = started()
    bench.pins.begin(name)
    bench.pins.end(name)
    assert bench.heard() == [BEGINNINGS[name]]


@pytest.mark.parametrize("name", INPUT_NAMES)
def test_a_bouncing_contact_is_one_happening(name: str) -> None:
    bench = started()
    for _ in range(8):
        bench.pins.begin(name)
        bench.clock.now += 0.001
        bench.pins.end(name)
        bench.clock.now += 0.001
    bench.pins.begin(name)
    bench.run(2.0)
    assert bench.heard() == [BEGINNINGS[name]]
    for _ in range(8):
        bench.pins.end(name)
        bench.clock.now += 0.001
        bench.pins.begin(name)
        bench.clock.now += 0.001
    bench.pins.end(name)
    bench.run(2.0)
    assert bench.heard() == ENDS.get(name, [])


@pytest.mark.parametrize("name", ["passage_in", "passage_out", "key_admit", "companion", "door", "tamper"])
def test_a_spike_on_the_cable_is_nothing(name: str) -> None:
    bench = started()
    bench.pins.begin(name)
    bench.clock.now += 0.002
    bench.pins.end(name)
    bench.run(5.0)
    assert bench.heard() == []


def test_a_turnstile_pulse_counts_even_if_nobody_looked_until_it_was_over() -> None:
    bench = started()
    bench.pins.begin("passage_in")
    bench.clock.now += 0.08
    bench.pins.end("passage_in")
    assert bench.heard() == [Passed()]


def test_two_people_in_quick_succession_are_two() -> None:
    bench = started()
    for _ in range(2):
        bench.pins.begin("passage_in")
        bench.run(0.1)
        bench.pins.end("passage_in")
        bench.run(0.1)
    assert bench.heard() == [Passed(), Passed()]


def test_exit_can_be_pressed_again_and_again() -> None:
    bench = started()
    for _ in range(5):
        bench.pins.press_exit()
        bench.run(0.2)
        bench.pins.release_exit()
        bench.run(0.2)
    assert bench.heard() == [ExitPressed()] * 5


# --- the fire loop ----------------------------------------------------------------------------------------------


def test_a_whole_fire_loop_is_no_fire() -> None:
    assert started().heard() == []


def test_a_broken_wire_is_a_fire() -> None:
    bench = started()
    bench.pins.break_fire_loop()
    assert bench.heard() == [FireBegan()]


def test_a_fire_loop_that_was_never_wired_is_a_fire() -> None:
    bench = bench_of(plan=PinPlan(opening_contacts=()))
    pin = next(pin for pin in bench.chip.factory.pins.values() if pin.info.name == "GPIO6")
    pin.drive_high()
    assert bench.heard() == [FireBegan()], "the fire loop speaks by opening, whatever the plan says"


def test_a_flapping_fire_loop_is_one_fire_until_it_has_held_for_a_second() -> None:
    bench = started()
    for _ in range(20):
        bench.pins.break_fire_loop()
        bench.run(0.3)
        bench.pins.mend_fire_loop()
        bench.run(0.3)
    assert bench.heard() == [FireBegan()]
    bench.run(0.8)
    assert bench.heard() == [FireEnded()]


# --- at start ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", INPUT_NAMES)
def test_what_is_so_at_start_is_announced_once_but_keys_and_passages_are_not(name: str) -> None:
    bench = bench_of(happening=(name,))
    bench.gate.inputs.announce()
    assert bench.heard() == [BEGINNINGS[name]] * (name in TOLD_AT_START)
    bench.gate.inputs.announce()
    bench.run(5.0)
    assert bench.heard() == []


def test_a_quiet_gate_announces_nothing() -> None:
    assert started().heard() == []


def test_a_key_left_turned_admits_nobody_until_it_is_turned_again() -> None:
    bench = started(happening=("key_admit",))
    assert bench.heard() == []
    bench.pins.end("key_admit")
    bench.run(1.0)
    bench.pins.begin("key_admit")
    bench.run(1.0)
    assert bench.heard() == [KeyAdmit()]


def test_a_fire_that_begins_before_the_announcement_is_told_once() -> None:
    bench = bench_of()
    bench.pins.break_fire_loop()
    bench.gate.inputs.announce()
    bench.run(2.0)
    assert bench.heard() == [FireBegan()]


# --- polarity, absence, faults ----------------------------------------------------------------------------------


@pytest.mark.parametrize("name", [name for name in INPUT_NAMES if name != "fire"])
@pytest.mark.parametrize("opens", [True, False])
def test_the_polarity_of_every_contact_but_fire_is_the_installers(name: str, opens: bool) -> None:
    bench = started(plan=PinPlan(opening_contacts=(name,) if opens else ()))
    assert bench.heard() == []
    pin = next(pin for pin in bench.chip.factory.pins.values() if pin.gpio == PinPlan().pin(name))
    assert pin.state is not opens, "a contact that opens rests at ground"
    bench.pins.begin(name)
    bench.run(1.0)
    assert bench.heard() == [BEGINNINGS[name]]


def test_contacts_that_are_not_fitted_never_say_anything() -> None:
    senses = PinPlan(exit=0, fire=0, door=0, passage_in=0, passage_out=0, beam=0, tamper=0)
    bench = started(plan=replace(senses, key_admit=0, key_reset=0, companion=0))
    for name in INPUT_NAMES:
        bench.pins.begin(name)
    bench.run(5.0)
    assert bench.heard() == []
    assert not bench.gate.inputs.beam_is_blocked()


def test_an_edge_the_library_lost_is_found_within_a_second(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = started()
    pin = next(pin for pin in bench.chip.factory.pins.values() if pin.gpio == 6)
    monkeypatch.setattr(pin, "_call_when_changed", lambda *_: None)
    bench.pins.break_fire_loop()
    assert bench.heard() == []
    bench.run(1.0)
    assert bench.heard() == [FireBegan()]


def test_a_chip_that_cannot_be_read_is_a_fault_and_a_blocked_beam(monkeypatch: pytest.MonkeyPatch) -> None:
    bench = started()

    def unreadable() -> bool:
        raise OSError(5, "Input/output error")

    for pin in bench.chip.factory.pins.values():
        if pin.gpio in (6, 19):
            monkeypatch.setattr(pin, "_get_state", unreadable)
    bench.run(3.0)
    assert bench.heard() == [PartFailed(part=Part.BARRIER, detail="inputs")]
    assert bench.gate.inputs.beam_is_blocked()


def test_an_edge_wakes_the_worker() -> None:
    bench = started()
    bench.wakes.clear()
    bench.pins.begin("door")
    assert bench.wakes == [bench.now]


@given(levels=st.lists(st.tuples(st.booleans(), st.floats(0.0, 0.3)), max_size=60))
def test_beginnings_and_ends_always_alternate_and_the_last_word_is_true(levels: list[tuple[bool, float]]) -> None:
    bench = started()
    for happening, seconds in levels:
        (bench.pins.begin if happening else bench.pins.end)("door")
        bench.run(seconds)
    bench.run(2.0)
    told = bench.heard()
    assert all(event == (DoorOpened() if index % 2 == 0 else DoorClosed()) for index, event in enumerate(told))
    open_now = bool(levels) and levels[-1][0]
    assert (len(told) % 2 == 1) is open_now

"""The worker on emulated chips: what it tells the deciding thread, when, and what it leaves alone."""

from itertools import pairwise

import pytest
from sensor_rig import person, readings, reasons, rig, somebody_comes

from device.checkpoint.events import (
    PersonStepped,
    PresenceBegan,
    PresenceLost,
    ReadingFailed,
    StandsTooFar,
    StandsTooNear,
)
from device.sensors.installation import Installation
from device.sensors.mlx90614_variants import VARIANTS
from device.simulation.adapter_profile import RP1
from device.simulation.mlx90614_chip import Mlx90614Knobs
from device.simulation.scene import Body, Scene
from device.vocabulary import Reason


def test_a_quiet_gate_says_only_that_it_has_warmed_up() -> None:
    with rig() as gate:
        gate.run(30.0)
        assert gate.kinds() == ["WarmedUp"]


@pytest.mark.parametrize("seed", range(8))
def test_a_person_who_steps_up_is_read_within_1_8_seconds(seed: int) -> None:
    with rig(seed=seed) as gate:
        gate.run(5.0 + 0.173 * seed)
        seconds = somebody_comes(gate, person())
        assert seconds <= 1.8
        reading = readings(gate)[0]
        assert reading.token == 1
        assert reading.reading.core_celsius == pytest.approx(36.6, abs=0.2)
        assert reading.reading.distance_mm == pytest.approx(250, abs=8)
        assert reading.reading.sensor == "mlx90614-dci"


def test_presence_is_told_within_a_quarter_of_a_second_and_its_end_within_half() -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.place(person())
        gate.run(4.0)
        gate.place(None)
        gate.run(2.0)
        assert gate.kinds() == ["WarmedUp", "PresenceBegan", "PresenceLost"]
        assert 3.1 <= gate.times_of(PresenceBegan)[0] <= 3.25
        assert 7.25 <= gate.times_of(PresenceLost)[0] <= 7.45


def test_the_thermometer_is_never_read_twice_within_its_settling_time() -> None:
    with rig() as gate:
        gate.run(10.0)
        somebody_comes(gate, person())
        gate.worker.measure(2)
        gate.run(3.0)
        gate.place(None)
        gate.run(10.0)
        assert len(gate.sampled_at) > 10
        assert min(late - early for early, late in pairwise(gate.sampled_at)) >= 0.65 - 1e-9


def test_nothing_but_the_thermometer_moves_the_clock_line_of_its_bus() -> None:
    with rig() as gate:
        gate.run(20.0)
        before = gate.chips.thermometer_bus.transactions
        samples = len(gate.sampled_at)
        gate.run(20.0)
        assert gate.chips.thermometer_bus.transactions - before == 2 * (len(gate.sampled_at) - samples)


def test_on_a_shared_bus_nothing_moves_for_a_settling_time_before_a_reading() -> None:
    with rig(shared=True) as gate:
        heard: list[float] = []
        gate.chips.thermometer.overhear = heard.append  # type: ignore[method-assign,assignment]  # the test listens
        gate.run(10.0)
        somebody_comes(gate, person(core_celsius=38.0))
        gate.run(5.0)
        assert len(gate.sampled_at) >= 5
        for at in gate.sampled_at:
            earlier = [moment for moment in heard if moment < at]
            assert not earlier or at - max(earlier) >= 0.65 - 1e-9
        assert readings(gate)[0].reading.core_celsius == pytest.approx(38.0, abs=0.35)


def test_on_a_shared_bus_presence_is_still_noticed_in_time() -> None:
    with rig(shared=True) as gate:
        gate.run(5.0)
        for turn in range(10):
            gate.place(person())
            gate.run(1.4 + 0.077 * turn)
            gate.place(None)
            gate.run(1.5)
        assert len(gate.all_of(PresenceBegan)) == 10
        assert len(gate.all_of(PresenceLost)) == 10


def test_two_requests_in_a_row_are_answered_once_with_the_newer_token() -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.place(person())
        gate.run(0.5)
        gate.worker.measure(1)
        gate.run(0.3)
        gate.worker.measure(2)
        gate.run(5.0)
        assert [one.token for one in readings(gate)] == [2]
        assert reasons(gate) == []


def test_a_reading_no_longer_wanted_is_never_told() -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.place(person())
        gate.run(0.5)
        gate.worker.measure(1)
        gate.run(0.3)
        gate.worker.stop_measuring()
        gate.run(10.0)
        assert readings(gate) == []
        assert reasons(gate) == []


def test_a_second_attempt_on_the_same_person_needs_no_new_settling() -> None:
    with rig() as gate:
        gate.run(3.0)
        somebody_comes(gate, person())
        gate.run(2.0)
        began = gate.now
        gate.worker.measure(2)
        gate.run(1.35)
        assert len(readings(gate)) == 2
        assert gate.now - began <= 1.4


def test_who_stands_too_far_is_told_and_read_once_they_come_closer() -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.place(person(600))
        gate.run(0.4)
        gate.worker.measure(1)
        gate.run(3.0)
        assert len(gate.all_of(StandsTooFar)) >= 2
        assert reasons(gate) == []
        gate.place(person(250))
        gate.run(2.0)
        assert readings(gate)[0].reading.distance_mm == pytest.approx(250, abs=8)


@pytest.mark.parametrize(
    ("distance", "event", "reason"),
    [(600, StandsTooFar, Reason.TEMPERATURE_TOO_FAR), (60, StandsTooNear, Reason.TEMPERATURE_TOO_NEAR)],
)
def test_who_never_stands_rightly_gets_a_reason_in_the_end(distance: int, event: type, reason: Reason) -> None:
    with rig() as gate:
        gate.run(3.0)
        seconds = somebody_comes(gate, person(distance), at_most_seconds=12.0)
        assert reasons(gate) == [reason]
        assert 8.0 <= seconds <= 8.6
        assert len(gate.all_of(event)) >= 3


def test_a_measurement_of_nobody_ends_too() -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.worker.measure(7)
        gate.run(12.0)
        assert gate.all_of(ReadingFailed) == [ReadingFailed(token=7, reason=Reason.TEMPERATURE_TIMEOUT)]


def test_another_person_in_the_same_place_is_told_and_never_mixed_into_the_reading() -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.place(person(200, core_celsius=36.5))
        gate.run(0.5)
        gate.worker.measure(1)
        gate.run(0.4)
        gate.place(person(300, core_celsius=39.0))
        gate.run(4.0)
        assert [round(one.distance_mm, -2) for one in gate.all_of(PersonStepped)] == [300]
        assert readings(gate)[0].reading.core_celsius == pytest.approx(39.0, abs=0.35)


def test_a_cup_of_coffee_is_a_hot_object() -> None:
    with rig() as gate:
        gate.run(3.0)
        seconds = somebody_comes(gate, Body(distance_mm=200, surface_celsius=62.0, emissivity=0.95, radius_mm=40.0))
        assert reasons(gate) == [Reason.TEMPERATURE_HOT_OBJECT]
        assert seconds <= 1.8


def test_a_chilled_forehead_is_too_cold() -> None:
    with rig() as gate:
        gate.run(3.0)
        somebody_comes(gate, person(skin_offset_celsius=-3.0))
        assert reasons(gate) == [Reason.TEMPERATURE_TOO_COLD]


def test_a_restless_child_is_motion() -> None:
    with rig() as gate:
        gate.run(3.0)
        somebody_comes(gate, person(sway_mm=60.0, sway_hertz=0.35))
        assert reasons(gate) == [Reason.TEMPERATURE_MOTION]


@pytest.mark.parametrize("ambient", [10.0, 38.0])
def test_a_room_out_of_range_is_said_to_be_so(ambient: float) -> None:
    with rig(scene=Scene(ambient_celsius=ambient)) as gate:
        gate.run(3.0)
        somebody_comes(gate, Body(distance_mm=250, surface_celsius=34.0))
        assert reasons(gate) == [Reason.TEMPERATURE_AMBIENT]


# --- faults -----------------------------------------------------------------------------------------------------


def test_a_raspberry_pi_5_reads_the_same() -> None:
    with rig(profile=RP1) as gate:
        gate.run(3.0)
        somebody_comes(gate, person(core_celsius=38.4))
        assert readings(gate)[0].reading.core_celsius == pytest.approx(38.4, abs=0.3)


def test_a_wrist_post_with_another_variant_is_quicker() -> None:
    wrist = Installation(variant=VARIANTS["mlx90614-dcc"], near_mm=20, far_mm=50)
    knobs = Mlx90614Knobs(field_of_view_degrees=35.0, cycle_seconds=0.035, noise_celsius=0.18)
    with rig(installation=wrist, thermometer=knobs) as gate:
        gate.chips.thermometer.eeprom[0x05] = 0x9F74  # FIR 1024, IIR 100 %: 0.14 s
        gate.chips.thermometer.power_cycle()
        gate.run(3.0)
        seconds = somebody_comes(gate, person(35))
        assert seconds <= 1.3
        assert readings(gate)[0].reading.samples == 6


def test_the_deciding_thread_never_waits_for_the_bus() -> None:
    with rig() as gate:
        before = gate.chips.thermometer_bus.transactions
        gate.worker.measure(1)
        gate.worker.stop_measuring()
        assert gate.chips.thermometer_bus.transactions == before
        assert len(gate.wakes) == 2


def test_the_watchdog_waits_longer_than_the_slowest_step() -> None:
    with rig() as gate:
        assert gate.worker.name == "sensors"
        assert gate.worker.limit_seconds >= 5.0


def test_the_same_seed_plays_the_same_bit_for_bit() -> None:
    def play() -> list[tuple[float, object]]:
        with rig(seed=3) as gate:
            gate.run(3.0)
            somebody_comes(gate, person(core_celsius=37.2))
            gate.run(2.0)
            return list(gate.events)

    assert play() == play()

"""The worker on emulated chips: what it tells the deciding thread, when, and what it leaves alone."""

from itertools import pairwise

import pytest
from sensor_rig import Rig, only_reading, person, rig

from device.checkpoint.events import (
    PartFailed,
    PartRecovered,
    PersonStepped,
    PresenceBegan,
    PresenceLost,
    ReadingFailed,
    ReadingTaken,
    StandsTooFar,
    StandsTooNear,
    WarmedUp,
    WarmingUp,
)
from device.sensors.absent_distance import AbsentDistance
from device.sensors.installation import Installation
from device.sensors.mlx90614_variants import VARIANTS
from device.simulation.adapter_profile import RP1
from device.simulation.mlx90614_chip import Mlx90614Knobs
from device.simulation.scene import Body, Scene
from device.vocabulary import Part, Reason


def readings(gate: Rig) -> list[ReadingTaken]:
    return gate.all_of(ReadingTaken)


def reasons(gate: Rig) -> list[Reason]:
    return [failed.reason for failed in gate.all_of(ReadingFailed)]


def somebody_comes(gate: Rig, body: Body, *, token: int = 1, at_most_seconds: float = 6.0) -> float:
    """Somebody comes, the core asks for a reading as soon as it knows; give the seconds to the answer."""
    began = gate.now
    gate.place(body)
    known = len(gate.all_of(PresenceBegan))
    while len(gate.all_of(PresenceBegan)) == known:
        gate.run(0.05)
        assert gate.now < began + 2.0, "nobody was noticed"
    gate.worker.measure(token)
    answers = len(readings(gate)) + len(reasons(gate))
    while len(readings(gate)) + len(reasons(gate)) == answers:
        gate.run(0.05)
        assert gate.now < began + at_most_seconds, "no answer"
    return gate.now - began


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


def test_a_thermometer_that_is_pulled_out_while_a_reading_is_wanted_is_told_at_once() -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.place(person())
        gate.run(0.5)
        gate.worker.measure(1)
        gate.run(0.3)
        gate.chips.thermometer.unplug()
        pulled = gate.now
        gate.run(1.0)
        assert gate.all_of(PartFailed) == [PartFailed(part=Part.THERMOMETER, detail="cable")]
        assert gate.times_of(PartFailed)[0] + 100.0 - pulled <= 0.75
        assert readings(gate) == []
        gate.run(20.0)
        assert len(gate.all_of(PartFailed)) == 1
        assert reasons(gate) == []


def test_a_measurement_wanted_of_a_failed_thermometer_fails_at_once() -> None:
    with rig() as gate:
        gate.chips.thermometer.unplug()
        gate.run(5.0)
        gate.worker.measure(4)
        gate.run(0.01)
        assert gate.all_of(ReadingFailed) == [ReadingFailed(token=4, reason=Reason.TEMPERATURE_SENSOR)]


def test_a_thermometer_that_is_plugged_in_again_recovers_by_itself_and_measures() -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.chips.thermometer.unplug()
        gate.run(60.0)
        gate.chips.thermometer.plug_in()
        gate.run(7.0)
        assert gate.all_of(PartRecovered) == [PartRecovered(part=Part.THERMOMETER)]
        somebody_comes(gate, person())
        assert only_reading([one.reading for one in readings(gate)]).core_celsius == pytest.approx(36.6, abs=0.2)


def test_a_chip_that_starts_together_with_the_gate_is_no_failure() -> None:
    with rig() as gate:
        gate.chips.thermometer.power_cycle()
        gate.chips.distance.power_cycle()
        gate.run(5.0)
        assert gate.kinds() == ["WarmedUp"]


def test_now_and_then_a_corrupt_frame_is_repeated_and_nobody_hears_of_it() -> None:
    with rig(thermometer=Mlx90614Knobs(wrong_code_every=5)) as gate:
        gate.run(60.0)
        somebody_comes(gate, person())
        assert gate.all_of(PartFailed) == []
        assert readings(gate)[0].reading.core_celsius == pytest.approx(36.6, abs=0.2)


@pytest.mark.parametrize(
    ("knobs", "detail"),
    [
        ({"wrong_code_every": 1}, "corrupt_frame"),
        ({"garbage": 0xFFFF}, "corrupt_frame"),
        ({"garbage": 0x0000}, "corrupt_frame"),
        ({"error_flag": True}, "replace"),
        ({"silent": True}, "cable"),
    ],
)
def test_every_way_a_chip_goes_wrong_is_named_by_its_remedy_and_never_becomes_a_temperature(
    knobs: dict[str, float], detail: str
) -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.place(person())
        gate.run(0.5)
        gate.chips.thermometer.turn(**knobs)
        gate.worker.measure(1)
        gate.run(10.0)
        assert gate.all_of(PartFailed) == [PartFailed(part=Part.THERMOMETER, detail=detail)]
        assert readings(gate) == []
        gate.chips.thermometer.turn(wrong_code_every=0, garbage=None, error_flag=False, silent=False)
        gate.run(10.0)
        assert gate.all_of(PartRecovered) == [PartRecovered(part=Part.THERMOMETER)]


def test_a_stuck_bus_is_named_and_recovers() -> None:
    with rig() as gate:
        gate.run(3.0)
        gate.chips.thermometer_bus.stuck = True
        gate.run(10.0)
        assert gate.all_of(PartFailed) == [PartFailed(part=Part.THERMOMETER, detail="power_cycle")]
        gate.chips.thermometer_bus.stuck = False
        gate.run(10.0)
        assert len(gate.all_of(PartRecovered)) == 1


def test_a_bus_that_is_switched_off_is_named_and_recovers() -> None:
    with rig() as gate:
        gate.chips.devices.remove("/dev/i2c-1")
        gate.run(5.0)
        assert gate.all_of(PartFailed) == [PartFailed(part=Part.THERMOMETER, detail="bus_missing")]
        gate.chips.devices.put_back("/dev/i2c-1")
        gate.run(10.0)
        assert len(gate.all_of(PartRecovered)) == 1


def test_without_the_distance_sensor_warmth_tells_of_presence_and_readings_go_on() -> None:
    with rig() as gate:
        gate.run(5.0)
        gate.chips.distance.unplug()
        gate.run(5.0)
        assert gate.all_of(PartFailed) == [PartFailed(part=Part.DISTANCE, detail="cable")]
        somebody_comes(gate, person())
        reading = only_reading([one.reading for one in readings(gate)])
        assert reading.distance_mm is None
        assert reading.core_celsius == pytest.approx(36.6, abs=0.3)
        gate.place(None)
        gate.run(3.0)
        assert len(gate.all_of(PresenceLost)) == 1


def test_a_person_stays_present_while_the_distance_sensor_fails_and_returns() -> None:
    with rig() as gate:
        gate.run(5.0)
        gate.place(person())
        gate.run(2.0)
        gate.chips.distance.unplug()
        gate.run(10.0)
        gate.chips.distance.plug_in()
        gate.run(10.0)
        assert [type(event) for event in (*gate.all_of(PartFailed), *gate.all_of(PartRecovered))] == [
            PartFailed,
            PartRecovered,
        ]
        assert gate.all_of(PresenceLost) == []
        assert len(gate.all_of(PresenceBegan)) == 1


def test_a_frozen_distance_sensor_is_noticed_within_two_seconds() -> None:
    with rig() as gate:
        gate.run(5.0)
        gate.chips.distance.turn(frozen=True)
        gate.run(2.0)
        assert gate.all_of(PartFailed) == [PartFailed(part=Part.DISTANCE, detail="frozen")]
        gate.chips.distance.turn(frozen=False)
        gate.run(10.0)
        assert len(gate.all_of(PartRecovered)) == 1


def test_both_sensors_may_be_gone_for_an_hour_and_each_is_told_once() -> None:
    with rig() as gate:
        gate.chips.thermometer.unplug()
        gate.chips.distance.unplug()
        gate.run(3600.0)
        assert sorted(event.part for event in gate.all_of(PartFailed)) == [Part.DISTANCE, Part.THERMOMETER]
        assert gate.steps < 3600


def test_a_gate_without_a_distance_sensor_has_no_failed_part() -> None:
    with rig(without_distance=AbsentDistance()) as gate:
        gate.run(5.0)
        somebody_comes(gate, person())
        assert gate.all_of(PartFailed) == []
        assert readings(gate)[0].reading.core_celsius == pytest.approx(36.6, abs=0.3)


# --- warming up -------------------------------------------------------------------------------------------------


def test_a_calm_part_has_warmed_up_after_the_least_time() -> None:
    with rig(warm_up_seconds_least=45.0) as gate:
        gate.run(90.0)
        assert gate.kinds() == ["WarmingUp", "WarmedUp"]
        assert gate.times_of(WarmingUp)[0] <= 1.0
        assert 45.0 <= gate.times_of(WarmedUp)[0] <= 47.0


def test_a_cold_part_takes_as_long_as_it_drifts() -> None:
    with rig(warm_up_seconds_least=10.0, thermometer=Mlx90614Knobs(warm_up_celsius=3.0)) as gate:
        gate.run(420.0)
        assert gate.kinds() == ["WarmingUp", "WarmedUp"]
        # 3 C with a time constant of 120 s drift by less than 0.1 C a minute after 120 * ln(15) seconds.
        assert 260.0 <= gate.times_of(WarmedUp)[0] <= 400.0


def test_a_housing_in_the_sun_warms_up_again() -> None:
    with rig() as gate:
        gate.run(60.0)
        for second in range(120):
            gate.chips.stage.show(Scene(ambient_celsius=24.0 + 0.03 * second))
            gate.run(1.0)
        gate.run(120.0)
        assert gate.kinds() == ["WarmedUp", "WarmingUp", "WarmedUp"]


def test_readings_can_be_taken_while_warming_up() -> None:
    with rig(warm_up_seconds_least=600.0) as gate:
        gate.run(3.0)
        somebody_comes(gate, person())
        assert len(readings(gate)) == 1


# --- other fittings ---------------------------------------------------------------------------------------------


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

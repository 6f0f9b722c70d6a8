"""The worker when a sensor, its cable or its bus fails: told once, by its remedy, and it recovers by itself."""

import pytest
from sensor_rig import only_reading, person, readings, reasons, rig, somebody_comes

from device.checkpoint.events import (
    PartFailed,
    PartRecovered,
    PresenceBegan,
    PresenceLost,
    ReadingFailed,
)
from device.sensors.absent_distance import AbsentDistance
from device.simulation.mlx90614_chip import Mlx90614Knobs
from device.vocabulary import Part, Reason


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

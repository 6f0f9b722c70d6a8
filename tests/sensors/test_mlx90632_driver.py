"""The MLX90632's driver on an emulated part, over the real smbus2, and the worker on that driver."""

import pytest
from medical_rig import BUS, QUIET, MedicalChips, medical_chips
from sensor_rig import person

from device.checkpoint.events import Event, PartFailed, PartRecovered, PresenceBegan, ReadingTaken
from device.doctor.finding import Health
from device.doctor.hardware import look_at_thermometer
from device.errors import DeviceFault
from device.sensors.absent_distance import AbsentDistance
from device.sensors.faults import BusStuck, ChipFaulty, CorruptFrame, NoAnswer, WrongAddress
from device.sensors.installation import Installation
from device.sensors.mlx90632 import SLOW, Mlx90632, variant_at
from device.sensors.worker import SensorWorker
from device.settings import Settings
from device.settings.sections import Thermometer, Venue
from device.settings.words import ThermometerKind
from device.simulation.adapter_profile import BCM2835, RP1, AdapterProfile
from device.simulation.infrared import received_celsius
from device.simulation.mlx90632_chip import Mlx90632Knobs
from device.simulation.scene import Body, Scene


def ready(parts: MedicalChips, address: int = 0x3A) -> Mlx90632:
    thermometer = Mlx90632(bus=BUS, address=address)
    thermometer.identify()
    parts.later(thermometer.settling_seconds)
    return thermometer


@pytest.mark.parametrize("profile", [BCM2835, RP1], ids=lambda profile: str(profile.name))
def test_both_temperatures_are_read_on_every_raspberry_pi(profile: AdapterProfile) -> None:
    with medical_chips(profile=profile) as parts:
        sample = ready(parts).read()
        assert sample.object_celsius == pytest.approx(24.0, abs=0.03)
        assert sample.ambient_celsius == pytest.approx(24.3, abs=0.03)


@pytest.mark.parametrize("room", [16.0, 24.0, 32.0])
@pytest.mark.parametrize("surface", [22.0, 34.0, 36.0, 40.0, 42.0])
def test_what_the_part_received_is_what_the_driver_gives(surface: float, room: float) -> None:
    """The chip turns the datasheet round on its own; both would have to be wrong alike."""
    body = Body(distance_mm=30.0, surface_celsius=surface, radius_mm=60.0, sway_mm=0.0)
    with medical_chips(scene=Scene(ambient_celsius=room, body=body)) as parts:
        sample = ready(parts).read()
        received = received_celsius(parts.stage.scene, 50.0, 100.0)
        assert sample.object_celsius == pytest.approx(received, abs=0.03)
        assert sample.ambient_celsius == pytest.approx(room + 0.3, abs=0.03)


def test_the_eeprom_is_never_written() -> None:
    with medical_chips() as parts:
        before = list(parts.thermometer.eeprom)
        thermometer = ready(parts)
        for _ in range(5):
            thermometer.read()
            parts.later(thermometer.settling_seconds)
        thermometer.close()
        assert parts.thermometer.eeprom == before
        assert parts.thermometer.eeprom_writes == 0


def test_it_says_who_it_is_and_whether_it_is_a_medical_part() -> None:
    with medical_chips() as parts:
        assert Mlx90632(bus=BUS).identify().degraded == (SLOW,)  # as it is sold
        for cell in (0xE1, 0xE2):
            parts.thermometer.eeprom[cell] = 0x840D
        assert Mlx90632(bus=BUS).identify().degraded == ()
        assert "serial 5e6f3c4d1a2b" in Mlx90632(bus=BUS).identify().text
        parts.thermometer.eeprom[0x09] = 0x0102
        assert Mlx90632(bus=BUS).identify().degraded == ("consumer_part",)


@pytest.mark.parametrize(("code", "seconds"), [(0, 6.0), (2, 1.5), (5, 1.5)])
def test_the_settling_time_is_the_slower_of_the_parts_rate_and_the_stated_one(code: int, seconds: float) -> None:
    with medical_chips() as parts:
        for cell in (0xE1, 0xE2):
            parts.thermometer.eeprom[cell] = 0x800D | code << 8
        thermometer = Mlx90632(bus=BUS)
        thermometer.identify()
        assert thermometer.settling_seconds == seconds


@pytest.mark.parametrize("after", [0.0, 0.1, 0.24, 0.26, 0.49])
def test_one_settling_time_after_a_change_nothing_of_the_old_view_is_left(after: float) -> None:
    with medical_chips() as parts:
        thermometer = ready(parts)
        parts.later(after)
        parts.stage.place(Body(distance_mm=30.0, surface_celsius=36.0, radius_mm=60.0, sway_mm=0.0))
        parts.later(thermometer.settling_seconds)
        received = received_celsius(parts.stage.scene, 50.0, 100.0)
        assert thermometer.read().object_celsius == pytest.approx(received, abs=0.03)


def test_the_same_measurement_is_never_given_twice() -> None:
    with medical_chips() as parts:
        thermometer = ready(parts)
        thermometer.read()
        with pytest.raises(BusStuck, match="nothing new"):
            thermometer.read()
        parts.later(0.5)
        thermometer.read()


def test_a_dip_of_the_supply_is_noticed_and_the_part_is_prepared_anew() -> None:
    with medical_chips() as parts:
        thermometer = ready(parts)
        parts.thermometer.power_cycle()
        parts.later(2.0)
        with pytest.raises(BusStuck, match="lost its supply"):
            thermometer.read()
        thermometer.identify()
        parts.later(thermometer.settling_seconds)
        assert thermometer.read().object_celsius == pytest.approx(24.0, abs=0.03)


def test_a_part_that_was_left_halted_measures_again() -> None:
    with medical_chips() as parts:
        first = ready(parts)
        first._write(0x3001, 0x0000)
        assert ready(parts).read().object_celsius == pytest.approx(24.0, abs=0.03)


@pytest.mark.parametrize(
    ("knobs", "fault"),
    [
        (Mlx90632Knobs(silent=True), NoAnswer),
        (Mlx90632Knobs(eeprom_busy=True), BusStuck),
        (Mlx90632Knobs(garbage=0xFFFF), CorruptFrame),
        (Mlx90632Knobs(garbage=0x0000), WrongAddress),
        (Mlx90632Knobs(altered_every=2), CorruptFrame),
    ],
)
def test_a_part_that_is_not_fit_says_what_to_do(knobs: Mlx90632Knobs, fault: type[DeviceFault]) -> None:
    with medical_chips(thermometer=knobs), pytest.raises(fault):
        Mlx90632(bus=BUS).identify()


def test_an_empty_calibration_wants_another_part() -> None:
    with medical_chips(thermometer=Mlx90632Knobs(frozen=True)) as parts:
        parts.thermometer.eeprom[0x24:0x30] = [0] * 12
        with pytest.raises(ChipFaulty):
            Mlx90632(bus=BUS).identify()


def test_another_address_is_a_cable_without_a_part() -> None:
    with medical_chips(), pytest.raises(NoAnswer):
        Mlx90632(bus=BUS, address=0x3B).identify()


def test_a_part_that_hangs_wants_its_supply_taken_away() -> None:
    with medical_chips() as parts:
        thermometer = ready(parts)
        thermometer.read()
        parts.thermometer.turn(frozen=True)
        parts.later(5.0)
        with pytest.raises(BusStuck) as caught:
            thermometer.read()
        assert caught.value.detail == "power_cycle"


def test_a_stuck_bus_wants_its_supply_taken_away() -> None:
    with medical_chips() as parts:
        thermometer = ready(parts)
        parts.bus.stuck = True
        with pytest.raises(BusStuck):
            thermometer.read()


@pytest.mark.parametrize("every", [4, 5, *range(7, 27)])
def test_a_flipped_bit_is_never_a_temperature(every: int) -> None:
    """The reading is void or right, never wrong, unless the same bit of the same word is altered in both transfers."""
    with medical_chips() as parts:
        thermometer = ready(parts)
        parts.thermometer.turn(altered_every=every)
        refused = 0
        for _ in range(6):
            try:
                sample = thermometer.read()
            except DeviceFault:
                refused += 1
                parts.thermometer.turn(altered_every=0)
                thermometer.identify()
                parts.thermometer.turn(altered_every=every)
            else:
                assert sample.object_celsius == pytest.approx(24.0, abs=0.05)
            parts.later(thermometer.settling_seconds)
        assert refused > 0


def test_unidentified_it_gives_no_temperature() -> None:
    with medical_chips(), pytest.raises(BusStuck):
        Mlx90632(bus=BUS).read()


@pytest.mark.parametrize("rate", [2, 16])
def test_the_worker_takes_a_reading_of_a_forehead_and_outlives_an_unplugged_part(rate: int) -> None:
    noisy = Mlx90632Knobs(noise_celsius=0.05)
    with medical_chips(thermometer=noisy) as parts:
        for cell in (0xE1, 0xE2):
            parts.thermometer.eeprom[cell] = 0x800D | {2: 2, 16: 5}[rate] << 8
        parts.thermometer.power_cycle()
        variant = variant_at(rate)
        events: list[tuple[float, Event]] = []
        worker = SensorWorker(
            thermometer=Mlx90632(bus=BUS, variant=variant),
            distance=AbsentDistance(),
            installation=Installation(variant=variant, supply_volts=3.0, near_mm=20, far_mm=30),
            post=lambda event: events.append((parts.clock.monotonic(), event)),
            wake=lambda: None,
            warm_up_seconds_least=0.0,
        )

        def run(seconds: float) -> None:
            end = parts.clock.monotonic() + seconds
            while (due := worker.step(parts.clock.monotonic())) <= end:
                parts.clock.advance_to(max(due, parts.clock.monotonic()))
            parts.clock.advance_to(end)

        run(10.0)
        parts.stage.place(person(25.0, 38.6))
        run(4.0)
        assert [type(event) for _, event in events if isinstance(event, PresenceBegan)]
        worker.measure(7)
        run(6.0)
        (reading,) = [event.reading for _, event in events if isinstance(event, ReadingTaken)]
        assert reading.sensor == "mlx90632"
        assert reading.core_celsius == pytest.approx(38.6, abs=0.35)
        parts.thermometer.unplug()
        run(10.0)
        assert [event.detail for _, event in events if isinstance(event, PartFailed)] == ["cable"]
        parts.thermometer.plug_in()
        run(15.0)
        assert len([event for _, event in events if isinstance(event, PartRecovered)]) == 1
        worker.close()


def test_a_quiet_part_has_no_noise_of_its_own() -> None:
    with medical_chips(thermometer=QUIET) as parts:
        thermometer = ready(parts)
        first = thermometer.read().object_celsius
        parts.later(2.0)
        assert thermometer.read().object_celsius == first


def test_the_doctor_says_what_to_do_about_a_part_that_works_with_less() -> None:
    settings = Settings(
        venue=Venue(id="school", checkpoint="south", device="gate-1"),
        thermometer=Thermometer(sensor=ThermometerKind.MLX90632, address=0x3A),
    )
    with medical_chips():
        finding = look_at_thermometer(settings)
    assert finding.health is Health.DEGRADED
    assert "slow_measurements" in finding.state
    assert "8 measurements a second" in finding.remedy

"""Whatever thermometer the settings name is driven, emulated and measured with; the room's sensor beside it counts."""

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from device.assembly.sensors import assemble_sensors, assemble_thermometer, installation_of
from device.checkpoint.events import Event, PartReduced, PresenceBegan, ReadingTaken
from device.gate.pin_plan import PinPlan
from device.sensors.corrections import Corrected, Plateau, correct
from device.sensors.fitted_thermometer import THERMOMETERS, variant_of
from device.sensors.installation import Installation
from device.sensors.mlx90632 import SLOW
from device.sensors.presence import Presence, Zones
from device.sensors.room_reference import MISSING
from device.settings import Settings
from device.settings.sections import Room, Thermometer, Venue
from device.settings.words import RoomKind, ThermometerKind
from device.simulation.camera_scene import CameraScene
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.scene import Body
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import Reason

NEAR_FAR = {5.0: (100, 300), 12.0: (80, 150), 35.0: (30, 50), 50.0: (15, 40), 90.0: (10, 20)}
VENUE = Venue(id="school", checkpoint="south", device="gate-1")


def settings(kind: str, *, with_room: bool = False) -> Settings:
    near, far = NEAR_FAR[variant_of(kind).field_of_view_degrees]
    return Settings(
        venue=VENUE,
        thermometer=Thermometer(
            sensor=ThermometerKind(kind),
            address=0x3A if kind == "mlx90632" else 0x5A,
            near_mm=near,
            far_mm=far,
            warm_up_seconds=0.0,
        ),
        room=Room(kind=RoomKind.TMP117 if with_room else RoomKind.THERMOMETER),
    )


def board(chosen: Settings, clock: VirtualClock, room_celsius: float = 24.0) -> EmulatedBoard:
    return EmulatedBoard(
        clock=clock,
        seed=1,
        room_celsius=room_celsius,
        thermometer_bus=chosen.thermometer.bus,
        distance_bus=chosen.distance.bus,
        thermometer_kind=chosen.thermometer.sensor.value,
        thermometer_address=chosen.thermometer.address,
        room_bus=chosen.room.bus if chosen.room.kind is RoomKind.TMP117 else "",
        plan=PinPlan(),
        camera=CameraScene(),
    )


def a_clock() -> VirtualClock:
    return VirtualClock(wall=datetime(2026, 11, 23, tzinfo=UTC), monotonic=90.0)


@pytest.mark.parametrize("with_room", [False, True])
@pytest.mark.parametrize("kind", THERMOMETERS)
def test_a_gate_measures_with_every_thermometer_the_settings_can_name(kind: str, with_room: bool) -> None:
    chosen, clock = settings(kind, with_room=with_room), a_clock()
    events: list[Event] = []
    emulated = board(chosen, clock)
    clock.advance_to(100.0)
    with emulated.i2c:
        worker = assemble_sensors(chosen, post=events.append, wake=lambda: None)
        due, asked = 100.0, False
        middle = (chosen.thermometer.near_mm + chosen.thermometer.far_mm) / 2
        while clock.monotonic() < 120.0 and not any(isinstance(event, ReadingTaken) for event in events):
            clock.advance_to(max(due, clock.monotonic()))
            if clock.monotonic() > 110.0 and emulated.stage.scene.body is None:
                emulated.stage.place(Body(distance_mm=middle, core_celsius=37.0, sway_mm=0.0))
            due = worker.step(clock.monotonic())
            if not asked and any(isinstance(event, PresenceBegan) for event in events):
                asked = True
                worker.measure(1)
        worker.close()
    taken = [event.reading for event in events if isinstance(event, ReadingTaken)]
    assert len(taken) == 1
    assert taken[0].sensor == kind
    assert taken[0].core_celsius == pytest.approx(37.0, abs=0.45)
    assert taken[0].ambient_celsius == pytest.approx(24.0, abs=0.15)
    reduced = [event.words for event in events if isinstance(event, PartReduced)]
    assert reduced == ([(SLOW,)] if kind == "mlx90632" else [])  # as sold: two measurements a second


def test_a_warm_housing_misleads_the_chip_but_not_the_rooms_own_sensor() -> None:
    chosen, clock = settings("mlx90614-dci", with_room=True), a_clock()
    emulated = board(chosen, clock)
    emulated.thermometer.turn(housing_celsius=4.0, noise_celsius=0.0, clock_line_celsius=0.0)
    emulated.stage.place(Body(distance_mm=200.0, core_celsius=37.0, sway_mm=0.0))
    with emulated.i2c:
        chip = assemble_thermometer(chosen)
        clock.advance_to(100.0)
        assert "tmp117" in chip.identify().text
        clock.advance_to(103.0)
        sample = chip.read()
        chip.close()
    cores = []
    for room in (None, sample.room_celsius):
        plateau = Plateau(
            raw_celsius=sample.object_celsius,
            ambient_celsius=sample.ambient_celsius,
            room_celsius=room,
            samples=2,
            distance_mm=200,
        )
        found = correct(plateau, installation_of(chosen))
        assert isinstance(found, Corrected)
        cores.append(found.core_celsius)
    assert abs(cores[1] - 37.0) < 0.2
    assert abs(cores[0] - 37.0) > abs(cores[1] - 37.0) + 0.2


def test_a_room_sensor_that_is_gone_holds_no_reading_up_and_is_told() -> None:
    chosen, clock = settings("mlx90614-dci", with_room=True), a_clock()
    emulated = board(chosen, clock)
    assert emulated.room is not None
    clock.advance_to(100.0)
    with emulated.i2c:
        chip = assemble_thermometer(chosen)
        emulated.room.unplug()
        assert MISSING in chip.identify().degraded
        clock.advance_to(101.0)
        assert chip.read().room_celsius is None
        emulated.room.plug_in()
        rooms = []
        for second in range(60):
            clock.advance_to(102.0 + second)
            rooms.append(chip.read().room_celsius)
        assert rooms[0] is None
        assert rooms[-1] == pytest.approx(24.0, abs=0.1)
        emulated.room.unplug()
        clock.advance_to(170.0)
        assert chip.read().room_celsius is None
        chip.close()


def test_a_room_sensor_that_fails_while_the_gate_runs_shows_in_the_status_until_it_is_back() -> None:
    chosen, clock = settings("mlx90614-dci", with_room=True), a_clock()
    events: list[Event] = []
    emulated = board(chosen, clock)
    assert emulated.room is not None
    clock.advance_to(100.0)
    with emulated.i2c:
        worker = assemble_sensors(chosen, post=events.append, wake=lambda: None)
        due = 100.0
        for second, deed in ((110.0, emulated.room.unplug), (125.0, emulated.room.plug_in), (180.0, lambda: None)):
            while clock.monotonic() < second:
                clock.advance_to(max(due, clock.monotonic()))
                due = worker.step(clock.monotonic())
            deed()
        worker.close()
    told = [event.words for event in events if isinstance(event, PartReduced)]
    assert told == [(MISSING,), ()]


def test_a_measured_room_out_of_range_is_refused_as_the_chips_own_estimate_is() -> None:
    plateau = Plateau(raw_celsius=34.0, ambient_celsius=24.5, room_celsius=12.0, samples=2, distance_mm=200)
    assert correct(plateau, Installation()) is Reason.TEMPERATURE_AMBIENT


def test_an_mlx90632_has_corrected_its_supply_already() -> None:
    assert installation_of(settings("mlx90632")).supply_volts == 3.0
    chosen = settings("mlx90614-dci")
    changed = replace(chosen, thermometer=replace(chosen.thermometer, supply_volts=3.2))
    assert installation_of(changed).supply_volts == 3.2


def test_in_a_narrow_zone_the_middle_never_counts_as_outside() -> None:
    presence = Presence(Zones(near_mm=10, far_mm=20, presence_mm=320))
    for place, distance in enumerate((9, 9, 9, 15, 15, 15, 22, 22, 15, 15)):
        presence.at_distance(1.0 + 0.05 * place, distance)
    assert presence.right_since is not None

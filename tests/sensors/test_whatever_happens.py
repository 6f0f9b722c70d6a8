"""Random worlds: people, things and faults in any order; the worker lives and stays honest."""

from collections.abc import Callable

from hypothesis import given, settings
from hypothesis import strategies as some
from sensor_rig import Rig, person, rig

from device.checkpoint.events import PartFailed, PartRecovered, PresenceBegan, PresenceLost, ReadingFailed, ReadingTaken
from device.simulation.scene import Body, Scene
from device.vocabulary import Part

Deed = tuple[str, Callable[[Rig], None]]


def _set(name: str, deed: Callable[[Rig], None]) -> Deed:
    return name, deed


def _measure(gate: Rig) -> None:
    asked = getattr(gate, "asked", 0) + 1
    gate.asked = asked  # type: ignore[attr-defined]  # how many tokens this world has handed out
    gate.worker.measure(asked)


DEEDS: tuple[Deed, ...] = (
    _set("person", lambda gate: gate.place(person(250))),
    _set("fever", lambda gate: gate.place(person(180, 39.2))),
    _set("far", lambda gate: gate.place(person(600))),
    _set("near", lambda gate: gate.place(person(50))),
    _set("restless", lambda gate: gate.place(person(250, sway_mm=50.0))),
    _set("cup", lambda gate: gate.place(Body(distance_mm=200, surface_celsius=58.0))),
    _set("nobody", lambda gate: gate.place(None)),
    _set("measure", _measure),
    _set("stop", lambda gate: gate.worker.stop_measuring()),
    _set("cold room", lambda gate: gate.chips.stage.show(Scene(ambient_celsius=8.0))),
    _set("room", lambda gate: gate.chips.stage.show(Scene(ambient_celsius=24.0))),
    _set("unplug thermometer", lambda gate: gate.chips.thermometer.unplug()),
    _set("plug thermometer", lambda gate: gate.chips.thermometer.plug_in()),
    _set("unplug distance", lambda gate: gate.chips.distance.unplug()),
    _set("plug distance", lambda gate: gate.chips.distance.plug_in()),
    _set("spoil frames", lambda gate: gate.chips.thermometer.turn(wrong_code_every=3)),
    _set("sound frames", lambda gate: gate.chips.thermometer.turn(wrong_code_every=0, error_flag=False, garbage=None)),
    _set("error flag", lambda gate: gate.chips.thermometer.turn(error_flag=True)),
    _set("garbage", lambda gate: gate.chips.thermometer.turn(garbage=0xFFFF)),
    _set("freeze", lambda gate: gate.chips.distance.turn(frozen=True)),
    _set("thaw", lambda gate: gate.chips.distance.turn(frozen=False)),
    _set("stick", lambda gate: setattr(gate.chips.thermometer_bus, "stuck", True)),
    _set("unstick", lambda gate: setattr(gate.chips.thermometer_bus, "stuck", False)),
    _set("no bus", lambda gate: gate.chips.devices.remove("/dev/i2c-3")),
    _set("bus", lambda gate: gate.chips.devices.put_back("/dev/i2c-3")),
)


@settings(max_examples=40, deadline=None)
@given(
    deeds=some.lists(some.tuples(some.sampled_from(DEEDS), some.floats(0.02, 4.0)), min_size=4, max_size=24),
    shared=some.booleans(),
)
def test_the_worker_lives_and_stays_honest(deeds: list[tuple[Deed, float]], shared: bool) -> None:
    with rig(shared=shared) as gate:
        for (_, deed), seconds in deeds:
            deed(gate)
            gate.run(seconds)
        _alternates(gate, PresenceBegan, PresenceLost)
        for part in (Part.THERMOMETER, Part.DISTANCE):
            _alternates(gate, PartFailed, PartRecovered, part)
        answered = [event.token for _, event in gate.events if isinstance(event, ReadingTaken | ReadingFailed)]
        assert len(answered) == len(set(answered))
        assert all(1 <= token <= getattr(gate, "asked", 0) for token in answered)
        for taken in gate.all_of(ReadingTaken):
            assert 35.5 <= taken.reading.core_celsius <= 42.5
            assert taken.reading.surface_celsius <= 40.5


def _alternates(gate: Rig, first: type, second: type, part: Part | None = None) -> None:
    turns = [
        type(event)
        for _, event in gate.events
        if isinstance(event, first | second) and (part is None or getattr(event, "part", None) is part)
    ]
    assert turns == [first, second] * (len(turns) // 2) + [first] * (len(turns) % 2)

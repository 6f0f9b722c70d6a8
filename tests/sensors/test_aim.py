"""The worker that holds where the face is: it never disturbs, never ends, and never speaks of who has gone."""

import logging

import pytest
from array_rig import BUS, array_chip

from device.checkpoint.events import Event, PartFailed, PartRecovered
from device.errors import DeviceFault
from device.sensors.aim import FAILURES_BEFORE_TOLD, STALE_SECONDS, Aim
from device.sensors.face_finder import Optics
from device.sensors.faults import NoAnswer
from device.sensors.mlx90640 import Mlx90640
from device.sensors.protocols import Identity
from device.simulation.scene import Scene
from device.vocabulary import Part


def nobody_hears(_event: Event) -> None:
    """For tests that ask nothing about the status."""


class Broken:
    """An array whose bus does not even close."""

    def identify(self) -> Identity:
        raise NoAnswer("/dev/i2c-3 address 0x33: nobody")

    def read(self) -> None:
        raise AssertionError("never opened")

    def close(self) -> None:
        raise DeviceFault("it hangs")


def test_the_face_is_held_while_somebody_stands_there_and_forgotten_after() -> None:
    with array_chip() as parts:
        aim = Aim(Mlx90640(bus=BUS), optics=Optics(), monotonic=parts.clock.monotonic, post=nobody_hears)
        due = 100.0
        seen = {}
        while parts.clock.monotonic() < 106.0:
            parts.clock.advance_to(due)
            if due > 103.0:
                parts.stage.show(Scene(ambient_celsius=24.0))
            due = aim.step(due)
            assert due > parts.clock.monotonic()
            seen[round(parts.clock.monotonic(), 1)] = aim.face() is not None
        aim.close()
        assert not seen[100.0]
        assert seen[102.0]
        assert not seen[105.0]


def test_a_frozen_array_tells_nothing_about_who_stands_there_now() -> None:
    with array_chip() as parts:
        aim = Aim(Mlx90640(bus=BUS), optics=Optics(), monotonic=parts.clock.monotonic, post=nobody_hears)
        for place in range(40):
            parts.later(0.1)
            aim.step(100.0 + 0.1 * (place + 1))
        assert aim.face() is not None
        parts.array.turn(frozen=True)
        parts.later(STALE_SECONDS + 0.1)
        assert aim.face() is None


def test_an_array_that_is_not_there_is_told_once_and_tried_ever_more_rarely(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="device.sensors.aim")
    aim = Aim(Broken(), optics=Optics(), monotonic=lambda: 0.0, post=nobody_hears)
    now, pauses = 0.0, []
    for _ in range(12):
        due = aim.step(now)
        pauses.append(due - now)
        now = due
    assert pauses[-1] == pytest.approx(5.0)
    assert pauses == sorted(pauses)
    told = [line for line in caplog.messages if "coached by thermometer" in line]
    assert len(told) == 1
    assert len(pauses) > FAILURES_BEFORE_TOLD


def test_an_unplugged_array_is_told_and_its_return_too(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.WARNING, logger="device.sensors.aim")
    posted: list[Event] = []
    with array_chip() as parts:
        aim = Aim(Mlx90640(bus=BUS), optics=Optics(), monotonic=parts.clock.monotonic, post=posted.append)
        due = 100.0

        def run(until: float) -> None:
            nonlocal due
            while due < until:
                parts.clock.advance_to(max(due, parts.clock.monotonic()))
                due = aim.step(due)

        run(103.0)
        parts.array.unplug()
        run(110.0)
        assert aim.face() is None
        parts.array.plug_in()
        run(125.0)
        assert aim.face() is not None
        aim.close()
    assert [line.startswith("aim: the array works again") for line in caplog.messages] == [False, True]
    assert posted == [PartFailed(part=Part.AIM, detail="cable"), PartRecovered(part=Part.AIM)]

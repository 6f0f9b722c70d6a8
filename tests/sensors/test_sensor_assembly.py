"""The worker as the daemon builds it, from plain values."""

import pytest
from sensor_rig import chips, person

from device.checkpoint.events import Event, PresenceBegan, ReadingTaken, WarmedUp
from device.sensors.assembly import assemble_sensors
from device.sensors.mlx90614_variants import VARIANTS
from device.settings.words import ThermometerKind


def test_every_sensor_the_settings_offer_can_be_built() -> None:
    assert {kind.value for kind in ThermometerKind} == set(VARIANTS)
    for kind in ThermometerKind:
        assemble_sensors(post=print, wake=lambda: None, sensor=kind.value).close()


def test_the_built_worker_measures() -> None:
    events: list[Event] = []
    with chips() as parts:
        worker = assemble_sensors(post=events.append, wake=lambda: None, warm_up_seconds=0.0)
        parts.stage.place(person())
        due = 100.0
        for token in (None, 1):
            if token is not None:
                worker.measure(token)
            end = parts.clock.monotonic() + 3.0
            while due <= end:
                parts.clock.advance_to(max(due, parts.clock.monotonic()))
                due = worker.step(parts.clock.monotonic())
            parts.clock.advance_to(end)
        worker.close()
    assert [type(event) for event in events] == [PresenceBegan, WarmedUp, ReadingTaken]


def test_a_gate_without_a_distance_sensor_shares_no_bus() -> None:
    worker = assemble_sensors(
        post=print, wake=lambda: None, distance_kind="none", bus="/dev/i2c-1", distance_bus="/dev/i2c-1"
    )
    worker.close()


def test_an_unknown_sensor_or_model_is_refused() -> None:
    with pytest.raises(KeyError):
        assemble_sensors(post=print, wake=lambda: None, sensor="mlx90614-zzz")
    with pytest.raises(ValueError, match="guess"):
        assemble_sensors(post=print, wake=lambda: None, core_model="guess")

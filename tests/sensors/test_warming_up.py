"""The worker while the thermometer warms up: how long it takes, and what may be measured meanwhile."""

from sensor_rig import person, readings, rig, somebody_comes

from device.checkpoint.events import (
    WarmedUp,
    WarmingUp,
)
from device.simulation.mlx90614_chip import Mlx90614Knobs
from device.simulation.scene import Scene


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

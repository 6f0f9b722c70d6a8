"""Every reason a temperature can have is shown by a scenario; a thermometer that warms up counts with more doubt."""

import pytest
from msgspec.structs import replace
from sample_facts import READING

from device.checkpoint.facts import Reading
from device.checkpoint.policy import Policy
from device.checkpoint.situation import Measured
from device.checkpoint.temperature import judge, unsettled
from device.simulation.shipped_scenarios import shipped_scenarios
from device.vocabulary import Band, Reason

TEMPERATURE_REASONS = [reason for reason in Reason if reason.value.startswith("temperature.")]


def reading(core: float) -> Reading:
    return replace(READING, core_celsius=core)


@pytest.mark.parametrize("reason", TEMPERATURE_REASONS)
def test_every_reason_of_a_temperature_is_expected_by_a_scenario(reason: Reason) -> None:
    shipped = shipped_scenarios().values()
    expected = [file.name for file in shipped if f'"{reason.value}"' in file.read_text("utf-8")]
    assert expected


def test_while_warming_up_a_temperature_nearer_the_threshold_is_doubtful() -> None:
    policy, core = Policy(), 37.14
    assert judge(Measured(), reading(core), policy).band is Band.NORMAL
    assert judge(Measured(), unsettled(reading(core)), policy).band is Band.DOUBTFUL

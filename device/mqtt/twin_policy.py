"""Lays the operator's desired values over the rules of the settings file.

Never checks anything: the values were checked where they came in.
"""

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Final

from device.checkpoint.policy import Policy
from device.mqtt.twin_values import TwinValue

_PREFIX: Final = "policy."


def policy_with(policy: Policy, values: Mapping[str, TwinValue]) -> Policy:
    """Give `policy` with every applied `policy.*` value in the place of its own."""
    changes: dict[str, Any] = {
        name.removeprefix(_PREFIX): value for name, value in values.items() if name.startswith(_PREFIX)
    }
    return replace(policy, **changes)

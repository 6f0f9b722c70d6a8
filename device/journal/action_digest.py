"""Gives a short digest of the core's actions, so that a replay finds the first step at which they differ.

Never keeps an action: a recording holds what happened, not what was done about it.
"""

from collections.abc import Sequence
from hashlib import sha256

import msgspec

from device.checkpoint.actions import Action

_DIGITS = 16


def digest_actions(actions: Sequence[Action]) -> str:
    """Give 16 hex digits: equal for equal actions in equal order, on every machine and Python."""
    return sha256(msgspec.json.encode([_with_names(action) for action in actions])).hexdigest()[:_DIGITS]


def _with_names(value: object) -> object:
    """Put each type's name beside its members; records of different kinds may have equal members."""
    if isinstance(value, msgspec.Struct):
        members = (getattr(value, name) for name in value.__struct_fields__)
        return [type(value).__name__, *(_with_names(member) for member in members)]
    if isinstance(value, tuple | list):
        return [_with_names(item) for item in value]
    return value

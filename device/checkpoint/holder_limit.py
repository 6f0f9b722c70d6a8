"""Counts how often one holder was admitted lately, where the venue limits that; one more is for a person to decide.

Never refuses and never knows who a holder is: a tag that is keyed for this run alone, forgotten with the window and at
every restart. Who was admitted by hand is not counted.
"""

from collections.abc import Iterable
from typing import Final

from device.checkpoint.facts import CodeFacts
from device.checkpoint.turn import Turn

ENTRIES_MOST: Final = 4096
"""Remembered at once; the oldest gives way."""


def is_over_limit(turn: Turn, code: CodeFacts) -> bool:
    """Claim that the holder of `code` was admitted as often as the venue lets anybody in its window."""
    most, since = turn.policy.holder_entries_most, turn.now - turn.policy.holder_window_seconds
    return most > 0 and sum(tag == _whose(code) and at > since for tag, at in turn.situation.entered) >= most


def count_entries(turn: Turn, codes: Iterable[CodeFacts]) -> None:
    """Take note that the barrier opens for the holders of `codes`; nothing is noted where there is no limit."""
    here, since = turn.situation, turn.now - turn.policy.holder_window_seconds
    if turn.policy.holder_entries_most == 0:
        here.entered = []
        return
    here.entered = [(tag, at) for tag, at in here.entered if at > since]
    here.entered = [*here.entered, *((_whose(code), turn.now) for code in codes)][-ENTRIES_MOST:]


def _whose(code: CodeFacts) -> str:
    return code.holder or code.tag

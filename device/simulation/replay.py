"""Feeds recorded events to a fresh core and finds the first one that is answered differently.

Never touches hardware, disk or network: the core is pure, so a recording and the code are all there is.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from device.checkpoint.actions import Action
from device.checkpoint.machine import Checkpoint
from device.errors import FileRefused
from device.journal.action_digest import digest_actions
from device.journal.recording import RecordedStep, Recording
from device.journal.situation_text import read_situation
from device.vocabulary import State


@dataclass(frozen=True, slots=True, kw_only=True)
class ReplayedStep:
    """One recorded event and what the core makes of it now."""

    number: int
    """From 1, in the order of the recording."""
    recorded: RecordedStep
    state: State
    """After the event."""
    actions: tuple[Action, ...]
    is_same: bool
    """Whether the actions are those of the recording, bit for bit."""


def replay(recording: Recording) -> Iterator[ReplayedStep]:
    """Give every step up to and including the first that differs.

    Raises:
        FileRefused: the state at the recording's beginning cannot be read.
        AssertionError: the core breaks one of its own laws, as it then did on the gate.
    """
    core = Checkpoint(read_situation(recording.head.state))
    if core.situation.policy != recording.head.policy:
        raise FileRefused("the recording's head names another policy than its state")
    for number, step in enumerate(recording.steps, start=1):
        actions = tuple(core.handle(step.event, step.now))
        is_same = digest_actions(actions) == step.actions
        yield ReplayedStep(number=number, recorded=step, state=core.situation.state, actions=actions, is_same=is_same)
        if not is_same:
            return

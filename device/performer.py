"""Carries out the core's actions: each goes to the one adapter it is for, at once, without waiting for it.

Never decides, never drops an action, never blocks: whatever takes time is done by a worker's own thread.
"""

import logging
from collections.abc import Callable
from typing import Protocol, assert_never

from device.checkpoint import actions as a
from device.checkpoint.memory import Memory
from device.checkpoint.records import Record
from device.journal.entry import EntryContent
from device.vocabulary import MovementCause, OrderName, OrderStatus, Signal, State

_log = logging.getLogger(__name__)


class Barrier(Protocol):
    """What opens; see `device.gate.barrier`."""

    def open(self, cause: MovementCause, people: int, now: float) -> None:
        """Request opening."""

    def hold_open(self, now: float) -> None:
        """Request opening until closed."""

    def close(self, now: float) -> None:
        """Withdraw the request."""


class Presenter(Protocol):
    """What the person sees and hears; see `device.gate.presenter`."""

    def show(self, signal: Signal, now: float) -> None:
        """Show `signal`."""

    def call_for_help(self, on: bool, now: float) -> None:
        """Desk lamp and buzzer."""


class Measures(Protocol):
    """What measures; see `device.sensors.worker`."""

    def measure(self, token: int) -> None:
        """Take a reading."""

    def stop_measuring(self) -> None:
        """Take none."""


class Scans(Protocol):
    """What reads codes; see `device.scanner.worker`."""

    def rescan(self) -> None:
        """Report the code in view anew."""


class Writes(Protocol):
    """What makes durable; see `device.journal.writer`."""

    def submit(self, ticket: int, contents: tuple[EntryContent, ...], memory_json: str) -> None:
        """Commit."""


class Tells(Protocol):
    """What speaks to the broker; see `device.mqtt.link`."""

    def publish_status(self, state: State, degraded: tuple[str, ...], open_cases: int) -> None:
        """Publish the gate's public state."""

    def publish_result(self, order: str, name: OrderName, status: OrderStatus, reason: str) -> None:
        """Publish the prompt copy of a result."""


class Performer:
    """Hands every action to its adapter."""

    def __init__(
        self,
        *,
        barrier: Barrier,
        presenter: Presenter,
        sensors: Measures,
        scanner: Scans,
        journal: Writes,
        link: Tells,
        compose: Callable[[tuple[Record, ...]], tuple[EntryContent, ...]],
        memory_text: Callable[[Memory], str],
        forget: Callable[[tuple[str, ...]], None],
        resolve: Callable[[str], None],
        restart: Callable[[], None],
    ) -> None:
        self._barrier, self._presenter, self._sensors, self._scanner = barrier, presenter, sensors, scanner
        self._journal, self._link, self._compose, self._memory_text = journal, link, compose, memory_text
        self._forget, self._resolve, self._restart = forget, resolve, restart

    def perform(self, actions: list[a.Action], now: float) -> None:
        """Carry out `actions` in order; what is to be forgotten is forgotten when everything else is done."""
        forgotten: list[str] = []
        for action in actions:
            if isinstance(action, a.ForgetCodes):
                forgotten.extend(action.refs)
            else:
                self._perform(action, now)
        if forgotten:
            self._forget(tuple(forgotten))

    def _perform(self, action: a.Action, now: float) -> None:  # noqa: PLR0912 - one case an action, nothing else
        match action:
            case a.OpenBarrier():
                self._barrier.open(action.cause, action.people, now)
            case a.HoldBarrierOpen():
                self._barrier.hold_open(now)
            case a.CloseBarrier():
                self._barrier.close(now)
            case a.Show():
                self._presenter.show(action.signal, now)
            case a.CallForHelp():
                self._presenter.call_for_help(action.on, now)
            case a.Measure():
                self._sensors.measure(action.token)
            case a.StopMeasuring():
                self._sensors.stop_measuring()
            case a.Rescan():
                self._scanner.rescan()
            case a.Resolve():
                self._resolve(action.ref)
            case a.Commit():
                self._journal.submit(action.ticket, self._compose(action.records), self._memory_text(action.memory))
            case a.AnswerOrder():
                _log.info("order %s (%s): %s %s", action.order, action.name, action.status, action.reason)
                self._link.publish_result(action.order, action.name, action.status, action.reason)
            case a.PublishStatus():
                _log.info("%s, %d open cases, degraded: %s", action.state, action.open_cases, list(action.degraded))
                self._link.publish_status(action.state, action.degraded, action.open_cases)
            case a.Restart():
                self._restart()
            case a.Report():
                _log.warning("nothing to be done about %s while %s", action.event, action.state)
            case a.ForgetCodes():
                self._forget(action.refs)
            case _:
                assert_never(action)

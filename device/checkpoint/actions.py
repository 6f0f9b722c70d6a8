"""Every action the core can ask for, as one closed union; adapters carry them out and decide nothing."""

from dataclasses import dataclass

from device.checkpoint.memory import Memory
from device.checkpoint.records import Record
from device.vocabulary import MovementCause, OrderName, OrderStatus, Signal, State


@dataclass(frozen=True, slots=True, kw_only=True)
class Show:
    """Tell the person `signal` with lights, sound, screen and voice."""

    signal: Signal


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenBarrier:
    """Request opening; `people` may pass."""

    cause: MovementCause
    people: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CloseBarrier:
    """Withdraw the request."""


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldBarrierOpen:
    """Emergency: request opening until `CloseBarrier`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Measure:
    """Take one steady reading and answer with `token`."""

    token: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StopMeasuring:
    """No reading is wanted any more."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rescan:
    """Report the code in view anew, even if it never left."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ForgetCodes:
    """The named handles are no longer needed: wipe what the edge knows about those persons."""

    refs: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Resolve:
    """Ask the authority about the code behind `ref`; answer with `CodeResolved` or `CodeUnresolved`."""

    ref: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Commit:
    """Make the records and the memory durable in one transaction.

    Answered by `Durable` or `WriteFailed` with `ticket`.
    """

    ticket: int
    records: tuple[Record, ...]
    memory: Memory


@dataclass(frozen=True, slots=True, kw_only=True)
class AnswerOrder:
    """Send the prompt copy of an order's result."""

    order: str
    name: OrderName
    status: OrderStatus
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallForHelp:
    """Desk lamp and desk buzzer."""

    on: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class PublishStatus:
    """The gate's public state changed."""

    state: State
    degraded: tuple[str, ...]
    open_cases: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Restart:
    """End the daemon so that systemd starts it anew."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """An event that the table has no answer for in this state: a line in the log, nothing else."""

    state: State
    event: str


Action = (
    Show
    | OpenBarrier
    | CloseBarrier
    | HoldBarrierOpen
    | Measure
    | StopMeasuring
    | Rescan
    | ForgetCodes
    | Resolve
    | Commit
    | AnswerOrder
    | CallForHelp
    | PublishStatus
    | Restart
    | Report
)

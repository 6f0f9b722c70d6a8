"""Every action the core can ask for, as one closed union; adapters carry them out and decide nothing."""

from msgspec import Struct

from device.checkpoint.memory import Memory
from device.checkpoint.records import Record
from device.vocabulary import MovementCause, OrderName, OrderStatus, Signal, State


class Show(Struct, frozen=True, kw_only=True):
    """Tell the person `signal` with lights, sound, screen and voice."""

    signal: Signal


class OpenBarrier(Struct, frozen=True, kw_only=True):
    """Request opening; `people` may pass."""

    cause: MovementCause
    people: int


class CloseBarrier(Struct, frozen=True, kw_only=True):
    """Withdraw the request."""


class HoldBarrierOpen(Struct, frozen=True, kw_only=True):
    """Emergency: request opening until `CloseBarrier`."""


class Measure(Struct, frozen=True, kw_only=True):
    """Take one steady reading and answer with `token`."""

    token: int


class StopMeasuring(Struct, frozen=True, kw_only=True):
    """No reading is wanted any more."""


class Rescan(Struct, frozen=True, kw_only=True):
    """Report the code in view anew, even if it never left."""


class ForgetCodes(Struct, frozen=True, kw_only=True):
    """The named handles are no longer needed: wipe what the edge knows about those persons."""

    refs: tuple[str, ...]


class Resolve(Struct, frozen=True, kw_only=True):
    """Ask the authority about the code behind `ref`; answer with `CodeResolved` or `CodeUnresolved`."""

    ref: str


class Commit(Struct, frozen=True, kw_only=True):
    """Make the records and the memory durable in one transaction.

    Answered by `Durable` or `WriteFailed` with `ticket`.
    """

    ticket: int
    records: tuple[Record, ...]
    memory: Memory


class AnswerOrder(Struct, frozen=True, kw_only=True):
    """Send the prompt copy of an order's result."""

    order: str
    name: OrderName
    status: OrderStatus
    reason: str


class CallForHelp(Struct, frozen=True, kw_only=True):
    """Desk lamp and desk buzzer."""

    on: bool


class PublishStatus(Struct, frozen=True, kw_only=True):
    """The gate's public state changed."""

    state: State
    degraded: tuple[str, ...]
    open_cases: int


class Restart(Struct, frozen=True, kw_only=True):
    """End the daemon so that systemd starts it anew."""


class Report(Struct, frozen=True, kw_only=True):
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

"""Every event the world can tell the core, as one closed union.

An event is a value: it carries verdicts, never texts or names, so that a recording of events holds no person.
"""

from typing import Final

from msgspec import Struct

from device.checkpoint.facts import CodeFacts, Reading
from device.checkpoint.orders import Order
from device.checkpoint.policy import Policy
from device.vocabulary import ClockQuality, Part, Reason

# --- the person before the gate ---------------------------------------------------------------------------------


class PresenceBegan(Struct, frozen=True, kw_only=True):
    """Somebody stands before the gate (debounced by the sensor, about 0.1 s)."""

    distance_mm: int | None = None


class PresenceLost(Struct, frozen=True, kw_only=True):
    """Nobody stands there any more (debounced by the sensor, about 0.25 s); the core adds the rest of the second."""


class PersonStepped(Struct, frozen=True, kw_only=True):
    """The distance jumped as it does when another person takes the place without a gap."""

    distance_mm: int


class StandsTooFar(Struct, frozen=True, kw_only=True):
    """Present, but further than the thermometer's optics allow."""


class StandsTooNear(Struct, frozen=True, kw_only=True):
    """Present, but nearer than the thermometer's optics allow."""


# --- the two facts ----------------------------------------------------------------------------------------------


class ReadingTaken(Struct, frozen=True, kw_only=True):
    """A steady reading for the measurement the core asked for under `token`."""

    token: int
    reading: Reading


class ReadingFailed(Struct, frozen=True, kw_only=True):
    """No valid reading for the measurement asked for under `token`, and why."""

    token: int
    reason: Reason


class CodeSeen(Struct, frozen=True, kw_only=True):
    """A health code or ticket was read and judged."""

    code: CodeFacts


class NotAHealthCode(Struct, frozen=True, kw_only=True):
    """Something else was read: a venue poster, a payment code, a web address."""

    looks_like: str


class BadgeSeen(Struct, frozen=True, kw_only=True):
    """A valid inspector's badge was read."""

    inspector: str


class CodeResolved(Struct, frozen=True, kw_only=True):
    """The authority answered for an opaque or stale code (`code.ref` names which)."""

    code: CodeFacts


class CodeUnresolved(Struct, frozen=True, kw_only=True):
    """The authority did not answer in time, or its answer was forged."""

    ref: str
    forged: bool = False


# --- durable storage --------------------------------------------------------------------------------------------


class Durable(Struct, frozen=True, kw_only=True):
    """The entries of commit `ticket` are on the disk; `seqs` in the order of the entries."""

    ticket: int
    seqs: tuple[int, ...]


class WriteFailed(Struct, frozen=True, kw_only=True):
    """The entries of commit `ticket` are not on the disk."""

    ticket: int


# --- barrier, door, local hands ---------------------------------------------------------------------------------


class Passed(Struct, frozen=True, kw_only=True):
    """One person went through, inwards."""


class PassedBackwards(Struct, frozen=True, kw_only=True):
    """One person went through, outwards."""


class DoorOpened(Struct, frozen=True, kw_only=True):
    """The door contact says open."""


class DoorClosed(Struct, frozen=True, kw_only=True):
    """The door contact says closed."""


class BeamBlocked(Struct, frozen=True, kw_only=True):
    """Somebody or something is in the barrier's way: closing is suppressed."""


class BeamCleared(Struct, frozen=True, kw_only=True):
    """The barrier's way is free."""


class ExitPressed(Struct, frozen=True, kw_only=True):
    """Somebody wants to leave."""


class FireBegan(Struct, frozen=True, kw_only=True):
    """The fire loop opened (alarm or a broken wire: the same)."""


class FireEnded(Struct, frozen=True, kw_only=True):
    """The fire loop is closed again; the emergency opening stays until it is ended by hand."""


class TamperBegan(Struct, frozen=True, kw_only=True):
    """The housing was opened."""


class TamperEnded(Struct, frozen=True, kw_only=True):
    """The housing is closed."""


class KeyAdmit(Struct, frozen=True, kw_only=True):
    """The key switch was turned to `admit`."""


class KeyReset(Struct, frozen=True, kw_only=True):
    """The key switch was turned to `reset`."""


class CompanionPressed(Struct, frozen=True, kw_only=True):
    """The companion button: one more person belongs to this visit."""


class EmergencyEnded(Struct, frozen=True, kw_only=True):
    """The local command `menshen end-emergency` (never over MQTT)."""


# --- the gate's own parts ---------------------------------------------------------------------------------------


class PartsReady(Struct, frozen=True, kw_only=True):
    """Every part has answered once; the gate may begin its work."""


class WarmingUp(Struct, frozen=True, kw_only=True):
    """The thermometer is not settled yet."""


class WarmedUp(Struct, frozen=True, kw_only=True):
    """The thermometer is settled."""


class PartFailed(Struct, frozen=True, kw_only=True):
    """A part stopped working; its worker keeps trying. `detail` is a short machine word (`cable`, `frozen`)."""

    part: Part
    detail: str


class PartRecovered(Struct, frozen=True, kw_only=True):
    """A part works again."""

    part: Part


class PartReduced(Struct, frozen=True, kw_only=True):
    """A part works, but not as it should: each of `words` says how, for the operator; none: all is well again."""

    part: Part
    words: tuple[str, ...]


class JournalFound(Struct, frozen=True, kw_only=True):
    """The journal that could not be opened at the start can be opened now; told again until the gate starts anew."""


class StorageLow(Struct, frozen=True, kw_only=True):
    """Little room is left on the disk; entries still fit."""


class StorageRecovered(Struct, frozen=True, kw_only=True):
    """There is room again."""


class DriftSuspected(Struct, frozen=True, kw_only=True):
    """The population of normals has moved away from the commissioned curve."""

    offset_celsius: float


# --- the network, time and rules --------------------------------------------------------------------------------


class LinkUp(Struct, frozen=True, kw_only=True):
    """The broker is reachable."""


class LinkDown(Struct, frozen=True, kw_only=True):
    """The broker is not reachable."""


class SessionTakenOver(Struct, frozen=True, kw_only=True):
    """Another client uses this gate's name at the broker."""


class InspectorsLive(Struct, frozen=True, kw_only=True):
    """How many inspectors' consoles are live now."""

    count: int


class ClockChanged(Struct, frozen=True, kw_only=True):
    """The wall clock was set, lost, or stepped; `generation` differs for every step."""

    quality: ClockQuality
    generation: int


class TrustChanged(Struct, frozen=True, kw_only=True):
    """The trust list was renewed, revoked from, or grew stale; `generation` differs for every change."""

    generation: int
    stale: bool


class SettingsChanged(Struct, frozen=True, kw_only=True):
    """New rules; they apply when the lane is idle."""

    policy: Policy


class OrderReceived(Struct, frozen=True, kw_only=True):
    """An order that is authenticated, fresh and well-formed; whether it fits is the core's decision."""

    order: Order


class DeadlineReached(Struct, frozen=True, kw_only=True):
    """The core's own deadline has come."""


class StopRequested(Struct, frozen=True, kw_only=True):
    """The daemon is told to end."""


Event = (
    PresenceBegan
    | PresenceLost
    | PersonStepped
    | StandsTooFar
    | StandsTooNear
    | ReadingTaken
    | ReadingFailed
    | CodeSeen
    | NotAHealthCode
    | BadgeSeen
    | CodeResolved
    | CodeUnresolved
    | Durable
    | WriteFailed
    | Passed
    | PassedBackwards
    | DoorOpened
    | DoorClosed
    | BeamBlocked
    | BeamCleared
    | ExitPressed
    | FireBegan
    | FireEnded
    | TamperBegan
    | TamperEnded
    | KeyAdmit
    | KeyReset
    | CompanionPressed
    | EmergencyEnded
    | PartsReady
    | WarmingUp
    | WarmedUp
    | PartFailed
    | PartRecovered
    | PartReduced
    | JournalFound
    | StorageLow
    | StorageRecovered
    | DriftSuspected
    | LinkUp
    | LinkDown
    | SessionTakenOver
    | InspectorsLive
    | ClockChanged
    | TrustChanged
    | SettingsChanged
    | OrderReceived
    | DeadlineReached
    | StopRequested
)

EVENT_TYPES: Final[tuple[type[Event], ...]] = Event.__args__

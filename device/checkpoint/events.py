"""Every event the world can tell the core, as one closed union.

An event is a value: it carries verdicts, never texts or names, so that a recording of events holds no person.
"""

from dataclasses import dataclass
from typing import Final

from device.checkpoint.facts import CodeFacts, Reading
from device.checkpoint.orders import Order
from device.checkpoint.policy import Policy
from device.vocabulary import ClockQuality, Part, Reason

# --- the person before the gate ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceBegan:
    """Somebody stands before the gate (debounced by the sensor, about 0.1 s)."""

    distance_mm: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceLost:
    """Nobody stands there any more (debounced by the sensor, about 0.25 s); the core adds the rest of the second."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PersonStepped:
    """The distance jumped as it does when another person takes the place without a gap."""

    distance_mm: int


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsTooFar:
    """Present, but further than the thermometer's optics allow."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StandsTooNear:
    """Present, but nearer than the thermometer's optics allow."""


# --- the two facts ----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingTaken:
    """A steady reading for the measurement the core asked for under `token`."""

    token: int
    reading: Reading


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadingFailed:
    """No valid reading for the measurement asked for under `token`, and why."""

    token: int
    reason: Reason


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeSeen:
    """A health code or ticket was read and judged."""

    code: CodeFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class NotAHealthCode:
    """Something else was read: a venue poster, a payment code, a web address."""

    looks_like: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BadgeSeen:
    """A valid inspector's badge was read."""

    inspector: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeResolved:
    """The authority answered for an opaque or stale code (`code.ref` names which)."""

    code: CodeFacts


@dataclass(frozen=True, slots=True, kw_only=True)
class CodeUnresolved:
    """The authority did not answer in time, or its answer was forged."""

    ref: str
    forged: bool = False


# --- durable storage --------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Durable:
    """The entries of commit `ticket` are on the disk; `seqs` in the order of the entries."""

    ticket: int
    seqs: tuple[int, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class WriteFailed:
    """The entries of commit `ticket` are not on the disk."""

    ticket: int


# --- barrier, door, local hands ---------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class Passed:
    """One person went through, inwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PassedBackwards:
    """One person went through, outwards."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorOpened:
    """The door contact says open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DoorClosed:
    """The door contact says closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamBlocked:
    """Somebody or something is in the barrier's way: closing is suppressed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BeamCleared:
    """The barrier's way is free."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ExitPressed:
    """Somebody wants to leave."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FireBegan:
    """The fire loop opened (alarm or a broken wire: the same)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FireEnded:
    """The fire loop is closed again; the emergency opening stays until it is ended by hand."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TamperBegan:
    """The housing was opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TamperEnded:
    """The housing is closed."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyAdmit:
    """The key switch was turned to `admit`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeyReset:
    """The key switch was turned to `reset`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CompanionPressed:
    """The companion button: one more person belongs to this visit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class EmergencyEnded:
    """The local command `menshen end-emergency` (never over MQTT)."""


# --- the gate's own parts ---------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class PartsReady:
    """Every part has answered once; the gate may begin its work."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmingUp:
    """The thermometer is not settled yet."""


@dataclass(frozen=True, slots=True, kw_only=True)
class WarmedUp:
    """The thermometer is settled."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PartFailed:
    """A part stopped working; its worker keeps trying. `detail` is a short machine word (`cable`, `frozen`)."""

    part: Part
    detail: str


@dataclass(frozen=True, slots=True, kw_only=True)
class PartRecovered:
    """A part works again."""

    part: Part


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageLow:
    """Little room is left on the disk; entries still fit."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StorageRecovered:
    """There is room again."""


@dataclass(frozen=True, slots=True, kw_only=True)
class DriftSuspected:
    """The population of normals has moved away from the commissioned curve."""

    offset_celsius: float


# --- the network, time and rules --------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkUp:
    """The broker is reachable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class LinkDown:
    """The broker is not reachable."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionTakenOver:
    """Another client uses this gate's name at the broker."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InspectorsLive:
    """How many inspectors' consoles are live now."""

    count: int


@dataclass(frozen=True, slots=True, kw_only=True)
class ClockChanged:
    """The wall clock was set, lost, or stepped; `generation` differs for every step."""

    quality: ClockQuality
    generation: int


@dataclass(frozen=True, slots=True, kw_only=True)
class TrustChanged:
    """The trust list was renewed, revoked from, or grew stale; `generation` differs for every change."""

    generation: int
    stale: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class SettingsChanged:
    """New rules; they apply when the lane is idle."""

    policy: Policy


@dataclass(frozen=True, slots=True, kw_only=True)
class OrderReceived:
    """An order that is authenticated, fresh and well-formed; whether it fits is the core's decision."""

    order: Order


@dataclass(frozen=True, slots=True, kw_only=True)
class DeadlineReached:
    """The core's own deadline has come."""


@dataclass(frozen=True, slots=True, kw_only=True)
class StopRequested:
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

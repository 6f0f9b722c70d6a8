"""Holds the shape of every payload of the contract, and turns bytes into one of them or into a refusal.

Never raises because of what a broker carried: `decode` answers with a value or with `Malformed`.
The payloads are the published contract's, `docs/contract.md` and `docs/asyncapi.yaml`.
"""

from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Struct

from device.vocabulary import ClockQuality, OrderStatus, PublicState

EVENT_BYTES_MOST: Final = 262_144
ACK_BYTES_MOST: Final = 8_192
ORDER_BYTES_MOST: Final = 8_192
TWIN_BYTES_MOST: Final = 32_768
STATUS_BYTES_MOST: Final = 8_192
TRUST_BYTES_MOST: Final = 262_144
ANSWER_BYTES_MOST: Final = 8192
ITEMS_MOST: Final = 50
MISSING_RANGES_MOST: Final = 64

# `$` would let a line's end through: in Python it matches before one
Seq = Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
SeqOrZero = Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
HashText = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{64}\Z")]
EpochText = Annotated[str, msgspec.Meta(pattern=r"^[a-z0-9-]{1,40}\Z")]
SessionText = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{32}\Z")]
KeyIdText = Annotated[str, msgspec.Meta(pattern=r"^[0-9a-f]{8}\Z")]
MomentText = Annotated[
    str, msgspec.Meta(pattern=r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,6})?Z\Z")
]
Word = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
Count = Annotated[int, msgspec.Meta(ge=0, le=1_000_000)]
Scalar = str | int | float | bool | None


class Malformed(Struct, frozen=True, kw_only=True):
    """Bytes that are not the payload they should be; `detail` is for the log and holds nothing of a person."""

    detail: str


class WireEntry(msgspec.Struct, frozen=True, kw_only=True):
    """One journal entry as it travels; header and body are exact texts, salt and body are null once erased."""

    header: Annotated[str, msgspec.Meta(max_length=2048)]
    salt: Annotated[str, msgspec.Meta(max_length=24)] | None
    body: Annotated[str, msgspec.Meta(max_length=65536)] | None


class EventBatch(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """Entries of one class."""

    epoch: EpochText
    items: Annotated[list[WireEntry], msgspec.Meta(min_length=1, max_length=ITEMS_MOST)]
    oldest: Seq | None = None
    """Where set: entries before this one are no longer held by the gate and cannot be sent again."""


class Ack(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """What the system of record holds after its commit."""

    epoch: EpochText
    through: SeqOrZero
    head_hash: HashText
    """Hash of header `through`; 64 zeros where `through` is 0."""
    missing: Annotated[list[tuple[Seq, Seq]], msgspec.Meta(max_length=MISSING_RANGES_MOST)]
    """Gaps above `through`, both ends included, ascending; the first 64 where there are more."""
    seen: SeqOrZero = 0
    """Every entry up to here is held or lies in `missing`; left out, it is the end of the last gap plus one."""


class Status(msgspec.Struct, frozen=True, kw_only=True):
    """The gate's retained state; as the will, `open_cases`, `trust_age` and `clock` are unknown (null)."""

    state: PublicState
    session: SessionText
    boot: Word
    version: Word
    since: MomentText
    degraded: list[Word]
    open_cases: Count | None
    trust_age: Annotated[int, msgspec.Meta(ge=0)] | None
    """Seconds."""
    clock: ClockQuality | None


class Info(msgspec.Struct, frozen=True, kw_only=True):
    """What this gate is and can do."""

    model: Word
    firmware: Word
    contract: Word
    capabilities: list[Word]
    """Names of the orders it takes."""
    sensors: dict[str, Word]
    """Part of the gate to model, for example `{"thermometer": "mlx90614-dci"}`."""
    barrier: Word
    """Kind of barrier."""


class Envelope(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A signed document: base64 of the exact bytes that were signed, and base64 of the Ed25519 signature."""

    body: Annotated[str, msgspec.Meta(max_length=TWIN_BYTES_MOST)]
    signature: Annotated[str, msgspec.Meta(min_length=88, max_length=88)]


class OrderBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What the giver of an order signed."""

    arguments: dict[str, Scalar]
    by: Annotated[str, msgspec.Meta(pattern=r"^(inspector|operator):[a-z0-9-]{1,40}\Z")]
    key_id: KeyIdText
    session: SessionText | None
    not_after: MomentText


class TwinBody(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """A whole document of desired values."""

    rev: Seq
    values: dict[str, Scalar | list[str]]


class TwinReported(msgspec.Struct, frozen=True, kw_only=True):
    """What the gate made of the desired values."""

    venue_rev: SeqOrZero
    device_rev: SeqOrZero
    applied: dict[str, Scalar | list[str]]
    errors: dict[str, Word]


class Result(msgspec.Struct, frozen=True, kw_only=True):
    """Prompt copy of how far an order has come; the journalled entry is the truth."""

    status: OrderStatus
    reason: Annotated[str, msgspec.Meta(max_length=120)]
    result: dict[str, Scalar] | None = None


class ConsoleStatus(msgspec.Struct, frozen=True, kw_only=True):
    """How many inspectors' consoles are live."""

    inspectors_live: Count
    since: MomentText


Payload = TypeVar("Payload", bound=msgspec.Struct)

_MOST: Final[dict[type[msgspec.Struct], int]] = {
    EventBatch: EVENT_BYTES_MOST,
    Ack: ACK_BYTES_MOST,
    Envelope: TWIN_BYTES_MOST,
    OrderBody: ORDER_BYTES_MOST,
    TwinBody: TWIN_BYTES_MOST,
    TwinReported: TWIN_BYTES_MOST,
}


def decode(payload: bytes, shape: type[Payload]) -> Payload | Malformed:
    """Read `payload` as `shape`; members a later contract added are passed over except in signed documents."""
    if len(payload) > _MOST.get(shape, STATUS_BYTES_MOST):
        return Malformed(detail=f"{len(payload)} bytes are too many")
    try:
        return msgspec.json.decode(payload, type=shape)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        return Malformed(detail=f"{type(error).__name__}: {ascii(str(error))[:90]}")


def encode(payload: msgspec.Struct) -> bytes:
    """Write a payload as the contract does."""
    return msgspec.json.encode(payload)

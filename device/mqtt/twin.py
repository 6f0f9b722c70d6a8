"""Verifies the operator's desired values and says what of them holds: the venue's document first, the device's over it.

Never takes a document that is unsigned, older than one already taken, or another under the same revision, and never a
value outside `device.mqtt.twin_values`. Documents are kept as they were signed and are verified again at every start.
The form is the published contract's, `docs/contract.md`, "Orders" and "Topics".
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from msgspec import Struct, field

from device.mqtt.messages import Malformed, TwinBody, TwinReported, decode, encode
from device.mqtt.signed_documents import TWIN_PREFIX, SignerKeys, is_signed_by, open_envelope, sign
from device.mqtt.topics import GateTopics, TopicKind, build
from device.mqtt.twin_values import TwinValue, Unfit, WireValue, check, on_wire


class TwinScope(StrEnum):
    """Whom a document is for."""

    VENUE = "venue"
    DEVICE = "device"


class TwinRefusalReason(StrEnum):
    """Why a document is not taken."""

    MALFORMED = "twin.malformed"
    SIGNATURE = "twin.signature_bad"
    REVISION = "twin.revision_old"


class TwinRefusal(Struct, frozen=True, kw_only=True):
    """A document that is not taken."""

    scope: TwinScope
    reason: TwinRefusalReason
    detail: str = ""


class TwinDocument(Struct, frozen=True, kw_only=True):
    """A document that was taken, with the payload it came in (to be kept and verified again)."""

    rev: int
    values: Mapping[str, WireValue]
    body: bytes
    payload: bytes


class Twin(Struct, frozen=True, kw_only=True):
    """What the operator wants of this gate, as far as it is authentic."""

    venue: TwinDocument | None = None
    device: TwinDocument | None = None
    applied: Mapping[str, TwinValue] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)

    def reported(self) -> TwinReported:
        """Give the document the gate publishes."""
        return TwinReported(
            venue_rev=self.venue.rev if self.venue else 0,
            device_rev=self.device.rev if self.device else 0,
            applied={name: on_wire(value) for name, value in self.applied.items()},
            errors=dict(self.errors),
        )

    def payloads(self) -> dict[TwinScope, bytes]:
        """Give the signed payloads to keep for the next start."""
        documents = {TwinScope.VENUE: self.venue, TwinScope.DEVICE: self.device}
        return {scope: document.payload for scope, document in documents.items() if document is not None}


def sign_desired(topic: str, *, key: Ed25519PrivateKey, rev: int, values: Mapping[str, WireValue]) -> bytes:
    """Give the payload of desired values for `topic`, as the operator's tool does."""
    return sign(TWIN_PREFIX, topic, encode(TwinBody(rev=rev, values=dict(values))), key)


def restore(payloads: Mapping[TwinScope, bytes], *, topics: GateTopics, keys: SignerKeys) -> Twin:
    """Take up the kept documents at a start; what no longer verifies is left out."""
    twin = Twin()
    for scope, payload in payloads.items():
        outcome = take(twin, scope, payload, topics=topics, keys=keys)
        twin = twin if isinstance(outcome, TwinRefusal) else outcome
    return twin


def take(twin: Twin, scope: TwinScope, payload: bytes, *, topics: GateTopics, keys: SignerKeys) -> Twin | TwinRefusal:
    """Give the twin after a document; the same object where the document was taken before."""
    document = _authentic(scope, payload, topics, keys)
    if isinstance(document, TwinRefusal):
        return document
    present = twin.venue if scope is TwinScope.VENUE else twin.device
    if present is not None:
        if document.body == present.body:
            return twin
        if document.rev <= present.rev:
            return TwinRefusal(scope=scope, reason=TwinRefusalReason.REVISION, detail=str(document.rev))
    venue, device = (document, twin.device) if scope is TwinScope.VENUE else (twin.venue, document)
    applied: dict[str, TwinValue] = {}
    errors: dict[str, str] = {}
    for layer in (venue, device):
        for name, value in () if layer is None else layer.values.items():
            checked = check(name, value)
            if isinstance(checked, Unfit):
                errors[name[:NAME_CHARACTERS_MOST]] = checked.reason
            else:
                applied[name] = checked
    return Twin(venue=venue, device=device, applied=applied, errors=errors)


def topic_of(scope: TwinScope, topics: GateTopics) -> str:
    """Give the topic a document of this scope is signed for."""
    if scope is TwinScope.VENUE:
        return build(TopicKind.TWIN_DESIRED_OF_ALL, venue=topics.venue)
    return topics.of(TopicKind.TWIN_DESIRED)


def _authentic(scope: TwinScope, payload: bytes, topics: GateTopics, keys: SignerKeys) -> TwinDocument | TwinRefusal:
    opened = open_envelope(payload)
    if isinstance(opened, Malformed):
        return TwinRefusal(scope=scope, reason=TwinRefusalReason.MALFORMED, detail=opened.detail)
    topic = topic_of(scope, topics)
    if not any(is_signed_by(key, TWIN_PREFIX, topic, opened) for key in keys.operator.values()):
        return TwinRefusal(scope=scope, reason=TwinRefusalReason.SIGNATURE)
    body = decode(opened.body, TwinBody)
    if isinstance(body, Malformed) or len(body.values) > VALUES_MOST:
        return TwinRefusal(scope=scope, reason=TwinRefusalReason.MALFORMED)
    return TwinDocument(rev=body.rev, values=body.values, body=opened.body, payload=payload)


VALUES_MOST: Final = 64
NAME_CHARACTERS_MOST: Final = 60

"""Holds whose key gives which order, and signs orders as the console and the operator's tool do.

Never judges one (`device.mqtt.order_judge` does) and needs nothing of the gate. The form is the published contract's,
`docs/contract.md`, "Orders".
"""

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.mqtt.messages import OrderBody, Scalar, encode
from device.mqtt.signed_documents import ORDER_PREFIX, Role, key_id, sign
from device.vocabulary import OrderName

ROLE_OF: Final[dict[OrderName, Role]] = {
    OrderName.OPEN: Role.VENUE,
    OrderName.ADMIT: Role.VENUE,
    OrderName.REFUSE: Role.VENUE,
    OrderName.MEASURE_AGAIN: Role.VENUE,
    OrderName.CORRECT_BAND: Role.VENUE,
    OrderName.CLAIMED: Role.VENUE,
    OrderName.GROUP: Role.VENUE,
    OrderName.IDENTIFY: Role.VENUE,
    OrderName.LOCK: Role.OPERATOR,
    OrderName.UNLOCK: Role.OPERATOR,
    OrderName.RESTART: Role.OPERATOR,
}
"""Whose key gives which order."""

FOR_ALL: Final = frozenset({OrderName.IDENTIFY, OrderName.LOCK, OrderName.UNLOCK, OrderName.RESTART})
"""What may be addressed to every gate of a venue: nothing that opens and nothing that concerns a person."""

AHEAD_MOST: Final = timedelta(seconds=60)
"""How long an order to every gate may live."""

INSPECTOR: Final = "inspector:"
"""What `by` begins with in every order the venue's key gives; it becomes `decided_by`."""


def sign_order(
    topic: str,
    *,
    key: Ed25519PrivateKey,
    arguments: Mapping[str, Scalar],
    by: str,
    session: str | None,
    not_after: datetime,
) -> bytes:
    """Give the payload of an order for `topic`, signed as the console or the operator's tool does.

    `session` is the one in the gate's status; None only for the venue's `_all` topics.
    """
    body = OrderBody(
        arguments=dict(arguments),
        by=by,
        key_id=key_id(key.public_key()),
        session=session,
        not_after=not_after.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z",
    )
    return sign(ORDER_PREFIX, topic, encode(body), key)

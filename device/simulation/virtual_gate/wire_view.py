"""Tells the page every message as it crosses the real broker: entries, acknowledgements, orders, results, status.

Never publishes and never changes a payload; what is long is cut for the eye.
"""

import json
from datetime import UTC, datetime
from typing import Final

from device.mqtt.topics import TopicKind, parse
from device.simulation.broker_traffic import Message
from device.simulation.virtual_gate.fan_out import FanOut

_SHOWN_CHARACTERS_MOST: Final = 1500
_FROM_THE_GATE: Final = (
    TopicKind.EVENT,
    TopicKind.TELEMETRY,
    TopicKind.STATUS,
    TopicKind.INFO,
    TopicKind.TWIN_REPORTED,
    TopicKind.RESULT,
)


def tell_message(page: FanOut, message: Message) -> None:
    """Tell of one message."""
    topic = parse(message.topic)
    if topic is None:
        return
    text = message.payload[: 4 * _SHOWN_CHARACTERS_MOST].decode("utf-8", "replace")[:_SHOWN_CHARACTERS_MOST]
    page.add(
        "wire",
        {
            "at": datetime.fromtimestamp(message.at, UTC).isoformat(timespec="milliseconds"),
            "topic": message.topic,
            "kind": topic.kind.name.lower(),
            "name": topic.name,
            "from_gate": topic.kind in _FROM_THE_GATE,
            "bytes": len(message.payload),
            "payload": text,
            "seqs": _seqs(message) if topic.kind is TopicKind.EVENT else None,
        },
    )


def _seqs(message: Message) -> list[int]:
    try:
        items = json.loads(message.payload)["items"]
        return [int(json.loads(item["header"])["seq"]) for item in items]
    except (ValueError, KeyError, TypeError):
        return []

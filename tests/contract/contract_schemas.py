"""The schemas of `docs/asyncapi.yaml`, the types of the code beside them, and the golden payloads."""

import json
from pathlib import Path
from typing import Any

import msgspec
import yaml
from jsonschema import Draft202012Validator

from device.journal.entry import Header
from device.mqtt import messages
from device.mqtt.messages import Malformed, decode

HERE = Path(__file__).parent

PROJECT = HERE.parent.parent

DOCUMENT: dict[str, Any] = yaml.safe_load((PROJECT / "docs" / "asyncapi.yaml").read_text())

SCHEMAS: dict[str, Any] = DOCUMENT["components"]["schemas"]

STRUCTS: dict[str, type[msgspec.Struct]] = {
    struct.__name__: struct
    for struct in (
        messages.EventBatch,
        messages.WireEntry,
        Header,
        messages.Ack,
        messages.Status,
        messages.Info,
        messages.Envelope,
        messages.OrderBody,
        messages.TwinBody,
        messages.TwinReported,
        messages.Result,
        messages.ConsoleStatus,
    )
}

GOLDEN = {file.stem: json.loads(file.read_text()) for file in sorted(HERE.glob("*.json"))}

OF_STRUCTS = sorted(name for name, golden in GOLDEN.items() if golden["schema"] in STRUCTS and "payload" in golden)


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]})


def is_valid(name: str, payload: object) -> bool:
    valid: bool = validator(name).is_valid(payload)
    return valid


def taken(name: str, payload: object) -> bool:
    return not isinstance(decode(json.dumps(payload).encode(), STRUCTS[name]), Malformed)

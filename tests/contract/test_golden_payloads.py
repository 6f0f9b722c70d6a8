"""The golden payloads are valid, signed as the document says, and taken by a gate."""

import json
from base64 import b64decode
from datetime import UTC, datetime
from hashlib import sha256

import pytest
from contract_schemas import GOLDEN, OF_STRUCTS, STRUCTS, is_valid, validator
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from device.journal.chain import prove
from device.journal.entry import Entry, parse_entry
from device.mqtt.messages import Malformed, decode, encode
from device.mqtt.order_judge import Refusal, judge
from device.mqtt.signed_documents import key_id, signer_keys
from device.mqtt.topics import GateTopics, parse
from device.mqtt.twin import Twin, TwinScope, take
from device.vocabulary import ClockQuality

SIGNED = sorted(name for name, golden in GOLDEN.items() if "public_key" in golden)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

GATE = GateTopics(venue="xinyi-no1-school", device="south-gate-1")


@pytest.mark.parametrize("name", sorted(GOLDEN))
def test_a_golden_payload_is_valid(name: str) -> None:
    golden = GOLDEN[name]
    payloads = golden.get("entries", [golden.get("payload")])
    for payload in payloads:
        assert list(validator(golden["schema"]).iter_errors(payload)) == []
    if "topic" in golden:
        assert parse(golden["topic"]) is not None


@pytest.mark.parametrize("name", OF_STRUCTS)
def test_a_golden_payload_goes_through_the_code_unchanged(name: str) -> None:
    golden = GOLDEN[name]
    decoded = decode(json.dumps(golden["payload"]).encode(), STRUCTS[golden["schema"]])
    assert not isinstance(decoded, Malformed)
    assert json.loads(encode(decoded)) == golden["payload"]


@pytest.mark.parametrize("name", SIGNED)
def test_a_golden_signature_covers_prefix_topic_and_body(name: str) -> None:
    golden = GOLDEN[name]
    body = b64decode(golden["payload"]["body"])
    assert json.loads(body) == golden["body"]
    assert is_valid(golden["body_schema"], golden["body"])
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(golden["public_key"]))
    covered = golden["prefix"].encode() + b"\0" + golden["topic"].encode() + b"\0" + body
    key.verify(b64decode(golden["payload"]["signature"]), covered)
    if "key_id" in golden["body"]:
        assert golden["body"]["key_id"] == key_id(key) == sha256(bytes.fromhex(golden["public_key"])).hexdigest()[:8]


@pytest.mark.parametrize("name", [name for name in SIGNED if name.startswith("order-")])
def test_a_golden_order_is_taken_by_a_gate(name: str) -> None:
    golden = GOLDEN[name]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(golden["public_key"]))
    verdict = judge(
        golden["topic"],
        json.dumps(golden["payload"]).encode(),
        retained=False,
        keys=signer_keys(venue=[key], operator=[key]),
        gate=GATE,
        session="00112233445566778899aabbccddeeff",
        now_wall=NOON,
        clock=ClockQuality.SYNCHRONISED,
    )
    assert not isinstance(verdict, Refusal)


@pytest.mark.parametrize(("name", "scope"), [("twin-desired", TwinScope.DEVICE), ("twin-desired-all", TwinScope.VENUE)])
def test_golden_desired_values_are_taken_by_a_gate(name: str, scope: TwinScope) -> None:
    golden = GOLDEN[name]
    key = Ed25519PublicKey.from_public_bytes(bytes.fromhex(golden["public_key"]))
    keys = signer_keys(venue=[], operator=[key])
    twin = take(Twin(), scope, json.dumps(golden["payload"]).encode(), topics=GATE, keys=keys)
    assert isinstance(twin, Twin)
    assert twin.errors == {}
    assert set(twin.applied) == set(golden["body"]["values"])


def test_the_golden_chain_proves() -> None:
    golden = GOLDEN["chain"]
    entries = [parse_entry(entry["header"], entry["salt"], entry["body"]) for entry in golden["entries"]]
    sound = [entry for entry in entries if isinstance(entry, Entry)]
    assert [entry.hash for entry in sound] == golden["hashes"]
    proof = prove(sound)
    assert (proof.entries, proof.fault) == (3, None)
    previous = "0" * 64
    for entry in golden["entries"]:  # once more by hand, as a stranger would who has only the document
        header = json.loads(entry["header"])
        assert header["previous_hash"] == previous
        assert header["body_hash"] == sha256(b64decode(entry["salt"]) + entry["body"].encode()).hexdigest()
        assert is_valid("Header", header)
        previous = sha256(entry["header"].encode()).hexdigest()

import copy
import json
import re
from base64 import b64decode
from collections.abc import Iterator
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import msgspec
import pytest
import sample_facts
import yaml
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from jsonschema import Draft202012Validator
from msgspec.structs import replace

from device.checkpoint.records import Alert, CheckIn, Correction, Movement, Record, Result, Service
from device.entry_composer import EntryComposer
from device.journal.chain import prove
from device.journal.entry import Entry, Header, parse_entry
from device.mqtt import messages
from device.mqtt.messages import Malformed, decode, encode
from device.mqtt.order_judge import Refusal, judge
from device.mqtt.orders import FOR_ALL, ROLE_OF
from device.mqtt.signed_documents import key_id, signer_keys
from device.mqtt.topics import GateTopics, TopicKind, parse
from device.mqtt.twin import Twin, TwinScope, take
from device.mqtt.twin_values import LIMITS
from device.simulation.virtual_clock import VirtualClock
from device.visitor.identity import IdentityKeys
from device.vocabulary import (
    AlertKind,
    AlertState,
    Band,
    ClockQuality,
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    Reason,
    Severity,
)

HERE = Path(__file__).parent
PROJECT = HERE.parent.parent
DOCUMENT: dict[str, Any] = yaml.safe_load((PROJECT / "docs" / "asyncapi.yaml").read_text())
CONTRACT = (PROJECT / "docs" / "contract.md").read_text()
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
SIGNED = sorted(name for name, golden in GOLDEN.items() if "public_key" in golden)
OF_STRUCTS = sorted(name for name, golden in GOLDEN.items() if golden["schema"] in STRUCTS and "payload" in golden)
NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
GATE = GateTopics(venue="xinyi-no1-school", device="south-gate-1")
WRONG: tuple[object, ...] = (None, True, -1, 1.5, 2**60, "", "x" * 121, "é\n", [], ["x"], [[2, 1]], {}, {"x": 1})


def validator(name: str) -> Draft202012Validator:
    return Draft202012Validator({"$ref": f"#/components/schemas/{name}", "components": DOCUMENT["components"]})


def is_valid(name: str, payload: object) -> bool:
    valid: bool = validator(name).is_valid(payload)
    return valid


def taken(name: str, payload: object) -> bool:
    return not isinstance(decode(json.dumps(payload).encode(), STRUCTS[name]), Malformed)


@pytest.mark.parametrize("name", sorted(SCHEMAS))
def test_every_schema_is_a_schema(name: str) -> None:
    Draft202012Validator.check_schema(SCHEMAS[name])


def test_every_reference_leads_somewhere() -> None:
    for reference in _references(DOCUMENT):
        place: Any = DOCUMENT
        for step in reference.removeprefix("#/").split("/"):
            assert step in place, reference
            place = place[step]


def test_the_document_holds_the_topics_of_the_code_and_no_other() -> None:
    addresses = [channel["address"] for channel in DOCUMENT["channels"].values()]
    assert sorted(addresses) == sorted(TopicKind)
    for channel in DOCUMENT["channels"].values():
        assert set(channel.get("parameters", {})) == set(re.findall(r"{(\w+)}", channel["address"]))
    operations = [operation["channel"]["$ref"] for operation in DOCUMENT["operations"].values()]
    assert sorted(operations) == sorted(f"#/channels/{name}" for name in DOCUMENT["channels"])


def test_no_order_is_ever_published_retained() -> None:
    for operation in DOCUMENT["operations"].values():
        address = DOCUMENT["channels"][operation["channel"]["$ref"].split("/")[-1]]["address"]
        if "/order/" in address or "/evt/" in address or address.endswith("/ack"):
            assert operation["bindings"]["mqtt"]["retain"] is False
        assert operation["bindings"]["mqtt"]["qos"] == (0 if "/m/" in address else 1)


@pytest.mark.parametrize("name", sorted(STRUCTS))
def test_a_schema_says_exactly_what_the_code_takes(name: str) -> None:
    generated = msgspec.json.schema(STRUCTS[name])
    assert _plain(SCHEMAS[name], SCHEMAS) == _plain(generated, generated["$defs"])


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


@pytest.mark.parametrize("name", OF_STRUCTS)
def test_code_and_document_refuse_the_same_payloads(name: str) -> None:
    schema = GOLDEN[name]["schema"]
    refused = 0
    for altered in _altered(GOLDEN[name]["payload"]):
        assert is_valid(schema, altered) is taken(schema, altered), altered
        refused += not taken(schema, altered)
    assert refused > 0


@pytest.mark.parametrize(
    "name", [name for name in OF_STRUCTS if name not in ("header", "event", "event-after-a-deletion")]
)
def test_a_line_s_end_is_no_part_of_a_word(name: str) -> None:
    golden = GOLDEN[name]
    patterned = [
        key
        for key, one in SCHEMAS[golden["schema"]]["properties"].items()
        if "pattern" in one and golden["payload"][key]
    ]
    for key in patterned:
        assert not taken(golden["schema"], {**golden["payload"], key: golden["payload"][key] + "\n"})


def test_nobody_gives_an_order_under_a_name_of_two_lines() -> None:
    body = GOLDEN["order-open"]["body"]
    assert taken("OrderBody", body)
    assert not taken("OrderBody", {**body, "by": body["by"] + "\n"})


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


READING = replace(
    sample_facts.READING,
    core_celsius=36.61,
    surface_celsius=34.923,
    raw_celsius=34.62,
    ambient_celsius=24.1,
    uncertainty_celsius=0.21,
    samples=7,
)
CODE = replace(
    sample_facts.GREEN, ref="r-1", holder=None, issued_at=1_795_300_000, expires_at=None, trust_age_seconds=60
)
CHECK_IN = CheckIn(
    visit="v-00112233-1",
    case=None,
    outcome=Outcome.ADMITTED,
    reasons=(Reason.TEMPERATURE_NORMAL, Reason.CODE_GREEN),
    decided_by="device",
    group="g-00112233-1",
    companion=True,
    band=Band.NORMAL,
    reading=READING,
    attempt=1,
    code=CODE,
)
RECORDS: dict[str, tuple[str, Record]] = {
    "a check-in": ("CheckInBody", CHECK_IN),
    "a check-in without a reading or a code": (
        "CheckInBody",
        CheckIn(
            visit="v-00112233-1",
            case="c-00112233-1",
            outcome=Outcome.REFERRED,
            reasons=(),
            decided_by="device",
            group=None,
            companion=False,
            band=Band.UNMEASURED,
            reading=None,
            attempt=2,
            code=None,
        ),
    ),
    "a correction": (
        "CorrectionBody",
        Correction(
            visit="v-00112233-1",
            case=None,
            corrects=3,
            outcome=Outcome.ANNULLED,
            reasons=(Reason.VISIT_NOT_PASSED,),
            decided_by="inspector:wang",
            band=Band.FEVER,
            reading=READING,
            attempt=2,
        ),
    ),
    "an alert": (
        "AlertBody",
        Alert(
            kind=AlertKind.FEVER,
            severity=Severity.CRITICAL,
            state=AlertState.RAISED,
            visit="v-00112233-1",
            case="c-00112233-1",
            code=CODE,
            details=(("attempt", 2), ("reasons", "temperature.fever,code.green"), ("people", 1), ("celsius", 38.2)),
        ),
    ),
    "a movement": (
        "MovementBody",
        Movement(visit=None, cause=MovementCause.FIRE_INPUT, opened_at=1.0, closed_at=None, passages=0, order="o-1"),
    ),
    "a result": (
        "ResultBody",
        Result(order="o-1", name=OrderName.OPEN, status=OrderStatus.EXECUTING, reason="", by="inspector:wang"),
    ),
    "a service entry": ("ServiceBody", Service(what="locked", details=(("by", "operator:li"),))),
}


@pytest.mark.parametrize("name", RECORDS)
def test_the_bodies_the_gate_writes_are_those_of_the_document(name: str) -> None:
    clock = VirtualClock(wall=NOON, monotonic=10.0)
    composer = EntryComposer(
        venue="school",
        checkpoint="south-gate",
        timezone=ZoneInfo("Asia/Shanghai"),
        clock=clock,
        identity=IdentityKeys(
            venue_secret=bytes(32), city_secret=bytes(32), tracing_public=X25519PrivateKey.generate().public_key()
        ),
        person=lambda _: None,
    )
    schema, record = RECORDS[name]
    (content,) = composer.compose((record,))
    body = json.loads(content.body)
    assert list(validator(schema).iter_errors(body)) == []
    assert set(body) <= set(SCHEMAS[schema]["properties"]) or schema == "ServiceBody"


def test_every_reason_is_explained_in_the_contract_as_in_the_code() -> None:
    source = (PROJECT / "device" / "vocabulary.py").read_text()
    in_code = dict(re.findall(r'^    [A-Z_]+ = "([a-z_.]+)"  # (.+)$', source, re.MULTILINE))
    assert set(in_code) == set(Reason)
    in_contract = dict(re.findall(r"^\| `([a-z_.]+)` \| (.+) \|$", _section("Reasons"), re.MULTILINE))
    assert in_contract == in_code


def test_every_topic_order_and_desired_value_stands_in_the_contract() -> None:
    topics = re.findall(r"^\| `(gate/1/[^`]+)` \|", _section("Topics"), re.MULTILINE)
    assert sorted(topics) == sorted(TopicKind)
    orders = re.findall(r"^\| `(\w+)` \| (venue|operator) \| .* \| (yes|no) \|$", _section("Orders"), re.MULTILINE)
    in_code = {(name.value, role.value, "yes" if name in FOR_ALL else "no") for name, role in ROLE_OF.items()}
    assert set(orders) == in_code
    values = re.findall(r"^\| `(policy\.\w+)` \|", _section("Desired values"), re.MULTILINE)
    assert sorted(values) == sorted(LIMITS)


def test_the_access_list_of_the_contract_is_the_one_that_was_tried_on_a_real_broker() -> None:
    tried = (PROJECT / "tests" / "mqtt" / "test_paho_transport.py").read_text()
    lines = re.findall(r"^pattern ((?:read|write|readwrite) \S+)$", CONTRACT, re.MULTILINE)
    assert lines
    assert lines == re.findall(r'^    "((?:read|write|readwrite) gate/1/\S+)",$', tried, re.MULTILINE)


def _section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", CONTRACT, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]


def _references(node: object) -> Iterator[str]:
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "$ref":
                yield value
            else:
                yield from _references(value)
    elif isinstance(node, list):
        for value in node:
            yield from _references(value)


def _plain(schema: Any, definitions: dict[str, Any]) -> Any:  # noqa: ANN401 - JSON
    """Follow references and leave out what only explains."""
    if isinstance(schema, list):
        return [_plain(one, definitions) for one in schema]
    if not isinstance(schema, dict):
        return schema
    if "$ref" in schema:
        return _plain(definitions[schema["$ref"].split("/")[-1]], definitions)
    if "prefixItems" in schema:  # a pair of alike numbers
        schema = {**schema, "items": schema["prefixItems"][0]}
    explaining = {"title", "description", "default", "$defs", "prefixItems"}
    plain = {key: value for key, value in schema.items() if key not in explaining}
    for key in ("items", "anyOf", "additionalProperties"):
        if key in plain:
            plain[key] = _plain(plain[key], definitions)
    if "properties" in plain:
        plain["properties"] = {name: _plain(one, definitions) for name, one in plain["properties"].items()}
    if "pattern" in plain:
        plain["pattern"] = plain["pattern"].replace("\\Z", "$")  # what Python calls the end, JSON Schema calls `$`
    if "enum" in plain:
        return {"enum": sorted(plain["enum"])}
    if "anyOf" in plain:
        plain["anyOf"] = sorted(plain["anyOf"], key=lambda one: json.dumps(one, sort_keys=True))
    if "required" in plain:
        plain["required"] = sorted(plain["required"])
    return plain


def _altered(payload: dict[str, Any]) -> Iterator[object]:
    """Leave out, replace and add members, one at a time, at every depth."""
    yield from WRONG
    for name, value in payload.items():
        less = copy.deepcopy(payload)
        del less[name]
        yield less
        for wrong in WRONG:
            yield {**payload, name: wrong}
        if isinstance(value, dict):
            for inner in _altered(value):
                yield {**payload, name: inner}
        elif isinstance(value, list) and value:
            for inner in _altered(value[0]) if isinstance(value[0], dict) else WRONG:
                yield {**payload, name: [*value, inner]}
    yield {**payload, "unheard_of": 1}

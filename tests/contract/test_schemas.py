"""The schemas of the document are those of the code: same topics, same types, same refusals."""

import copy
import json
import re
from collections.abc import Iterator
from typing import Any

import msgspec
import pytest
from contract_schemas import DOCUMENT, GOLDEN, OF_STRUCTS, SCHEMAS, STRUCTS, is_valid, taken
from jsonschema import Draft202012Validator

from device.mqtt.topics import TopicKind

WRONG: tuple[object, ...] = (None, True, -1, 1.5, 2**60, "", "x" * 121, "é\n", [], ["x"], [[2, 1]], {}, {"x": 1})


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


@pytest.mark.parametrize("name", OF_STRUCTS)
def test_code_and_document_refuse_the_same_payloads(name: str) -> None:
    schema = GOLDEN[name]["schema"]
    refused = 0
    for altered in _altered(GOLDEN[name]["payload"]):
        assert is_valid(schema, altered) is taken(schema, altered), altered
        refused += not taken(schema, altered)
    assert refused > 0


PATTERNED = [
    (name, word)
    for name in OF_STRUCTS
    if name not in ("header", "event", "event-after-a-deletion")  # their words are judged with the entry
    for word, one in SCHEMAS[GOLDEN[name]["schema"]]["properties"].items()
    if "pattern" in one and GOLDEN[name]["payload"][word]
]


@pytest.mark.parametrize(("name", "word"), PATTERNED)
def test_a_line_s_end_is_no_part_of_a_word(name: str, word: str) -> None:
    schema, payload = GOLDEN[name]["schema"], GOLDEN[name]["payload"]
    assert taken(schema, payload)
    assert not taken(schema, {**payload, word: payload[word] + "\n"})


def test_nobody_gives_an_order_under_a_name_of_two_lines() -> None:
    body = GOLDEN["order-open"]["body"]
    assert taken("OrderBody", body)
    assert not taken("OrderBody", {**body, "by": body["by"] + "\n"})


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

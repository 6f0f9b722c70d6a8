"""`docs/contract.md` names every reason, topic, order and value of the code, and the access list that was tried."""

import re

from contract_schemas import PROJECT

from device.mqtt.orders import FOR_ALL, ROLE_OF
from device.mqtt.topics import TopicKind
from device.mqtt.twin_values import LIMITS
from device.vocabulary import Reason

CONTRACT = (PROJECT / "docs" / "contract.md").read_text()


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
    tried = (PROJECT / "tests" / "mqtt" / "certified_fleet.py").read_text()
    lines = re.findall(r"^pattern ((?:read|write|readwrite) \S+)$", CONTRACT, re.MULTILINE)
    assert lines
    assert lines == re.findall(r'^    "((?:read|write|readwrite) gate/1/\S+)",$', tried, re.MULTILINE)


def _section(title: str) -> str:
    found = re.search(rf"^## {title}\n(.*?)(?=^## |\Z)", CONTRACT, re.MULTILINE | re.DOTALL)
    assert found is not None, title
    return found[1]

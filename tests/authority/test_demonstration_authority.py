"""The demonstration's authority: an address at once, a page for the first who comes, and a gate that hears of it."""

import re
import time
import urllib.parse
import urllib.request
from collections.abc import Iterator
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from private_broker import PrivateBroker, turn
from test_herald import Gate

from device.authority.ceremony import found
from device.mqtt.topics import TopicKind, parse
from device.simulation.demonstration_authority import DemonstrationAuthority

pytestmark = pytest.mark.broker
PIN = "830517"


@pytest.fixture
def authority(tmp_path: Path) -> Iterator[tuple[DemonstrationAuthority, PrivateBroker]]:
    broker = PrivateBroker(tmp_path)
    broker.start()
    found(tmp_path / "authority", now=int(time.time()))
    made = DemonstrationAuthority(tmp_path / "authority", broker_port=broker.port, zone="Asia/Shanghai")
    yield made, broker
    made.close()
    broker.stop()


def heard_colours(gate: Gate, what: str, besides: bytes = b"") -> bytes:
    def newest() -> bytes:
        return next((came.payload for text, came in gate.heard.items() if _kind(text) is TopicKind.COLOURS), besides)

    turn((gate,), lambda: newest() != besides, what)
    return newest()


def _kind(text: str) -> TopicKind | None:
    topic = parse(text)
    return None if topic is None else topic.kind


def test_whoever_is_invited_gets_in_and_their_declaration_reaches_the_gate(
    authority: tuple[DemonstrationAuthority, PrivateBroker],
) -> None:
    made, broker = authority
    gate = Gate("gate-0001", broker.port, "gate/1/_authority/colours")
    browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    home = made.address.removesuffix("/open")

    def asked(path: str, **form: str) -> str:
        data = urllib.parse.urlencode(form).encode() if form else None
        request = urllib.request.Request(home + path, data, {"origin": home, "accept-language": "zh-CN"})  # noqa: S310 - loopback
        with browser.open(request, timeout=20) as answer:
            return str(answer.read().decode())

    assert "邀请" in asked("/open")
    page = asked("/open", invitation=made.invitation, pin=PIN, pin_again=PIN)
    assert "陈*范" in page
    assert "陈示范" not in page
    (csrf, *_) = re.findall(r'name="csrf" value="([0-9a-f]+)"', page)
    first = heard_colours(gate, "the first list of colours")
    asked("/declare", csrf=csrf, celsius="38.4", symptom="cold_like")
    assert heard_colours(gate, "the list after the declaration", besides=first) != first
    gate.transport.close()

"""Codes that only their issuer can read: recognised, never opened, never given a colour."""

import base64

import pytest
from health_code_world import CIRCUMSTANCES
from hypothesis import given
from hypothesis import strategies as st

from device.health_code.opaque import is_host
from device.health_code.recogniser import LooksLike
from device.health_code.registry import OtherText, Registry
from device.health_code.verdict import HealthCode
from device.vocabulary import Assurance, Colour, Kind, Reason

BLOB = base64.b64encode(bytes(range(100, 250)) + b"JKM4409830GBGS").decode()
HOSTS = ("code.example.org",)
REGISTRY = Registry(("phc1", "opaque"), opaque_hosts=HOSTS)


@pytest.mark.parametrize(
    "text", [BLOB, BLOB.rstrip("="), "https://code.example.org/c?q=A1", "https://CODE.example.org"]
)
def test_an_opaque_code_is_unknown_until_somebody_is_asked(text: str) -> None:
    verdict = REGISTRY.judge(text, CIRCUMSTANCES)
    assert isinstance(verdict, HealthCode)
    assert (verdict.format, verdict.kind, verdict.colour) == ("opaque", Kind.OPAQUE, Colour.UNKNOWN)
    assert (verdict.assurance, verdict.reasons) == (Assurance.UNVERIFIED, (Reason.CODE_UNRESOLVED,))
    assert not verdict.signature_held


@pytest.mark.parametrize(
    "text",
    [
        "https://other.example.org/c?q=A1",
        "http://code.example.org/",
        "https://code.example.org.evil.example/",
        "https://code.example.org@evil.example/",
        "https://evil.example\\@code.example.org/",
        "https://code.example.org:8443/",
        "https://code.example.org /",
        "https://[code.example.org/",
        "1" * 60,
        "A" * 60,
        "Qx7" * 10,
        BLOB[:-2] + "=" * 3,
        "Qx7/" * 400,
        "WIFI:T:WPA;S:net;P:secret;;",
    ],
)
def test_anything_else_is_no_such_code(text: str) -> None:
    assert isinstance(REGISTRY.judge(text, CIRCUMSTANCES), OtherText)


def test_without_the_setting_an_opaque_code_is_some_text() -> None:
    assert Registry(("phc1",)).judge(BLOB, CIRCUMSTANCES) == OtherText(looks_like=LooksLike.OTHER)
    no_hosts = Registry(("phc1", "opaque"))
    assert isinstance(no_hosts.judge("https://code.example.org/", CIRCUMSTANCES), OtherText)


@given(st.text(max_size=200) | st.text(alphabet="https:/code.example.org@\\?#", max_size=60))
def test_no_text_makes_the_recogniser_raise(text: str) -> None:
    verdict = REGISTRY.judge(text, CIRCUMSTANCES)
    assert isinstance(verdict, OtherText | HealthCode)


@pytest.mark.parametrize(
    ("text", "is_one"),
    [
        ("code.example.org", True),
        ("a.b", True),
        ("localhost", False),
        ("Code.example.org", False),
        ("a.b:443", False),
        ("https://a.b", False),
        ("", False),
        ("a..b", False),
        ("*.b", False),
    ],
)
def test_a_host_is_named_as_it_is(text: str, is_one: bool) -> None:
    assert is_host(text) is is_one

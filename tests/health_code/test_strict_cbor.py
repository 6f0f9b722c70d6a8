"""CBOR that has exactly one meaning."""

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.health_code.strict_cbor import NotStrictCbor, decode, encode

AMBIGUOUS = {
    "duplicate key": "a201000101",
    "duplicate key of another type": "a20100f500",
    "longer form of a number": "1800",
    "longer form of a length": "5800",
    "longer form of an array": "9800",
    "indefinite array": "9f00ff",
    "indefinite bytes": "5f4100ff",
    "indefinite text": "7f6161ff",
    "indefinite map": "bf0000ff",
    "something after the end": "0000",
    "nothing at all": "",
    "a length beyond all memory": "5b7fffffffffffffff",
    "an array beyond all memory": "9bffffffffffffffff",
    "a map beyond all memory": "bbffffffffffffffff",
    "text that is not UTF-8": "61ff",
    "nested deeper than needed": "81" * 9 + "00",
    "nested without end": "81" * 5000 + "00",
    "a reference to itself": "d81c81d81d00",
}


@pytest.mark.parametrize("message", AMBIGUOUS.values(), ids=AMBIGUOUS.keys())
def test_what_has_no_single_meaning_is_refused(message: str) -> None:
    with pytest.raises(NotStrictCbor):
        decode(bytes.fromhex(message))


def _tag_head(number: int) -> bytes:
    if number < 24:
        return bytes([0xC0 | number])
    size = 1 if number < 256 else 2 if number < 65536 else 4
    return bytes([{1: 0xD8, 2: 0xD9, 4: 0xDA}[size]]) + number.to_bytes(size, "big")


def test_no_tag_is_followed_whatever_the_decoder_knows() -> None:
    contents = (b"\x00", b"\x60", b"\x40", b"\x80", b"\x82\x00\x01", b"\x6a2026-11-22", b"\xa0")
    for number in (*range(1200), 43000, 55799):
        for content in contents:
            with pytest.raises(NotStrictCbor):
                decode(_tag_head(number) + content)


_VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**63), 2**63) | st.binary(max_size=40) | st.text(max_size=20),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.integers(-70000, 70000), inner, max_size=4),
    max_leaves=12,
)


@given(_VALUES)
def test_what_is_encoded_is_read_back_the_same(value: object) -> None:
    message = encode(value)
    if len(cbor2.dumps(value)) < 400 and _depth(value) <= 8:
        assert decode(message) == value


@given(st.binary(max_size=64))
def test_bytes_are_read_one_way_or_refused(message: bytes) -> None:
    try:
        value = decode(message)
    except NotStrictCbor:
        return
    assert cbor2.dumps(value) == message


def _depth(value: object) -> int:
    if isinstance(value, dict):
        return 1 + max(map(_depth, value.values()), default=0)
    if isinstance(value, list):
        return 1 + max(map(_depth, value), default=0)
    return 0

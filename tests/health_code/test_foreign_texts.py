"""The small readers of foreign texts take one spelling, and nothing beyond a stated size."""

import base64
import zlib

import cbor2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.health_code import base32_text, base64url_text, strict_json
from device.health_code.inflate import NotDeflated, inflate
from device.health_code.strict_cbor import NotStrictCbor, decode_any_spelling


@given(st.binary(max_size=60))
def test_every_message_has_one_base32_text(message: bytes) -> None:
    assert base32_text.decode(base64.b32encode(message).decode("ascii").rstrip("=")) == message


@pytest.mark.parametrize(
    "text", ["A", "AAA", "AAAAAA", "AB", "AAAB", "aa", "AA======", "A1", "A A", "AA\n", "ÄA", "٢٢"]
)
def test_another_base32_text_is_none(text: str) -> None:
    with pytest.raises(base32_text.NotBase32):
        base32_text.decode(text)


@given(st.binary(max_size=60))
def test_every_message_has_one_base64url_text(message: bytes) -> None:
    padded = base64.urlsafe_b64encode(message).decode("ascii")
    assert base64url_text.decode(padded.rstrip("=")) == message
    assert base64url_text.decode(padded, padded=True) == message
    assert base64url_text.decode(padded.rstrip("="), padded=True) == message


@pytest.mark.parametrize("text", ["A", "AB", "AAB", "AA==", "AA=", "A+AA", "A/AA", "AA A", "AAAA\n", "Ä", "=", "===="])
def test_another_base64url_text_is_none(text: str) -> None:
    with pytest.raises(base64url_text.NotBase64url):
        base64url_text.decode(text)


@pytest.mark.parametrize("text", ["AA=", "AA===", "A=A=", "AAAA=", "AAAA==", "AB=="])
def test_padding_has_one_place(text: str) -> None:
    with pytest.raises(base64url_text.NotBase64url):
        base64url_text.decode(text, padded=True)


@pytest.mark.parametrize("raw", [False, True])
@pytest.mark.parametrize(("length", "fits"), [(999, True), (1000, True), (1001, False), (1_000_000, False)])
def test_what_unpacks_beyond_the_size_allowed_is_refused(raw: bool, length: int, fits: bool) -> None:
    machine = zlib.compressobj(wbits=-15 if raw else 15)
    packed = machine.compress(b"a" * length) + machine.flush()
    if fits:
        assert inflate(packed, longest=1000, raw=raw) == b"a" * length
        for wrong in (packed[:-1], packed + b"\0", b"", b"\0" + packed):
            with pytest.raises(NotDeflated):
                inflate(wrong, longest=1000, raw=raw)
        return
    with pytest.raises(NotDeflated):
        inflate(packed, longest=1000, raw=raw)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "1",
        " {}",
        "{} ",
        "\ufeff{}",
        '{"a":1,"a":1}',
        '{"b":{"a":1,"a":2}}',
        '{"a":NaN}',
        '{"a":-Infinity}',
        '{"a":01}',
        '{"a":1}{"a":1}',
        "{'a':1}",
        '{"a":' * 100_000 + "}",
        '{"a":' + "9" * 10_000 + "}",
    ],
)
def test_json_with_no_meaning_or_two_is_refused(text: str) -> None:
    with pytest.raises(strict_json.NotStrictJson):
        strict_json.decode(text)


def test_fractions_are_taken_where_they_may_be() -> None:
    assert strict_json.decode('{"a":1.5,"b":[true,null]}') == {"a": 1.5, "b": [True, None]}
    with pytest.raises(strict_json.NotStrictJson):
        strict_json.decode('{"a":1.5}', whole_numbers=True)


@pytest.mark.parametrize(
    ("message", "value"),
    [
        (b"\x9f\x01\x02\xff", [1, 2]),
        (b"\x19\x00\x01", 1),
        (b"\xc0\x6a2026-11-22", "2026-11-22"),
        (b"\xc1\x1a\x6a\x00\x00\x00", 0x6A000000),
        (b"\x81" * 15 + b"\x01", None),
    ],
)
def test_foreign_cbor_may_be_spelled_otherwise(message: bytes, value: object) -> None:
    assert decode_any_spelling(message) == (cbor2.loads(message) if value is None else value)


@pytest.mark.parametrize(
    "message",
    [
        b"",
        b"\x01\x02",
        b"\x01\xff",
        b"\x81",
        b"\xa2\x01\x02\x01\x02",
        b"\xbf\x01\x02\x01\x03\xff",
        b"\xc2\x41\x01",
        b"\xc0\x81\x01",
        b"\xd8\x64\x01",
        b"\x81" * 17 + b"\x01",
        b"\x9b\x7f\xff\xff\xff\xff\xff\xff\xff",
    ],
)
def test_foreign_cbor_with_no_meaning_or_two_is_refused(message: bytes) -> None:
    with pytest.raises(NotStrictCbor):
        decode_any_spelling(message)

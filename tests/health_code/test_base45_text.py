"""Base45 against the examples of RFC 9285 and against another implementation."""

import base45
import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.health_code.base45_text import NotBase45, decode, encode

EXAMPLES = [(b"AB", "BB8"), (b"Hello!!", "%69 VD92EX0"), (b"base-45", "UJCLQE7W581"), (b"ietf!", "QED8WEX0"), (b"", "")]


@pytest.mark.parametrize(("message", "text"), EXAMPLES)
def test_the_examples_of_the_standard_hold(message: bytes, text: str) -> None:
    assert encode(message) == text
    assert decode(text) == message


@pytest.mark.parametrize(
    "text", ["GGW", ":::", "0", "0000", "::", "a00", "00\n", "00 \n", "AB_", "é00", "\ud80000", "ÀA0"]
)
def test_a_text_that_no_bytes_encode_to_is_refused(text: str) -> None:
    with pytest.raises(NotBase45):
        decode(text)


@given(st.binary(max_size=300))
def test_bytes_come_back_and_another_implementation_agrees(message: bytes) -> None:
    assert decode(encode(message)) == message
    assert encode(message) == base45.b45encode(message).decode()


@given(st.text(alphabet="0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", max_size=30))
def test_every_text_is_one_message_or_none(text: str) -> None:
    try:
        message = decode(text)
    except NotBase45:
        with pytest.raises(ValueError):
            base45.b45decode(text)
        return
    assert encode(message) == text
    assert base45.b45decode(text) == message

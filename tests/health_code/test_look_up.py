"""A gate's question and the authority's answer: sealed to one, signed by one, for one gate and one question."""

from types import MappingProxyType
from typing import Any

import cbor2
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from health_code_world import DECLARATION, HOLDER, ISSUER, NOW, STRANGER
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from device.health_code import cose
from device.health_code.claims import Claims
from device.health_code.duties import Duty, duty_key
from device.health_code.keys import key_id_of
from device.health_code.look_up import (
    CONTENT_TYPE,
    Answer,
    LookUp,
    NotALookUp,
    Result,
    from_bytes,
    read_answer,
    sign_answer,
    to_bytes,
)
from device.visitor.sealed_exchange import ANSWER_INFO, REQUEST_INFO, seal, unseal
from device.vocabulary import Colour, Kind

CLERK = Ed25519PrivateKey.from_private_bytes(b"\x0c" * 32)
QUESTION = LookUp(id=b"i" * 16, principal="south-gate-1", asked_at=NOW, reply_key=b"r" * 32, text="PHC1:ABC")
CLAIMS = Claims(
    kind=Kind.PAPER,
    colour=Colour.YELLOW,
    issued_at=NOW - 600,
    expires_at=NOW + 600,
    cti=b"12345678",
    masked_name="张*三",
    masked_phone="138****1234",
    holder=HOLDER,
    declaration=DECLARATION,
)
ANSWER = Answer(
    id=QUESTION.id, principal=QUESTION.principal, result=Result.KNOWN, at=NOW, until=NOW + 30, claims=CLAIMS
)
SIGNED = replace(ANSWER, signer=key_id_of(CLERK.public_key()))
"""As it is read: with the name of the key that signed it."""
TOPIC = "gate/1/_authority/request/south-gate-1/0011"


def answered(message: bytes, *duties: Duty, question: LookUp = QUESTION, now: int = NOW, **times: int) -> Answer | None:
    key = duty_key(CLERK.public_key(), frozenset(duties or Duty), **times)
    return read_answer(message, question, duty_keys=MappingProxyType({key.kid: key}), now=now)


@pytest.mark.parametrize("question", [QUESTION, replace(QUESTION, text=None, token=b"t" * 16)], ids=["text", "token"])
def test_a_question_comes_back_as_written(question: LookUp) -> None:
    assert from_bytes(to_bytes(question)) == question


@pytest.mark.parametrize(
    "change",
    [
        {"id": b"short"},
        {"reply_key": b"r" * 31},
        {"principal": ""},
        {"principal": "p" * 41},
        {"text": ""},
        {"text": "x" * 1025},
        {"text": None},
        {"token": b"t" * 16},
        {"text": None, "token": b"t" * 15},
        {"asked_at": -1},
        {"text": "\ud800"},
    ],
    ids=str,
)
def test_what_is_no_question_is_not_written(change: dict[str, Any]) -> None:
    with pytest.raises(NotALookUp):
        to_bytes(replace(QUESTION, **change))


@given(st.binary(max_size=200))
def test_no_bytes_but_a_question_are_one(message: bytes) -> None:
    with pytest.raises(NotALookUp):
        from_bytes(message)


@pytest.mark.parametrize("result", [Result.NOT_KNOWN, Result.REFUSED])
def test_an_answer_comes_back_as_signed(result: Result) -> None:
    assert answered(sign_answer(ANSWER, key=CLERK)) == SIGNED
    other = replace(ANSWER, result=result, claims=None)
    assert answered(sign_answer(other, key=CLERK)) == replace(other, signer=SIGNED.signer)


def test_only_a_key_with_the_duty_answers() -> None:
    message = sign_answer(ANSWER, key=CLERK)
    assert answered(message, Duty.ANSWER) == SIGNED
    assert answered(message, Duty.REVOKE, Duty.RECOLOUR) is None
    assert answered(message, Duty.ANSWER, not_after=NOW - 61) is None
    assert answered(sign_answer(ANSWER, key=STRANGER)) is None
    assert answered(sign_answer(ANSWER, key=ISSUER)) is None


def test_an_answer_is_for_one_gate_and_one_question() -> None:
    message = sign_answer(ANSWER, key=CLERK)
    assert answered(message, question=replace(QUESTION, principal="north-gate-1")) is None
    assert answered(message, question=replace(QUESTION, id=b"j" * 16)) is None


@pytest.mark.parametrize(
    ("now", "is_good"),
    [(NOW - 61, False), (NOW - 60, True), (NOW + 90, True), (NOW + 91, False)],
)
def test_an_answer_has_its_time(now: int, is_good: bool) -> None:
    assert (answered(sign_answer(ANSWER, key=CLERK), now=now) is not None) is is_good


def test_no_answer_lives_longer_than_a_minute_whatever_it_says() -> None:
    message = sign_answer(replace(ANSWER, until=NOW + 86_400), key=CLERK)
    assert answered(message, now=NOW + 120) is not None
    assert answered(message, now=NOW + 121) is None


@pytest.mark.parametrize(
    "change",
    [{3: 3}, {3: -1}, {3: 1}, {6: None}, {6: b"x"}, {5: NOW - 1}, {1: "i"}, {4: None}],
    ids=str,
)
def test_what_is_no_answer_is_none(change: dict[int, object]) -> None:
    body = cbor2.loads(cose.take_apart(sign_answer(ANSWER, key=CLERK), longest=2048).payload)  # type: ignore[union-attr]
    message = cose.sign(
        cbor2.dumps(body | change, canonical=True),
        key=CLERK,
        kid=key_id_of(CLERK.public_key()),
        content_type=CONTENT_TYPE,
    )
    assert answered(message) is None


@given(st.data())
def test_no_flipped_bit_of_an_answer_is_believed(data: st.DataObject) -> None:
    message = bytearray(sign_answer(ANSWER, key=CLERK))
    place = data.draw(st.integers(0, len(message) * 8 - 1))
    message[place // 8] ^= 1 << place % 8
    assert answered(bytes(message)) is None


def test_what_is_sealed_opens_for_its_key_its_use_and_its_topic_alone() -> None:
    private, other = X25519PrivateKey.generate(), X25519PrivateKey.generate()
    message = to_bytes(QUESTION)
    sealed = seal(message, to=private.public_key(), info=REQUEST_INFO, topic=TOPIC)
    assert message not in sealed
    assert sealed != seal(message, to=private.public_key(), info=REQUEST_INFO, topic=TOPIC)
    assert unseal(sealed, with_key=private, info=REQUEST_INFO, topic=TOPIC) == message
    assert unseal(sealed, with_key=other, info=REQUEST_INFO, topic=TOPIC) is None
    assert unseal(sealed, with_key=private, info=ANSWER_INFO, topic=TOPIC) is None
    assert unseal(sealed, with_key=private, info=REQUEST_INFO, topic=TOPIC + "2") is None


@pytest.mark.parametrize("sealed", [b"", b"\0" * 47, b"\0" * 48, b"\0" * 100, b"x" * 9000], ids=len)
def test_what_was_never_sealed_does_not_open(sealed: bytes) -> None:
    assert unseal(sealed, with_key=X25519PrivateKey.generate(), info=REQUEST_INFO, topic=TOPIC) is None

"""Lays out a gate's question to the authority about one code, and the authority's signed answer.

Never seals or opens anything (`device.visitor.sealed_exchange` does), never believes an answer to another question or
for another gate. Strict CBOR, integer keys.
Question: 1 what (`resolve`), 2 id (16), 3 principal, 4 asked at, 5 reply key (raw X25519), and 6 text or 7 token (16).
Answer (COSE_Sign1 by a key with the duty `answer`, content type `menshen-answer-1`): 1 id, 2 principal, 3 result
(0 known, 1 not known, 2 refused), 4 at, 5 until, 6 claims (a PHC1 payload; known only).
"""

from enum import StrEnum
from typing import Final

from msgspec import Struct
from msgspec.structs import replace

from device.health_code import cose, strict_cbor
from device.health_code.claims import RESOLVE_TOKEN_BYTES, Claims, NotClaims, from_payload, to_payload
from device.health_code.duties import Duty, DutyKeys
from device.health_code.keys import SignerKey, key_id_of
from device.health_code.validity import LEEWAY_SECONDS, TIME_LARGEST

WHAT: Final = "resolve"
CONTENT_TYPE: Final = "menshen-answer-1"
ID_BYTES: Final = 16
REPLY_KEY_BYTES: Final = 32
TEXT_LONGEST: Final = 1024
ANSWER_LONGEST_BYTES: Final = 2048
LIFE_SECONDS_MOST: Final = 60
"""How long an answer may be used again, whatever it says."""
_PRINCIPAL_LONGEST: Final = 40


class Result(StrEnum):
    """What became of a question; the order is the number on the wire."""

    KNOWN = "known"
    NOT_KNOWN = "not_known"
    """The authority has no such code."""
    REFUSED = "refused"
    """The authority does not answer this principal."""


_RESULTS: Final = tuple(Result)


class NotALookUp(ValueError):
    """The bytes are no question."""


class LookUp(Struct, frozen=True, kw_only=True):
    """A question: exactly one of `text` and `token` says which code is meant."""

    id: bytes
    principal: str
    """Who asks; the topic says the same, or the question is somebody else's."""
    asked_at: int
    """Seconds since the epoch."""
    reply_key: bytes
    """The raw X25519 public key that the answer is sealed to, made for this question alone."""
    text: str | None = None
    """The code as it was read."""
    token: bytes | None = None
    """Its resolve token, where it has one: nothing more is told then."""


class Answer(Struct, frozen=True, kw_only=True):
    """What the authority said."""

    id: bytes
    principal: str
    result: Result
    at: int
    until: int
    """The last second at which it may be used."""
    claims: Claims | None = None
    """Colour, masked person and holder as they are now; only where the code is known."""
    signer: bytes = b""
    """Kid of the key that signed it, once that is verified."""


def to_bytes(question: LookUp) -> bytes:
    """Give the bytes of `question`.

    Raises:
        NotALookUp: a reader would refuse it.
    """
    body: dict[int, object] = {
        1: WHAT,
        2: question.id,
        3: question.principal,
        4: question.asked_at,
        5: question.reply_key,
    }
    if question.text is not None:
        body[6] = question.text
    if question.token is not None:
        body[7] = question.token
    try:
        message = strict_cbor.encode(body)
    except UnicodeEncodeError as error:
        raise NotALookUp("a text that cannot be written") from error
    from_bytes(message)
    return message


def from_bytes(message: bytes) -> LookUp:
    """Give the question in `message`.

    Raises:
        NotALookUp: there is none.
    """
    try:
        body = strict_cbor.decode(message)
    except strict_cbor.NotStrictCbor as error:
        raise NotALookUp(str(error)) from error
    match body:
        case {
            1: "resolve",
            2: bytes() as number,
            3: str() as principal,
            4: int() as asked_at,
            5: bytes() as reply_key,
            **rest,
        } if len(number) == ID_BYTES and len(reply_key) == REPLY_KEY_BYTES and 0 <= asked_at <= TIME_LARGEST:
            pass
        case _:
            raise NotALookUp("not a question")
    text: str | None = None
    token: bytes | None = None
    match rest:
        case {6: str() as text} if len(rest) == 1 and 0 < len(text) <= TEXT_LONGEST:
            pass
        case {7: bytes() as token} if len(rest) == 1 and len(token) == RESOLVE_TOKEN_BYTES:
            pass
        case _:
            raise NotALookUp("neither a text nor a token")
    if not 0 < len(principal) <= _PRINCIPAL_LONGEST:
        raise NotALookUp("nobody asks")
    return LookUp(id=number, principal=principal, asked_at=asked_at, reply_key=reply_key, text=text, token=token)


def sign_answer(answer: Answer, *, key: SignerKey) -> bytes:
    """Give `answer` signed by `key`.

    Raises:
        NotClaims: its claims would be refused.
    """
    body: dict[int, object] = {
        1: answer.id,
        2: answer.principal,
        3: _RESULTS.index(answer.result),
        4: answer.at,
        5: answer.until,
    }
    if answer.claims is not None:
        body[6] = to_payload(answer.claims)
    return cose.sign(strict_cbor.encode(body), key=key, kid=key_id_of(key.public_key()), content_type=CONTENT_TYPE)


def read_answer(message: bytes, question: LookUp, *, duty_keys: DutyKeys, now: int) -> Answer | None:
    """Give the authority's answer to `question`, or None where `message` is none: forged, stale or another's."""
    signed = cose.take_apart(message, longest=ANSWER_LONGEST_BYTES)
    if signed is None or signed.kid is None or signed.content_type != CONTENT_TYPE:
        return None
    named = duty_keys.get(signed.kid)
    if named is None or Duty.ANSWER not in named.duties or not named.is_in_time(now):
        return None
    if cose.refusal(signed, named.key) is not None:
        return None
    try:
        answer = _answer(strict_cbor.decode(signed.payload))
    except ValueError:
        return None
    is_for_us = (answer.id, answer.principal) == (question.id, question.principal)
    begins, ends = answer.at - LEEWAY_SECONDS, min(answer.until, answer.at + LIFE_SECONDS_MOST) + LEEWAY_SECONDS
    return replace(answer, signer=named.kid) if is_for_us and begins <= now <= ends else None


def _answer(body: object) -> Answer:
    """Give the answer in `body`.

    Raises:
        ValueError: there is none.
    """
    match body:
        case {
            1: bytes() as number,
            2: str() as principal,
            3: int() as result,
            4: int() as at,
            5: int() as until,
            **rest,
        } if result in range(len(_RESULTS)) and 0 <= at <= until <= TIME_LARGEST:
            payload = rest.get(6)
        case _:
            raise NotClaims("not an answer")
    if (payload is not None) != (_RESULTS[result] is Result.KNOWN):
        raise NotClaims("claims where nothing is known, or none where something is")
    claims = from_payload(payload) if isinstance(payload, bytes) else None
    return Answer(id=number, principal=principal, result=_RESULTS[result], at=at, until=until, claims=claims)

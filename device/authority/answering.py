"""Answers a gate's sealed question about one code: whose it is and what colour they have now.

Never answers a question that came under another principal's name or is not of this minute, never tells a name unmasked,
and never says of a withdrawn code or an ended guardianship that it holds. Layout: docs/authority-messages.md.
"""

from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey
from msgspec.structs import replace

from device.authority.ceremony import current_trust
from device.authority.desk import Desk
from device.authority.issuing import claims_of
from device.health_code.circumstances import Circumstances
from device.health_code.claims import Claims
from device.health_code.look_up import TEXT_LONGEST, Answer, NotALookUp, Result, from_bytes, sign_answer
from device.health_code.phc1 import LIFETIME_SECONDS, belongs, judge
from device.health_code.validity import LEEWAY_SECONDS
from device.mqtt.topics import Topic, TopicKind, build
from device.visitor.sealed_exchange import ANSWER_INFO, REQUEST_INFO, seal, unseal
from device.vocabulary import ClockQuality, Kind

ANSWER_SECONDS: Final = 60
_QUESTION_SECONDS: Final = 30


def open_question(desk: Desk, topic: Topic, payload: bytes) -> bytes | None:
    """Give what is in a sealed question, or None where it was not sealed to us and for this topic."""
    return unseal(payload, with_key=desk.authority.resolve, info=REQUEST_INFO, topic=_text(topic))


def answer_look_up(desk: Desk, topic: Topic, question: bytes, *, now: int) -> bytes | None:
    """Give the sealed answer to a question about a code, or None where it is no question that may be answered.

    Raises:
        FileRefused: register or trust list cannot be read.
    """
    try:
        asked = from_bytes(question)
    except NotALookUp:
        return None
    is_theirs = asked.principal == topic.device and asked.id.hex() == topic.id
    if not is_theirs or abs(now - asked.asked_at) > _QUESTION_SECONDS + LEEWAY_SECONDS:
        return None
    claims = _claims(desk, asked.text, asked.token, now)
    answer = Answer(
        id=asked.id,
        principal=asked.principal,
        result=Result.NOT_KNOWN if claims is None else Result.KNOWN,
        at=now,
        until=now + ANSWER_SECONDS,
        claims=claims,
    )
    return sealed_answer(topic, sign_answer(answer, key=desk.authority.standing), asked.reply_key)


def what_is_known(desk: Desk, text: str, *, now: int) -> Claims | None:
    """Give what a gate that asks about the code `text` is told; None where it is not known, or holds no more.

    Raises:
        FileRefused: register or trust list cannot be read.
    """
    return _claims(desk, text, None, now) if 0 < len(text) <= TEXT_LONGEST and _is_text(text) else None


def sealed_answer(topic: Topic, message: bytes, reply_key: bytes) -> bytes | None:
    """Give `message` sealed to who asked on `topic`; None where their key is none.

    A key of small order would let anybody read the answer; HPKE refuses it.
    """
    try:
        return seal(
            message, to=X25519PublicKey.from_public_bytes(reply_key), info=ANSWER_INFO, topic=answer_topic(topic)
        )
    except ValueError:
        return None


def answer_topic(topic: Topic) -> str:
    """Give where the answer to a question on `topic` belongs, whatever the question wished for."""
    return build(TopicKind.AUTHORITY_ANSWER, device=topic.device or "", id=topic.id or "")


def _is_text(text: str) -> bool:
    """Claim that `text` can be written at all; a question from outside came in as UTF-8."""
    return not any("\ud800" <= character <= "\udfff" for character in text)


def _text(topic: Topic) -> str:
    return build(TopicKind.AUTHORITY_REQUEST, device=topic.device or "", id=topic.id or "")


def _claims(desk: Desk, text: str | None, token: bytes | None, now: int) -> Claims | None:
    if text is not None and belongs(text):
        return _of_signed(desk, text, now)
    code = desk.codes.find_by_token(token if token is not None else (text or "").encode())
    if code is None or code.withdrawn_at is not None:
        return None
    return _as_they_are_now(desk, code.holder, Kind.LIVE if code.kind is Kind.OPAQUE else code.kind, now)


def _of_signed(desk: Desk, text: str, now: int) -> Claims | None:
    """Give what is known of a code of ours, however old it is: the signature says whose it is."""
    circumstances = Circumstances(
        trust=current_trust(desk.authority), venue_key=None, now=now, clock=ClockQuality.UNSET
    )
    seen = judge(text, circumstances)
    if not seen.signature_held or seen.holder is None or seen.cti is None:
        return None
    kept = desk.codes.find(seen.cti)
    if kept is not None and kept.withdrawn_at is not None:
        return None
    if seen.guardian is not None and seen.guardian not in desk.families.guardians_of(seen.holder):
        return None
    claims = _as_they_are_now(desk, seen.holder, seen.kind, now)
    return None if claims is None else replace(claims, guardian=seen.guardian)


def _as_they_are_now(desk: Desk, holder: bytes, kind: Kind, now: int) -> Claims | None:
    known = desk.holders.find(holder)
    if known is None:
        return None
    return claims_of(known, kind=kind, issued_at=now, expires_at=now + LIFETIME_SECONDS[Kind.LIVE])

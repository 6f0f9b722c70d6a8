"""Opens who somebody is, once two persons agreed: for a venue's console over the broker, or for an officer at the desk.

Never opens anything by itself, never keeps what it opened, never without a line in the audit log that says who asked,
who approved and why. What a venue asks is signed with the venue's key; what it is told is sealed to it and signed.
Question (COSE_Sign1 by the venue's key, content type `menshen-unmask-1`; strict CBOR, integer keys): 1 what (`unmask`),
2 id (16), 3 principal, 4 asked at, 5 reply key, 6 venue, 7 by, 8 reason, 9 [holder_sealed (64), ...] (20 at most).
Answer (COSE_Sign1 by a key with the duty `answer`, content type `menshen-unmasked-1`): 1 id, 2 principal,
3 result (0 approved, 1 refused, 2 waiting), 4 at, 5 until, 6 [[name, phone] or null, ...] (approved only).
"""

from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from msgspec import Struct

from device.authority.answering import answer_topic, sealed_answer
from device.authority.desk import Desk
from device.authority.requests import REASON_LONGEST, Asked, NotDecidable, Request, RequestKind, State
from device.errors import FileRefused
from device.health_code import cose, strict_cbor
from device.health_code.keys import key_id_of
from device.health_code.look_up import ID_BYTES, REPLY_KEY_BYTES
from device.health_code.validity import LEEWAY_SECONDS
from device.key_files import read_signing_public
from device.mqtt.topics import Topic, TopicKind, is_id
from device.visitor.identity import SEALED_BYTES, open_holder
from device.visitor.sealed_exchange import SEALED_LONGEST_BYTES

QUESTION_TYPE: Final = "menshen-unmask-1"
ANSWER_TYPE: Final = "menshen-unmasked-1"
VENUES_FOLDER: Final = "venues"
ENTRIES_MOST: Final = 20
SHOWN_SECONDS: Final = 300
_RESULTS: Final = (State.APPROVED, State.REFUSED, State.WAITING)
_BY_LONGEST: Final = 60


class Opened(Struct, frozen=True, kw_only=True):
    """One person, unmasked: to be shown for five minutes and kept nowhere."""

    name: str
    phone: str


def take_request(desk: Desk, topic: Topic, question: bytes, *, now: int) -> bytes | None:
    """Write down what a venue asks and give the sealed answer that it waits; None where it may not ask this.

    Raises:
        FileRefused: the register cannot be read or written.
    """
    asked, by = _read(desk, topic, question, now)
    if asked is None:
        return None
    try:
        with desk.register.transaction():
            known = desk.requests.find(asked.id)
            if known is not None and known.state is not State.WAITING:
                return None
            desk.requests.ask(RequestKind.UNMASK, asked, by=by, now=now)
            if known is None:
                entries = str(len(asked.holders_sealed))
                desk.audit.write("ask-unmask", by=by, now=now, request=asked.id, reason=asked.reason, entries=entries)
    except NotDecidable:
        return None
    return sealed_answer(topic, _answer(desk, asked, State.WAITING, now, ()), asked.reply_key)


def approve(desk: Desk, number: str, *, by: str, now: int) -> tuple[Opened | None, ...]:
    """Open the request `number` and give the people in the order they were asked for; None for who is not ours.

    Raises:
        NotDecidable: there is no such open request, or `by` asked it.
        FileRefused: the register cannot be read or written.
    """
    with desk.register.transaction():
        request = desk.requests.decidable(number, by=by)
        assert request.asked is not None  # noqa: S101 - what is decidable says what is asked
        people = tuple(_open(desk, sealed) for sealed in request.asked.holders_sealed)
        _decide(desk, request, request.asked, State.APPROVED, people, by=by, now=now)
    return people


def refuse(desk: Desk, number: str, *, by: str, now: int) -> None:
    """Refuse the request `number`.

    Raises:
        NotDecidable: there is no such open request, or `by` asked it.
        FileRefused: the register cannot be written.
    """
    with desk.register.transaction():
        request = desk.requests.decidable(number, by=by)
        assert request.asked is not None  # noqa: S101 - as above
        _decide(desk, request, request.asked, State.REFUSED, (), by=by, now=now)


def answers_to_send(desk: Desk, *, now: int) -> list[tuple[str, str, bytes]]:
    """Give the decisions that wait to be sent: the request, the topic, the sealed answer; none is older than it may be.

    Raises:
        FileRefused: the register cannot be read.
    """
    with desk.register.transaction() as register:
        rows = register.execute(
            "SELECT id, asked_by, answer, decided_at FROM requests WHERE answer IS NOT NULL"
        ).fetchall()
    found = []
    for number, asked_by, answer, decided_at in rows:
        if now <= decided_at + SHOWN_SECONDS:
            found.append((number, answer_topic(_topic(asked_by.partition(" ")[0], number)), bytes(answer)))
    return found


def venue_key(desk: Desk, venue: str) -> Ed25519PublicKey | None:
    """Give the public key of a venue that may ask; None where it may not."""
    path = venue_file(desk.authority.directory, venue)
    return read_signing_public(path) if is_id(venue) and path.exists() else None


def venue_file(directory: Path, venue: str) -> Path:
    """Give where a venue's public key lies."""
    return directory / VENUES_FOLDER / f"{venue}.pem"


def _decide(
    desk: Desk,
    request: Request,
    asked: Asked,
    state: State,
    people: tuple[Opened | None, ...],
    *,
    by: str,
    now: int,
) -> None:
    answer = None
    if asked.principal:
        topic = _topic(asked.principal, request.id)
        answer = sealed_answer(topic, _answer(desk, asked, state, now, people), asked.reply_key)
    desk.requests.decide(request.id, state, by=by, now=now, answer=answer)
    desk.audit.write(
        f"{state}-{request.kind}",
        by=by,
        now=now,
        request=request.id,
        asked_by=request.asked_by,
        reason=asked.reason,
        entries=str(len(asked.holders_sealed)),
    )


def _open(desk: Desk, sealed: bytes) -> Opened | None:
    opened = open_holder(desk.authority.tracing, sealed)
    known = None if opened is None else desk.holders.find(opened[1])
    return None if known is None else Opened(name=known.person.name, phone=known.person.phone)


def _answer(desk: Desk, asked: Asked, state: State, now: int, people: tuple[Opened | None, ...]) -> bytes:
    body: dict[int, object] = {
        1: bytes.fromhex(asked.id),
        2: asked.principal,
        3: _RESULTS.index(state),
        4: now,
        5: now + SHOWN_SECONDS,
    }
    if state is State.APPROVED:
        body[6] = [None if person is None else [person.name, person.phone] for person in people]
    key = desk.authority.standing
    return cose.sign(strict_cbor.encode(body), key=key, kid=key_id_of(key.public_key()), content_type=ANSWER_TYPE)


def _read(desk: Desk, topic: Topic, question: bytes, now: int) -> tuple[Asked | None, str]:
    signed = cose.take_apart(question, longest=SEALED_LONGEST_BYTES)
    if signed is None or signed.content_type != QUESTION_TYPE:
        return None, ""
    try:
        body = strict_cbor.decode(signed.payload)
    except strict_cbor.NotStrictCbor:
        return None, ""
    match body:
        case {
            1: "unmask",
            2: bytes() as number,
            3: str() as principal,
            4: int() as asked_at,
            5: bytes() as reply_key,
            6: str() as venue,
            7: str() as by,
            8: str() as reason,
            9: list() as entries,
        } if len(number) == ID_BYTES and len(reply_key) == REPLY_KEY_BYTES and abs(now - asked_at) <= LEEWAY_SECONDS:
            pass
        case _:
            return None, ""
    is_sound = (
        principal == topic.device
        and number.hex() == topic.id
        and by.isprintable()
        and reason.isprintable()
        and len(by) <= _BY_LONGEST
        and 0 < len(reason.strip()) <= len(reason) <= REASON_LONGEST
        and 0 < len(entries) <= ENTRIES_MOST
        and all(type(entry) is bytes and len(entry) == SEALED_BYTES for entry in entries)
    )
    try:
        key = venue_key(desk, venue) if is_sound else None
    except FileRefused:
        key = None
    if key is None or signed.kid != key_id_of(key) or cose.refusal(signed, key) is not None:
        return None, ""
    asked = Asked(
        reason=reason,
        holders_sealed=tuple(entries),
        venue=venue,
        principal=principal,
        id=number.hex(),
        reply_key=reply_key,
    )
    return asked, f"{principal} {by}"


def _topic(principal: str, number: str) -> Topic:
    return Topic(kind=TopicKind.AUTHORITY_REQUEST, device=principal, id=number)

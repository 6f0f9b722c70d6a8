"""Gives the tests a gate that asks the authority, and a console that asks who somebody is."""

from dataclasses import dataclass, field

from authority_world import NOW
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from device.authority.ceremony import current_trust
from device.authority.desk import Desk
from device.authority.unmasking import ANSWER_TYPE, QUESTION_TYPE, VENUES_FOLDER, venue_file
from device.health_code import cose, strict_cbor
from device.health_code.keys import key_id_of
from device.health_code.look_up import Answer, LookUp, read_answer, to_bytes
from device.key_files import write_public
from device.mqtt.topics import Topic, TopicKind, build
from device.visitor.sealed_exchange import ANSWER_INFO, REQUEST_INFO, seal, unseal

GATE = "gate-0001"
CONSOLE = "console-1"
VENUE = "xinyi-no1-school"


@dataclass
class Asking:
    desk: Desk
    principal: str = GATE
    id: bytes = b"0123456789abcdef"
    now: int = NOW
    key: X25519PrivateKey = field(default_factory=X25519PrivateKey.generate)
    venue_key: Ed25519PrivateKey = field(default_factory=Ed25519PrivateKey.generate)

    @property
    def topic(self) -> Topic:
        return Topic(kind=TopicKind.AUTHORITY_REQUEST, device=self.principal, id=self.id.hex())

    @property
    def reply_key(self) -> bytes:
        return self.key.public_key().public_bytes_raw()

    def question(self, *, text: str | None = None, token: bytes | None = None) -> LookUp:
        return LookUp(
            id=self.id,
            principal=self.principal,
            asked_at=self.now,
            reply_key=self.reply_key,
            text=text,
            token=token,
        )

    def sealed(self, message: bytes) -> bytes:
        return seal(message, to=self.desk.authority.resolve.public_key(), info=REQUEST_INFO, topic=self.request_topic)

    @property
    def request_topic(self) -> str:
        return build(TopicKind.AUTHORITY_REQUEST, device=self.principal, id=self.id.hex())

    @property
    def answer_topic(self) -> str:
        return build(TopicKind.AUTHORITY_ANSWER, device=self.principal, id=self.id.hex())

    def opened(self, payload: bytes | None) -> bytes:
        assert payload is not None
        message = unseal(payload, with_key=self.key, info=ANSWER_INFO, topic=self.answer_topic)
        assert message is not None
        return message

    def answer(self, payload: bytes | None, question: LookUp) -> Answer:
        duties = current_trust(self.desk.authority).duty_keys
        answer = read_answer(self.opened(payload), question, duty_keys=duties, now=self.now)
        assert answer is not None
        return answer

    def registered(self) -> "Asking":
        (self.desk.authority.directory / VENUES_FOLDER).mkdir(exist_ok=True)
        write_public(venue_file(self.desk.authority.directory, VENUE), self.venue_key.public_key())
        return self

    def unmask(self, *entries: bytes, **changes: object) -> bytes:
        fields: dict[str, object] = {
            "what": "unmask",
            "id": self.id,
            "principal": self.principal,
            "at": self.now,
            "reply_key": self.reply_key,
            "venue": VENUE,
            "by": "inspector:li",
            "reason": "发热，需联系家属",
            "entries": list(entries),
            **changes,
        }
        payload = strict_cbor.encode(dict(enumerate(fields.values(), start=1)))
        kid = key_id_of(self.venue_key.public_key())
        return cose.sign(payload, key=self.venue_key, kid=kid, content_type=QUESTION_TYPE)

    def told(self, payload: bytes | None) -> dict[int, object]:
        message = cose.take_apart(self.opened(payload), longest=8192)
        assert message is not None
        assert message.content_type == ANSWER_TYPE
        assert cose.refusal(message, self.desk.authority.standing.public_key()) is None
        body = strict_cbor.decode(message.payload)
        assert isinstance(body, dict)
        return body


def question_bytes(question: LookUp) -> bytes:
    return to_bytes(question)

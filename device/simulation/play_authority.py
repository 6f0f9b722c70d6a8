"""Plays the health authority after it signed: answers look-ups, withdraws codes, changes colours, or is silent.

Never sees the gate: it hears sealed questions at the broker and answers them as any authority would. It knows a code by
its text or its token, as the play's own codes carry them.
"""

from collections.abc import Callable
from typing import Final

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PublicKey

from device.health_code.keys import key_id_of
from device.health_code.look_up import Answer, LookUp, NotALookUp, Result, from_bytes, sign_answer
from device.health_code.packed_table import pack
from device.health_code.standing_list import ListKind, colour_row, shard_of, write_list
from device.mqtt.topics import TopicKind, build, parse
from device.simulation.emulated_broker import EmulatedBroker
from device.simulation.play_codes import PlayCodes
from device.simulation.play_keys import PlayKeys
from device.visitor.sealed_exchange import ANSWER_INFO, REQUEST_INFO, seal, unseal
from device.vocabulary import Colour

ANSWER_SECONDS: Final = 0.2
_ANSWER_LIVES_SECONDS: Final = 30
_DAY_SECONDS: Final = 86_400
_YEAR_SECONDS: Final = 365 * _DAY_SECONDS


class PlayAuthority:
    """The authority of one play."""

    def __init__(
        self,
        *,
        broker: EmulatedBroker,
        codes: PlayCodes,
        keys: PlayKeys,
        true_seconds: Callable[[], float],
        later: Callable[[float, Callable[[], None]], None],
    ) -> None:
        self._broker, self._codes, self._keys = broker, codes, keys
        self._true_seconds, self._later = true_seconds, later
        self._is_silent = False
        self._colours: dict[bytes, tuple[Colour, int]] = {}
        self._withdrawn: set[bytes] = set()
        self._numbers = 0
        broker.listen("gate/1/_authority/request/+/+", self._hear)

    def fall_silent(self) -> None:
        """Answer nobody any more."""
        self._is_silent = True

    def speak_again(self) -> None:
        """Answer from now on."""
        self._is_silent = False

    def change_colour(self, person: str, colour: Colour) -> None:
        """Give `person` another colour and tell every gate."""
        self._colours[self._codes.holder_of(person)] = colour, int(self._true_seconds())
        rows = (colour_row(holder, *change) for holder, change in self._colours.items())
        self._publish(ListKind.COLOURS, pack(rows, key_bytes=12, value_bytes=5).packed, "")

    def withdraw(self, person: str) -> None:
        """Withdraw every code that `person` was ever given, and tell every gate."""
        self._withdrawn.update(self._codes.numbers_of(person))
        rows = pack(((cti, b"") for cti in self._withdrawn), key_bytes=8, value_bytes=0)
        self._publish(ListKind.REVOKED, rows.packed, shard_of(key_id_of(self._keys.issuing.public_key())))

    def _publish(self, kind: ListKind, packed: bytes, scope: str) -> None:
        self._numbers += 1
        now = int(self._true_seconds())
        message = write_list(
            kind=kind,
            table=kind.table(packed),
            seq=self._numbers,
            issued_at=now,
            soft_end=now + _DAY_SECONDS,
            hard_end=now + 7 * _DAY_SECONDS,
            scope=scope,
            covers_from=now - _YEAR_SECONDS,
            key=self._keys.clerk,
        )
        topic = build(TopicKind.REVOKED, id=scope) if scope else build(TopicKind.COLOURS)
        self._broker.publish(topic, message, retain=True)

    def _hear(self, topic: str, payload: bytes, _retained: bool) -> None:
        opened = unseal(payload, with_key=self._keys.resolve, info=REQUEST_INFO, topic=topic)
        place = parse(topic)
        if self._is_silent or opened is None or place is None or place.device is None or place.id is None:
            return
        try:
            question = from_bytes(opened)
        except NotALookUp:
            return
        if question.principal == place.device and question.id.hex() == place.id:
            self._later(ANSWER_SECONDS, lambda: self._answer(question))

    def _answer(self, question: LookUp) -> None:
        claims = self._codes.claims_behind(question.text, question.token, self._colours)
        is_known = claims is not None and claims.cti not in self._withdrawn
        now = int(self._true_seconds())
        answer = Answer(
            id=question.id,
            principal=question.principal,
            result=Result.KNOWN if is_known else Result.NOT_KNOWN,
            at=now,
            until=now + _ANSWER_LIVES_SECONDS,
            claims=claims if is_known else None,
        )
        topic = build(TopicKind.AUTHORITY_ANSWER, device=question.principal, id=question.id.hex())
        sealed = seal(
            sign_answer(answer, key=self._keys.clerk),
            to=X25519PublicKey.from_public_bytes(question.reply_key),
            info=ANSWER_INFO,
            topic=topic,
        )
        self._broker.publish(topic, sealed)

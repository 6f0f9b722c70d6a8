"""Asks the authority about codes that cannot be judged here, and tells the core what came of it.

Never decides anything: no answer, a late one, a forged one or a refusal leaves the code as it was, which makes a case.
Never waits longer than 1.5 s for an answer, asks at most twice, and stops asking for a while where nobody answers. What
goes out is sealed to the authority; what comes back must be signed for this gate and this question.
"""

import hashlib
import logging
import math
from collections import OrderedDict, deque
from collections.abc import Callable
from threading import Lock
from typing import Final, Protocol

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey, X25519PublicKey
from msgspec import Struct

from device.checkpoint.events import CodeResolved, CodeUnresolved
from device.checkpoint.facts import CodeFacts
from device.clock.protocol import Clock
from device.health_code.duties import DutyKeys
from device.health_code.look_up import ID_BYTES, Answer, LookUp, NotALookUp, Result, read_answer, to_bytes
from device.visitor.identification import AskedAbout
from device.visitor.sealed_exchange import ANSWER_INFO, REQUEST_INFO, seal, unseal
from device.work import Post, Wakeable

DEADLINE_SECONDS: Final = 1.5
RETRY_SECONDS: Final = 0.7
FAILURES_MOST: Final = 5
PAUSE_SECONDS: Final = 30.0
CACHE_MOST: Final = 64
NOT_KNOWN_SECONDS: Final = 5.0
WAITING_MOST: Final = 16
_log = logging.getLogger(__name__)


class Persons(Protocol):
    """Who knows the codes; see `device.visitor.identification`."""

    def asked_about(self, ref: str) -> AskedAbout | None:
        """Give what the authority is told."""

    def resolve(self, ref: str, answer: Answer, *, cached: bool) -> CodeFacts | None:
        """Give the facts with the answer in them."""


class _Open(Struct, kw_only=True):
    """A question without an answer."""

    ref: str
    question: LookUp
    key: X25519PrivateKey
    cached_as: bytes
    asked_at: float
    is_repeated: bool = False
    is_forged: bool = False
    """Something came under its name that was not the authority's."""


class Resolver:
    """The worker behind online look-ups."""

    name: Final = "resolver"
    limit_seconds: Final = 10.0

    def __init__(
        self,
        *,
        persons: Persons,
        authority: X25519PublicKey,
        duty_keys: Callable[[], DutyKeys],
        principal: str,
        request_topic: Callable[[str], str],
        answer_topic: Callable[[str], str],
        send: Callable[[str, bytes], bool],
        clock: Clock,
        random_bytes: Callable[[int], bytes],
        post: Post,
        wake: Wakeable,
    ) -> None:
        """`send` publishes a sealed question under its number and says whether there was anybody to carry it.

        The two topics are bound into the seals.
        """
        self._persons, self._authority, self._duty_keys = persons, authority, duty_keys
        self._principal, self._send = principal, send
        self._request_topic, self._answer_topic = request_topic, answer_topic
        self._clock, self._random_bytes, self._post, self._wake = clock, random_bytes, post, wake
        self._lock = Lock()
        self._wanted: deque[str] = deque()
        self._came: deque[tuple[str, bytes]] = deque(maxlen=WAITING_MOST)
        self._open: dict[str, _Open] = {}
        self._cache: OrderedDict[bytes, tuple[Answer, float]] = OrderedDict()
        self._failures = 0
        self._closed_until = -math.inf

    def resolve(self, ref: str) -> None:
        """Take note that the code behind `ref` is to be asked about; may be called from any thread, never blocks."""
        with self._lock:
            self._wanted.append(ref)
        self._wake()

    def receive(self, number: str, payload: bytes) -> None:
        """Take note of what came under the name of an answer; may be called from any thread, never blocks."""
        with self._lock:
            self._came.append((number, payload))
        self._wake()

    def step(self, now: float) -> float:
        """Judge what came, ask what is wanted, ask again or give up what waits too long."""
        with self._lock:
            came, wanted = list(self._came), list(self._wanted)
            self._came.clear()
            self._wanted.clear()
        for number, payload in came:
            self._judge(number, payload, now)
        for ref in wanted:
            self._begin(ref, now)
        for number, waiting in list(self._open.items()):
            self._look_after(number, waiting, now)
        return min((self._due(waiting) for waiting in self._open.values()), default=math.inf)

    def close(self) -> None:
        """Nothing is held open."""

    def _begin(self, ref: str, now: float) -> None:
        about = self._persons.asked_about(ref)
        if about is None:
            self._give_up(ref)
            return
        cached_as = hashlib.sha256(about.token or (about.text or "").encode("utf-8", "surrogatepass")).digest()
        answer, until = self._cache.get(cached_as, (None, 0.0))
        if answer is not None and now < until:
            self._tell(ref, answer, cached=True)
            return
        if now < self._closed_until or len(self._open) >= WAITING_MOST:
            self._give_up(ref)
            return
        key = X25519PrivateKey.from_private_bytes(self._random_bytes(32))
        question = LookUp(
            id=self._random_bytes(ID_BYTES),
            principal=self._principal,
            asked_at=self._second(),
            reply_key=key.public_key().public_bytes_raw(),
            text=about.text,
            token=about.token,
        )
        waiting = _Open(ref=ref, question=question, key=key, cached_as=cached_as, asked_at=now)
        if self._ask(question):
            self._open[question.id.hex()] = waiting
        else:
            self._give_up(ref)

    def _ask(self, question: LookUp) -> bool:
        """Send the question; False where nobody carries it, or where no question can be made of the text."""
        number = question.id.hex()
        try:
            message = to_bytes(question)
        except NotALookUp:
            return False
        sealed = seal(message, to=self._authority, info=REQUEST_INFO, topic=self._request_topic(number))
        return self._send(number, sealed)

    def _judge(self, number: str, payload: bytes, now: float) -> None:
        waiting = self._open.get(number)
        if waiting is None:
            return  # late, or never asked
        message = unseal(payload, with_key=waiting.key, info=ANSWER_INFO, topic=self._answer_topic(number))
        answer = (
            None
            if message is None
            else read_answer(message, waiting.question, duty_keys=self._duty_keys(), now=self._second())
        )
        if answer is None:
            waiting.is_forged = True  # the true one may still come
            return
        del self._open[number]
        self._failures = 0
        if answer.result is Result.REFUSED:
            _log.warning("the authority does not answer this gate")
            self._give_up(waiting.ref)
            return
        self._keep(waiting.cached_as, answer, now)
        self._tell(waiting.ref, answer, cached=False)

    def _look_after(self, number: str, waiting: _Open, now: float) -> None:
        if now >= waiting.asked_at + DEADLINE_SECONDS:
            del self._open[number]
            self._failures += 1
            if self._failures >= FAILURES_MOST:
                _log.warning("the authority did not answer %d times: not asked for %d s", self._failures, PAUSE_SECONDS)
                self._closed_until = now + PAUSE_SECONDS
                self._failures = FAILURES_MOST - 1  # then one question decides
            self._give_up(waiting.ref, forged=waiting.is_forged)
        elif not waiting.is_repeated and now >= waiting.asked_at + RETRY_SECONDS:
            waiting.is_repeated = True
            self._ask(waiting.question)

    def _due(self, waiting: _Open) -> float:
        return waiting.asked_at + (DEADLINE_SECONDS if waiting.is_repeated else RETRY_SECONDS)

    def _tell(self, ref: str, answer: Answer, *, cached: bool) -> None:
        facts = self._persons.resolve(ref, answer, cached=cached)
        if facts is None:
            _log.warning("an answer was about somebody else")
            self._give_up(ref)
        else:
            self._post(CodeResolved(code=facts))

    def _give_up(self, ref: str, *, forged: bool = False) -> None:
        self._post(CodeUnresolved(ref=ref, forged=forged))

    def _keep(self, cached_as: bytes, answer: Answer, now: float) -> None:
        left = float(answer.until - self._second())
        seconds = left if answer.result is Result.KNOWN else min(left, NOT_KNOWN_SECONDS)
        self._cache[cached_as] = answer, now + max(0.0, min(seconds, 60.0))
        while len(self._cache) > CACHE_MOST:
            self._cache.popitem(last=False)

    def _second(self) -> int:
        return int(self._clock.wall().timestamp())

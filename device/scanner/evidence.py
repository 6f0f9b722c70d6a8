"""Remembers which texts were read a moment ago, so that a text can count once it was read twice alike.

Never keeps a text: only keyed hashes, and no longer than two seconds. Two readings in one frame are one: the same
pixels mislead a decoder twice.
"""

import hmac
from typing import Final

EVIDENCE_SECONDS: Final = 2.0
"""A reading older than this is no witness; at the slowest rate it is that of the frame but one before."""
TEXTS_MOST: Final = 64


class Evidence:
    """What was read in the newest frames."""

    def __init__(self, key: bytes, *, lasting_seconds: float = EVIDENCE_SECONDS) -> None:
        """A reading bears witness for `lasting_seconds` (included)."""
        self._key, self._lasting_seconds = key, lasting_seconds
        self._read_at: dict[bytes, float] = {}

    def was_read_before(self, text: str, now: float) -> bool:
        """Claim that an earlier frame gave the same text; this reading is noted."""
        tag = hmac.digest(self._key, text.encode("utf-8", "surrogatepass"), "sha256")
        before = self._read_at.pop(tag, None)
        self.let_go(now)
        self._read_at[tag] = now
        while len(self._read_at) > TEXTS_MOST:
            del self._read_at[next(iter(self._read_at))]
        if before == now:  # this very frame: when it was read before that was answered then
            return False
        return before is not None and now - before <= self._lasting_seconds

    def let_go(self, now: float) -> None:
        """Forget what bears witness no longer; to be called with every frame."""
        while self._read_at:
            tag = next(iter(self._read_at))  # the one read longest ago
            if now - self._read_at[tag] <= self._lasting_seconds:
                return
            del self._read_at[tag]

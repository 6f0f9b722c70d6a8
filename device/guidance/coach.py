"""Says the one sentence that helps most at this moment: the signal's own, or a hint for forehead or code.

Pure: what is known goes in with its second, a sentence comes out. Never says two things at once, never flutters between
them, and never refuses anybody: who cannot stand where the thermometer looks is told that the desk helps.
"""

from collections.abc import Mapping
from typing import Final

from msgspec import Struct

from device.guidance.patterns import PATTERNS
from device.guidance.sentences import Sentence
from device.vocabulary import Reason, Signal

SETTLE_SECONDS: Final = 0.4
"""A hint must be right for so long before it is given."""
HOLD_SECONDS: Final = 1.5
"""A hint given stays so long, or nobody could follow it; a new signal ends it at once."""
PATIENCE_SECONDS: Final = 6.0
"""Who was asked to move for so long without success hears that the desk helps, in turn with what was asked."""
TROUBLE_SECONDS: Final = 6.0
"""A measurement that failed is a reason for a hint so long."""

OFF_THE_MARK_DEGREES: Final = 10.0
"""How far beside the mark a forehead may be: 5 cm at 30 cm."""
COVERED_CELSIUS: Final = 2.0
"""A brow so much colder than the cheeks is covered."""
COLD_CELSIUS: Final = 30.0
"""Skin below this comes from the cold."""
WARM_ROOM_CELSIUS: Final = 20.0
"""In a room this warm a cold forehead is more likely covered than frozen."""

MEASURED: Final = (Signal.HOLD_STILL, Signal.NEXT_OF_GROUP)
ASKED_FOR_CODE: Final = (Signal.SHOW_CODE, Signal.NOT_A_HEALTH_CODE)
ASKED_TO_MOVE: Final = (Signal.COME_CLOSER, Signal.STEP_BACK)
COACHED: Final = (Signal.HOLD_STILL, Signal.NEXT_OF_GROUP, Signal.SHOW_CODE, *ASKED_TO_MOVE)
"""Signals whose sentence may give way to a hint, or to the offer of the desk."""

CODE_HINTS: Final[Mapping[str, Sentence]] = {
    # the scanner's word: what it asks for
    "closer": Sentence.CODE_CLOSER,
    "further": Sentence.CODE_FURTHER,
    "hold_still": Sentence.CODE_STILL,
    "too_dark": Sentence.CODE_BRIGHTER,
    "whole_code": Sentence.CODE_WHOLE,
    "glare": Sentence.CODE_TILTED,
}
TROUBLES: Final[Mapping[Reason, Sentence]] = {
    Reason.TEMPERATURE_MOTION: Sentence.HOLD_STILL,
    Reason.TEMPERATURE_TIMEOUT: Sentence.FOREHEAD_TO_THE_MARK,
    Reason.TEMPERATURE_IMPLAUSIBLE: Sentence.FOREHEAD_TO_THE_MARK,
    Reason.TEMPERATURE_HOT_OBJECT: Sentence.HOT_THING_AWAY,
    Reason.TEMPERATURE_TOO_NEAR: Sentence.STEP_BACK,
    Reason.TEMPERATURE_TOO_FAR: Sentence.COME_CLOSER,
}

SEEN_BY_AN_ARRAY: Final = (Reason.TEMPERATURE_TOO_COLD, Reason.TEMPERATURE_TIMEOUT, Reason.TEMPERATURE_IMPLAUSIBLE)
"""Troubles whose cause a thermal array sees for itself, and sees end."""


class Face(Struct, frozen=True, kw_only=True):
    """Where a thermal array sees the nearest face, and how warm its parts look."""

    aside_degrees: float
    """Middle of the forehead, to the right of the mark; negative: to the left."""
    below_degrees: float
    """Below the mark, as of a child or in a wheelchair; negative: above it."""
    brow_celsius: float
    cheeks_celsius: float
    faces: int = 1
    """How many faces of about this size are in view."""


class Known(Struct, frozen=True, kw_only=True):
    """What is known of one moment."""

    signal: Signal
    code_hint: str = ""
    """The scanner's word for what would help the code in view; empty: nothing."""
    trouble: Reason | None = None
    """Why the newest measurement of this visit failed, while that is news."""
    room_celsius: float | None = None
    face: Face | None = None
    is_seen: bool = True
    """False where a code is held up and the distance sensor sees nobody."""


def wanted(known: Known) -> Sentence:
    """Give the sentence that would help most if this moment lasted."""
    own = PATTERNS[known.signal].sentence
    if known.signal is Signal.HOLD_STILL and known.face is not None and known.face.faces > 1:
        return Sentence.ONE_AT_A_TIME
    if known.signal in MEASURED:
        return _for_the_face(known.face) or _for_the_trouble(known) or CODE_HINTS.get(known.code_hint, own)
    if known.signal is Signal.SHOW_CODE:
        return CODE_HINTS.get(known.code_hint, own)
    if known.signal is Signal.COME_CLOSER and not known.is_seen:
        return Sentence.STAND_ON_THE_FOOTPRINTS
    return own


class Coach:
    """Steadies the sentences of moment after moment."""

    def __init__(self) -> None:
        self._signal = Signal.DARK
        self._given = Sentence.DARK
        self._given_at = 0.0
        self._next = Sentence.DARK
        self._next_since = 0.0
        self._moving_since: float | None = None

    def see(self, known: Known, now: float) -> Sentence:
        """Give the sentence that holds at monotonic second `now`; the same signal keeps a hint, a new one ends it."""
        self._follow(known.signal, now)
        right = wanted(known)
        if known.signal is not self._signal:
            self._signal = known.signal
            self._give(right if known.signal in ASKED_TO_MOVE else PATTERNS[known.signal].sentence, now)
        if right is not self._next:
            self._next, self._next_since = right, now
        own = PATTERNS[known.signal].sentence
        has_settled = now - self._next_since >= SETTLE_SECONDS
        was_held = self._given is own or now - self._given_at >= HOLD_SECONDS
        if right is not self._given and has_settled and was_held:
            self._give(right, now)
        if known.signal in ASKED_TO_MOVE and self._offers_the_desk(now):
            return Sentence.THE_DESK_HELPS
        return self._given

    def _give(self, sentence: Sentence, now: float) -> None:
        self._given, self._given_at = sentence, now
        self._next, self._next_since = sentence, now

    def _follow(self, signal: Signal, now: float) -> None:
        """Take down since when somebody was asked to move without success."""
        if signal in ASKED_TO_MOVE:
            self._moving_since = now if self._moving_since is None else self._moving_since
        elif signal not in MEASURED:
            self._moving_since = None

    def _offers_the_desk(self, now: float) -> bool:
        if self._moving_since is None:
            return False
        return int((now - self._moving_since) / PATIENCE_SECONDS) % 2 == 1


def _for_the_face(face: Face | None) -> Sentence | None:
    if face is None:
        return None
    if max(abs(face.aside_degrees), abs(face.below_degrees)) > OFF_THE_MARK_DEGREES:
        return Sentence.FOREHEAD_TO_THE_MARK
    if face.cheeks_celsius - face.brow_celsius >= COVERED_CELSIUS:
        return Sentence.CAP_OFF
    return Sentence.WARM_UP_FIRST if face.brow_celsius < COLD_CELSIUS else None


def _for_the_trouble(known: Known) -> Sentence | None:
    if known.face is not None and known.trouble in SEEN_BY_AN_ARRAY:
        return None  # it was so; the face that is seen now is bare, warm and on the mark
    if known.trouble is Reason.TEMPERATURE_TOO_COLD:
        is_warm = known.room_celsius is not None and known.room_celsius >= WARM_ROOM_CELSIUS
        return Sentence.CAP_OFF if is_warm else Sentence.WARM_UP_FIRST
    return None if known.trouble is None else TROUBLES.get(known.trouble)

"""Remembers the places where codes show that could not be read, and says which of them is worth trying now.

Never looks at a picture. What showed once in an unsteady hand is tried again for a few looks even where it does not
show; what was tried in vain for long is tried rarely, because half a poster may hang there, and others have their turn.
"""

from dataclasses import dataclass
from typing import Final

from device.scanner.decoders import CODES_MOST, Look, UnreadCode, is_near, side_pixels

REMEMBERED_LOOKS: Final = 6
VAIN_TRIES_MOST: Final = 30
"""So many tries at one place in vain, and it is tried rarely."""
RARELY: Final = 15
"""One turn in so many."""


def is_worth_a_try(turn: int) -> bool:
    """Claim that a place at which all turns before this one, counted from 1, were in vain is worth another try."""
    return turn <= VAIN_TRIES_MOST or turn % RARELY == 0


@dataclass(slots=True)
class Suspect:
    """One place."""

    code: UnreadCode
    looks_left: int = REMEMBERED_LOOKS
    is_open: bool = True
    """It showed unread since it was last read."""
    turns: int = 0
    """How often it could have been tried."""
    tried_at: int = 0
    """The look of the last try."""


class Suspects:
    """Is told of every look, and asked once after each."""

    def __init__(self) -> None:
        self._places: list[Suspect] = []
        self._looks = 0

    def see(self, look: Look) -> None:
        """Learn what a look at a whole plane gave."""
        self._looks += 1
        for place in self._places:
            place.looks_left -= 1
        for code in look.codes:
            for place in self._places:
                if is_near(place.code.corners, code.corners):
                    place.is_open, place.looks_left = False, REMEMBERED_LOOKS
        for unread in look.unread:
            if not any(is_near(code.corners, unread.corners) for code in look.codes):
                self._see_unread(unread)
        self._places = [place for place in self._places if place.looks_left >= 0][-CODES_MOST:]

    def is_any(self) -> bool:
        """Claim that a code showed unread lately and was not read since."""
        return any(place.is_open for place in self._places)

    def next(self) -> Suspect | None:
        """Give the place whose turn it is, or None where none is worth a try; the largest of those waiting as long."""
        waiting = [place for place in self._places if place.is_open]
        for place in waiting:
            place.turns += 1
        worth = [place for place in waiting if is_worth_a_try(place.turns)]
        if not worth:
            return None
        chosen = min(worth, key=lambda place: (place.tried_at, -side_pixels(place.code.corners)))
        chosen.tried_at = self._looks
        return chosen

    def was_read(self, place: Suspect) -> None:
        """Learn that a try at this place read a code: the next one there is worth as many tries."""
        place.is_open, place.turns = False, 0

    def _see_unread(self, unread: UnreadCode) -> None:
        """Remember where a code shows; one that moved far is another, and worth new tries."""
        for place in self._places:
            if is_near(place.code.corners, unread.corners):
                place.code, place.is_open, place.looks_left = unread, True, REMEMBERED_LOOKS
                return
        self._places.append(Suspect(code=unread))

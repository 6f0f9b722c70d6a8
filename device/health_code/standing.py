"""Answers what the authority has said about a code since it was signed: withdrawn, another colour, or nothing.

Never makes a colour better than the signature says: a change to something worse counts however old the list that tells
of it is, a change to something better only says that the printed colour still holds.
"""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field

from device.health_code.standing_list import StandingList, colour_in, shard_of
from device.vocabulary import Colour

_GRAVITY: Final = {Colour.GREEN: 0, Colour.UNKNOWN: 1, Colour.YELLOW: 2, Colour.RED: 3}


class Standing(Struct, frozen=True, kw_only=True):
    """The lists held now; the empty one knows of nothing."""

    revoked: Mapping[str, StandingList] = field(default_factory=lambda: MappingProxyType({}))
    """By scope."""
    colours: StandingList | None = None

    def lists(self) -> tuple[StandingList, ...]:
        """Give all of them."""
        return (*self.revoked.values(), *(() if self.colours is None else (self.colours,)))

    def is_revoked(self, kid: bytes, cti: bytes) -> bool:
        """Claim that the issuer whose key is `kid` withdrew the code with the number `cti`."""
        held = self.revoked.get(shard_of(kid)) if self.revoked else None
        return held is not None and held.table.find(cti) is not None

    def is_over(self, kid: bytes, now: int) -> bool:
        """Claim that there is a list of withdrawn codes for `kid` and that it is past its hard end."""
        held = self.revoked.get(shard_of(kid)) if self.revoked else None
        return held is not None and now > held.message.hard_end

    def worse_colour(self, holder: bytes | None, colour: Colour, issued_at: int) -> Colour | None:
        """Give the colour that `holder` has had since after `issued_at`, where it is worse than `colour`."""
        value = None if holder is None or self.colours is None else self.colours.table.find(holder)
        if value is None:
            return None
        changed, at = colour_in(value)
        return changed if at >= issued_at and _GRAVITY[changed] > _GRAVITY[colour] else None

    def confirmed_at(self, holder: bytes | None, issued_at: int, now: int) -> int:
        """Give the newest second at which a colour of `issued_at` is known not to have become worse."""
        held = self.colours
        if holder is None or held is None or not held.message.covers_from <= issued_at or now > held.message.hard_end:
            return issued_at
        return max(issued_at, min(held.message.issued_at, now))

    def age_seconds(self, now: int) -> int | None:
        """Give the age of the oldest list held; None where there is none."""
        ages = [max(0, now - held.message.issued_at) for held in self.lists()]
        return max(ages, default=None)

    def is_stale(self, now: int) -> bool:
        """Claim that a list is past its soft end."""
        return any(now > held.message.soft_end for held in self.lists())


NO_STANDING: Final = Standing()

"""Makes what the people of a play hold up: codes signed by its pilot authority, tickets and badges by its venue.

Never signs for anybody outside the play. A phone shows a fresh code each time, paper and screenshot keep theirs.
"""

from collections.abc import Callable, Iterable, Mapping
from typing import Final

from msgspec.structs import replace

from device.health_code import base45_text
from device.health_code.claims import CTI_BYTES, RESOLVE_TOKEN_BYTES, Claims
from device.health_code.declaration import Declaration
from device.health_code.phc1 import LIFETIME_SECONDS, PREFIX, encode
from device.health_code.venue_codes import write_badge
from device.health_code.verdict import HOLDER_BYTES
from device.masking import mask_name, mask_phone
from device.simulation.play_keys import PlayKeys
from device.simulation.scenario_people import Carrier, Code, Flaw, Person
from device.simulation.scenario_words import Sheet
from device.vocabulary import Colour, Kind

_AHEAD_SECONDS: Final = 3600
_HELD_LONGER_SECONDS: Final = 3600
_GIVEN_MOST: Final = 512
"""Codes the authority still knows of; visitors come for days, a play has a few dozen."""
SHEETS: Final[dict[Sheet, str]] = {
    Sheet.VENUE_POSTER: "https://health.example/venue?v={venue}&c={checkpoint}",
    Sheet.PAYMENT: "wxp://f2f0Xv3kUQ9example7payment0code",
    Sheet.WEB_ADDRESS: "https://menu.example/table/12",
}
"""What the QR codes on other sheets say."""


class PlayCodes:
    """The codes of one play."""

    def __init__(
        self,
        people: Iterable[Person],
        keys: PlayKeys,
        *,
        venue: str,
        checkpoint: str,
        true_seconds: Callable[[], float],
    ) -> None:
        """`true_seconds` is the world's time since 1970; authorities and phones go by it, not by the gate's clock."""
        self._people = {person.id: person for person in people}
        self._keys, self._venue, self._checkpoint, self._true_seconds = keys, venue, checkpoint, true_seconds
        self.met: list[Person] = list(self._people.values())
        """Everybody who ever had a code in this play."""
        self._kept: dict[str, str] = {}
        self._given: dict[str, Claims] = {}
        self._issued = 0

    def meet(self, person: Person) -> None:
        """Let `person` have a code from now on."""
        self._people[person.id] = person
        self.met.append(person)
        self._kept.pop(person.id, None)

    def forget(self, person: str) -> None:
        """Let `person` be gone."""
        self._people.pop(person, None)
        self._kept.pop(person, None)

    def code_of(self, person: str) -> str:
        """Give the text of `person`'s code as it is shown now."""
        code = self._people[person].code
        if code is None:
            raise ValueError(f"{person} has no code")
        if code.carrier is Carrier.PHONE:
            return self._text(person, code)
        if person not in self._kept:
            self._kept[person] = self._text(person, code)
        return self._kept[person]

    def holder_of(self, person: str) -> bytes:
        """Give the authority's pseudonym of `person`."""
        return self._keys.bytes_for(f"holder {person}", HOLDER_BYTES)

    def numbers_of(self, person: str) -> tuple[bytes, ...]:
        """Give the number of every code `person` was given."""
        holder = self.holder_of(person)
        return tuple(claims.cti for claims in self._given.values() if claims.holder == holder)

    def claims_behind(
        self, text: str | None, token: bytes | None, colours: Mapping[bytes, tuple[Colour, int]]
    ) -> Claims | None:
        """Give what the authority knows of a code by its text or its token, with the colour of today."""
        for given, claims in self._given.items():
            if given == text or (token is not None and claims.resolve_token == token):
                changed = colours.get(claims.holder or b"")
                return claims if changed is None else replace(claims, colour=changed[0])
        return None

    def badge_of(self, inspector: str) -> str:
        """Give the text of an inspector's badge, made an hour ago."""
        made = int(self._true_seconds()) - _HELD_LONGER_SECONDS
        return write_badge(inspector, venue_private=self._keys.venue, now=made, cti=self._cti())

    def sheet(self, sheet: Sheet) -> str:
        """Give what is written on some other sheet."""
        return SHEETS[sheet].format(venue=self._venue, checkpoint=self._checkpoint)

    def _text(self, person: str, code: Code) -> str:
        key = self._keys.venue if code.kind is Kind.TICKET else self._keys.issuing
        if code.flaw is Flaw.UNKNOWN_KEY:
            key = self._keys.stranger
        claims = self._claims(person, code)
        text = encode(claims, key)
        if code.flaw is not Flaw.UNKNOWN_KEY:
            self._given[text] = claims
            while len(self._given) > _GIVEN_MOST:
                del self._given[next(iter(self._given))]
        if code.flaw is Flaw.FORGED:
            return _with_signature_of(text, self._repainted(person, code))
        return text[: len(text) // 2] if code.flaw is Flaw.MALFORMED else text

    def _claims(self, person: str, code: Code) -> Claims:
        issued_at = int(self._true_seconds() - code.age_seconds)
        if code.flaw is Flaw.NOT_YET_VALID:
            issued_at += _AHEAD_SECONDS
        longest = LIFETIME_SECONDS[code.kind]
        lifetime = longest if code.lifetime_seconds is None else int(code.lifetime_seconds)
        if code.flaw is Flaw.TOO_LONG:
            lifetime = longest + _HELD_LONGER_SECONDS
        checkpoint = None
        if code.kind is Kind.TICKET:
            checkpoint = "other-gate" if code.flaw is Flaw.OTHER_CHECKPOINT else self._checkpoint
        return Claims(
            kind=code.kind,
            colour=code.colour,
            issued_at=issued_at,
            expires_at=issued_at + lifetime,
            cti=self._cti(),
            masked_name=mask_name(code.name),
            masked_phone=mask_phone(code.phone),
            holder=self.holder_of(person),
            guardian=self.holder_of(code.guardian) if code.guardian else None,
            declaration=self._declaration(code),
            resolve_token=self._keys.bytes_for(f"token {person}", RESOLVE_TOKEN_BYTES)
            if code.kind is Kind.PAPER
            else None,
            checkpoint=checkpoint,
        )

    def _repainted(self, person: str, code: Code) -> str:
        """The code whose signature a forger keeps: the same with another colour."""
        other = Colour.RED if code.colour is not Colour.RED else Colour.YELLOW
        claims = self._claims(person, Code(name=code.name, phone=code.phone, colour=other, kind=code.kind))
        return encode(claims, self._keys.issuing)

    def _declaration(self, code: Code) -> Declaration | None:
        declared = code.declaration
        if declared is None:
            return None
        return Declaration(
            at=int(self._true_seconds() - declared.hours_ago * 3600),
            celsius=declared.celsius,
            symptoms=tuple(word.value for word in declared.symptoms),
            exposures=tuple(word.value for word in declared.exposures),
        )

    def _cti(self) -> bytes:
        self._issued += 1
        return self._keys.bytes_for(f"cti {self._issued}", CTI_BYTES)


def _with_signature_of(text: str, other: str) -> str:
    """`text` with the last 64 bytes, the signature, of `other`."""
    body, donor = (base45_text.decode(code.removeprefix(PREFIX)) for code in (text, other))
    return PREFIX + base45_text.encode(body[:-64] + donor[-64:])

"""Both sides of every limit of time: lifetimes, leeway, paper's grace, and the age of the trust list."""

import pytest
from health_code_world import CIRCUMSTANCES, DAY, ISSUER, NOW, VENUE, at, claims, snapshot, trusted

from device.health_code.claims import Claims
from device.health_code.phc1 import encode, judge
from device.vocabulary import Assurance, Colour, Kind, Reason

LIFETIMES = {
    Kind.LIVE: 600,
    Kind.FAMILY: DAY,
    Kind.PAPER: 365 * DAY,
    Kind.TICKET: 180,
    Kind.BADGE: 12 * 3600,
}


def _of_kind(kind: Kind, seconds: int, **changes: object) -> Claims:
    own: dict[str, object] = {"checkpoint": "south-gate"} if kind is Kind.TICKET else {}
    own |= {"inspector": "wang"} if kind is Kind.BADGE else {}
    return claims(kind=kind, expires_at=NOW + seconds, **own, **changes)


def _text(kind: Kind, seconds: int, **changes: object) -> str:
    return encode(_of_kind(kind, seconds, **changes), VENUE if kind in {Kind.TICKET, Kind.BADGE} else ISSUER)


@pytest.mark.parametrize(("kind", "longest"), LIFETIMES.items())
def test_no_code_lives_longer_than_its_kind_may(kind: Kind, longest: int) -> None:
    assert judge(_text(kind, longest), CIRCUMSTANCES).reasons == ()
    too_long = judge(_text(kind, longest + 1), CIRCUMSTANCES)
    assert (too_long.colour, too_long.reasons) == (Colour.UNKNOWN, (Reason.CODE_LIFETIME,))


@pytest.mark.parametrize(("late", "over"), [(-1, False), (0, False), (59, False), (60, False), (61, True)])
@pytest.mark.parametrize("kind", [Kind.LIVE, Kind.FAMILY, Kind.TICKET, Kind.BADGE])
def test_a_code_ends_sixty_seconds_after_its_end(kind: Kind, late: int, over: bool) -> None:
    code = judge(_text(kind, 100), at(NOW + 100 + late))
    assert code.reasons == ((Reason.CODE_EXPIRED,) if over else ())
    assert code.colour is (Colour.UNKNOWN if over else Colour.GREEN)
    assert code.assurance is Assurance.SIGNED_OFFLINE
    assert code.masked_name == "张*三"


@pytest.mark.parametrize(("early", "not_yet"), [(0, False), (59, False), (60, False), (61, True)])
@pytest.mark.parametrize("kind", list(LIFETIMES))
def test_a_code_begins_sixty_seconds_before_its_beginning(kind: Kind, early: int, not_yet: bool) -> None:
    code = judge(_text(kind, 100), at(NOW - early))
    assert code.reasons == ((Reason.CODE_NOT_YET_VALID,) if not_yet else ())


def test_a_code_waits_for_its_own_not_before() -> None:
    text = _text(Kind.FAMILY, 1000, not_before=NOW + 500)
    assert judge(text, at(NOW + 439)).reasons == (Reason.CODE_NOT_YET_VALID,)
    assert judge(text, at(NOW + 440)).reasons == ()


@pytest.mark.parametrize(
    ("colour", "age", "shown", "reasons"),
    [
        (Colour.GREEN, DAY, Colour.GREEN, ()),
        (Colour.GREEN, DAY + 1, Colour.UNKNOWN, (Reason.CODE_STALE_COLOUR,)),
        (Colour.YELLOW, 100 * DAY, Colour.YELLOW, ()),
        (Colour.RED, 100 * DAY, Colour.RED, ()),
        (Colour.GREEN, 365 * DAY + 60, Colour.UNKNOWN, (Reason.CODE_STALE_COLOUR,)),
        (Colour.GREEN, 365 * DAY + 61, Colour.UNKNOWN, (Reason.CODE_EXPIRED,)),
    ],
)
def test_the_green_of_paper_fades_and_the_other_colours_do_not(
    colour: Colour, age: int, shown: Colour, reasons: tuple[Reason, ...]
) -> None:
    trust = snapshot(trusted(ISSUER), soft_end=NOW + 500 * DAY, hard_end=NOW + 500 * DAY)
    code = judge(_text(Kind.PAPER, 365 * DAY, colour=colour), at(NOW + age, trust=trust))
    assert (code.colour, code.reasons) == (shown, reasons)


def test_a_venue_may_give_paper_a_longer_grace() -> None:
    text = _text(Kind.PAPER, 365 * DAY)
    assert judge(text, at(NOW + 5 * DAY, paper_grace_seconds=5 * DAY)).colour is Colour.GREEN
    assert judge(text, at(NOW + 5 * DAY + 1, paper_grace_seconds=5 * DAY)).colour is Colour.UNKNOWN


@pytest.mark.parametrize(("late", "stale"), [(0, False), (1, True)])
def test_a_trust_list_past_its_hard_end_establishes_no_colour(late: int, stale: bool) -> None:
    trust = snapshot(trusted(ISSUER), soft_end=NOW, hard_end=NOW + 10)
    code = judge(_text(Kind.LIVE, 600), at(NOW + 10 + late, trust=trust))
    assert code.reasons == ((Reason.CODE_TRUST_STALE,) if stale else ())
    assert code.assurance is (Assurance.UNVERIFIED if stale else Assurance.SIGNED_OFFLINE)


def test_the_venues_own_codes_do_not_depend_on_the_authoritys_list() -> None:
    old = snapshot(trusted(ISSUER), hard_end=NOW - 1, soft_end=NOW - 2)
    assert judge(_text(Kind.TICKET, 180), at(NOW, trust=old)).reasons == ()
    assert judge(_text(Kind.BADGE, 3600), at(NOW, trust=old)).reasons == ()


def test_everything_that_speaks_against_a_code_is_told() -> None:
    trust = snapshot(trusted(ISSUER), soft_end=NOW, hard_end=NOW)
    code = judge(_text(Kind.LIVE, 700), at(NOW + 761, trust=trust))
    assert code.reasons == (Reason.CODE_LIFETIME, Reason.CODE_TRUST_STALE, Reason.CODE_EXPIRED)

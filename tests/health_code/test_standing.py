"""What the authority said after it signed: withdrawn codes, worse colours, and paper that still holds."""

from types import MappingProxyType

import pytest
from foreign_world import SOUND, judged, moment
from health_code_world import DAY, HOLDER, ISSUER, NOW, at, claims
from hypothesis import given
from hypothesis import strategies as st
from standing_world import ctis, held, standing

from device.health_code.claims import COLOURS
from device.health_code.phc1 import encode, judge
from device.health_code.standing import NO_STANDING, Standing
from device.health_code.standing_list import ListKind, shard_of
from device.health_code.verdict import HealthCode
from device.vocabulary import Assurance, Colour, Kind, Reason

CTI = claims().cti
HOUR = 3600
OLD_PAPER = claims(kind=Kind.PAPER, issued_at=NOW - 30 * DAY, expires_at=NOW + 300 * DAY)


def verdict(code: object, told: Standing, now: int = NOW) -> HealthCode:
    return judge(encode(code, ISSUER), at(now, standing=told))  # type: ignore[arg-type] # claims, as the tests build them


def test_a_withdrawn_code_has_no_colour() -> None:
    found = verdict(claims(), standing(CTI))
    assert (found.colour, found.reasons) == (Colour.UNKNOWN, (Reason.CODE_REVOKED,))
    assert verdict(claims(), standing(b"another!")).reasons == ()


def test_a_withdrawn_code_stays_withdrawn_however_old_the_list_is() -> None:
    told = standing(OLD_PAPER.cti, issued_at=NOW - 100 * DAY)
    assert Reason.CODE_REVOKED in verdict(OLD_PAPER, told).reasons


def test_an_offline_gate_sees_a_paper_code_turn_red() -> None:
    found = verdict(OLD_PAPER, standing(colours=((HOLDER, Colour.RED, NOW - DAY),)))
    assert found.colour is Colour.RED
    assert Reason.CODE_COLOUR_CHANGED in found.reasons
    assert found.assurance is Assurance.SIGNED_OFFLINE


def test_a_change_from_before_the_code_was_signed_says_nothing() -> None:
    told = standing(colours=((HOLDER, Colour.RED, NOW - 700),))
    assert verdict(claims(issued_at=NOW - 600, expires_at=NOW), told).colour is Colour.GREEN
    assert verdict(claims(issued_at=NOW - 700, expires_at=NOW - 100), told).colour is Colour.RED


def test_somebody_elses_change_says_nothing() -> None:
    assert verdict(claims(), standing(colours=((b"x" * 12, Colour.RED, NOW),))).colour is Colour.GREEN


@given(
    signed=st.sampled_from(COLOURS),
    changed=st.sampled_from(COLOURS),
    age=st.integers(0, 60 * DAY),
    changed_at=st.integers(NOW - 60 * DAY, NOW + DAY),
)
def test_no_list_ever_makes_a_colour_better(signed: Colour, changed: Colour, age: int, changed_at: int) -> None:
    told = standing(colours=((HOLDER, changed, changed_at),), issued_at=NOW - age)
    code = claims(kind=Kind.PAPER, colour=signed, issued_at=NOW - 40 * DAY, expires_at=NOW + DAY)
    order = (Colour.GREEN, Colour.UNKNOWN, Colour.YELLOW, Colour.RED)
    assert order.index(verdict(code, told).colour) >= order.index(signed)


def test_old_paper_holds_where_a_fresh_list_says_nothing_against_it() -> None:
    assert verdict(OLD_PAPER, NO_STANDING).reasons == (Reason.CODE_STALE_COLOUR,)
    assert verdict(OLD_PAPER, standing(colours=(), issued_at=NOW - HOUR)).colour is Colour.GREEN


@pytest.mark.parametrize(
    ("age", "is_green"), [(DAY, True), (DAY + 1, False), (8 * DAY, False)], ids=["a day", "a second more", "over"]
)
def test_a_list_vouches_for_paper_as_long_as_the_grace(age: int, is_green: bool) -> None:
    assert (verdict(OLD_PAPER, standing(colours=(), issued_at=NOW - age)).colour is Colour.GREEN) is is_green


def test_a_list_that_does_not_reach_back_to_the_paper_vouches_for_nothing() -> None:
    reaching = standing(colours=(), covers_from=OLD_PAPER.issued_at)
    short = standing(colours=(), covers_from=OLD_PAPER.issued_at + 1)
    assert verdict(OLD_PAPER, reaching).colour is Colour.GREEN
    assert verdict(OLD_PAPER, short).reasons == (Reason.CODE_STALE_COLOUR,)


def test_paper_without_a_holder_is_vouched_for_by_no_list() -> None:
    nobodys = claims(kind=Kind.PAPER, holder=None, issued_at=NOW - 30 * DAY, expires_at=NOW + DAY)
    assert verdict(nobodys, standing(colours=())).reasons == (Reason.CODE_STALE_COLOUR,)


@pytest.mark.parametrize(("kind", "is_told"), [(Kind.PAPER, True), (Kind.FAMILY, True), (Kind.LIVE, False)])
def test_a_list_past_its_hard_end_leaves_long_lived_codes_undecided(kind: Kind, is_told: bool) -> None:
    found = verdict(claims(kind=kind), standing(b"another!", issued_at=NOW - 7 * DAY - 1))
    assert (found.reasons == (Reason.CODE_STANDING_STALE,)) is is_told
    assert verdict(claims(kind=kind), standing(b"another!", issued_at=NOW - 7 * DAY)).reasons == ()


def test_lists_know_their_age() -> None:
    assert NO_STANDING.age_seconds(NOW) is None
    assert not NO_STANDING.is_stale(NOW)
    told = standing(CTI, colours=(), issued_at=NOW - DAY)
    assert told.age_seconds(NOW) == DAY
    assert not told.is_stale(NOW)
    assert told.is_stale(NOW + 1)
    assert told.age_seconds(NOW - 2 * DAY) == 0


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_a_foreign_certificate_can_be_withdrawn_too(text: str) -> None:
    sound = judged(text)
    assert sound.reasons == ()
    assert sound.cti is not None
    assert sound.issuer_kid is not None
    told = Standing(revoked=MappingProxyType({shard_of(sound.issuer_kid): held(ListKind.REVOKED, ctis(sound.cti))}))
    assert judged(text, moment(standing=told)).reasons == (Reason.CODE_REVOKED,)

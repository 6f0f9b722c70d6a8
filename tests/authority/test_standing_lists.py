"""What the authority says after it signed: lists that a gate believes, in the right order, whole or as a change."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from authority_world import CHILD, DAY, NOW, ZHANG, opened_desk

from device.authority.ceremony import current_trust
from device.authority.desk import Desk
from device.authority.issuing import issue
from device.authority.standing_lists import SIGNED_ANEW_SECONDS, Published, change_from, current_lists
from device.authority.upkeep import COLOUR_SECONDS, DECLARATION_SECONDS, EVERY_SECONDS, Upkeep
from device.errors import FileRefused
from device.health_code.declaration import Declaration
from device.health_code.keys import key_id_of
from device.health_code.standing_list import ListKind, StandingList, apply, colour_in, read_list, shard_of
from device.health_code.trust import TrustRefusal
from device.vocabulary import Colour, Kind


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = opened_desk(tmp_path)
    yield opened
    opened.close()


def _held(desk: Desk, message: bytes, kind: ListKind, before: StandingList | None = None) -> StandingList:
    duties = current_trust(desk.authority).duty_keys
    read = read_list(message, kind, roots=desk.authority.root_publics, duty_keys=duties, now=NOW)
    assert not isinstance(read, TrustRefusal)
    after = apply(before, read)
    assert after is not None
    return after


def _colours(desk: Desk, now: int = NOW) -> Published:
    (found,) = [published for published in current_lists(desk, now=now) if published.kind is ListKind.COLOURS]
    return found


def test_a_gate_is_told_of_everybody_who_is_no_longer_green_and_of_nobody_else(desk: Desk) -> None:
    one, two = (desk.holders.enrol(person, now=NOW) for person in (ZHANG, CHILD))
    desk.colours.change(one, Colour.RED, now=NOW + 5)
    desk.colours.change(two, Colour.YELLOW, now=NOW + 6)
    held = _held(desk, _colours(desk, NOW + 10).message, ListKind.COLOURS)
    found = {holder: colour_in(value) for holder, value in held.table.as_mapping().items()}
    assert found == {one: (Colour.RED, NOW + 5), two: (Colour.YELLOW, NOW + 6)}
    desk.colours.change(one, Colour.GREEN, now=NOW + 20)
    held = _held(desk, _colours(desk, NOW + 21).message, ListKind.COLOURS)
    assert set(held.table.as_mapping()) == {two}


def test_a_list_is_signed_anew_under_the_next_number_when_it_changed_or_is_an_hour_old(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    first = _colours(desk)
    assert _colours(desk, NOW + SIGNED_ANEW_SECONDS - 1) == first
    again = _colours(desk, NOW + SIGNED_ANEW_SECONDS)
    desk.colours.change(holder, Colour.RED, now=NOW + SIGNED_ANEW_SECONDS)
    changed = _colours(desk, NOW + SIGNED_ANEW_SECONDS)
    assert [published.seq for published in (first, again, changed)] == [1, 2, 3]
    message = _held(desk, again.message, ListKind.COLOURS).message
    assert (message.issued_at, message.soft_end, message.covers_from) == (
        NOW + SIGNED_ANEW_SECONDS,
        NOW + SIGNED_ANEW_SECONDS + DAY,
        NOW + SIGNED_ANEW_SECONDS - COLOUR_SECONDS,
    )
    assert _colours(desk, NOW).seq == 4  # a clock set back never takes a number back


def test_the_numbers_go_on_after_a_restart(desk: Desk) -> None:
    first = _colours(desk)
    again = Desk(desk.authority)
    assert _colours(again, NOW + SIGNED_ANEW_SECONDS).seq == first.seq + 1
    again.close()


def test_a_withdrawn_paper_stands_in_the_list_of_the_key_that_signed_it(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    issue(desk, holder, kind=Kind.PAPER, now=NOW)
    (code,) = desk.codes.of_holder(holder, now=NOW)
    desk.codes.withdraw(code.cti, now=NOW + 1)
    (revoked,) = [published for published in current_lists(desk, now=NOW + 2) if published.kind is ListKind.REVOKED]
    assert revoked.scope == shard_of(key_id_of(desk.authority.issuing.public_key()))
    assert set(_held(desk, revoked.message, ListKind.REVOKED).table.as_mapping()) == {code.cti}


def test_a_change_makes_of_the_old_list_the_new_one(desk: Desk) -> None:
    one, two = (desk.holders.enrol(person, now=NOW) for person in (ZHANG, CHILD))
    desk.colours.change(one, Colour.RED, now=NOW)
    first = _colours(desk)
    held = _held(desk, first.message, ListKind.COLOURS)
    desk.colours.change(one, Colour.GREEN, now=NOW + 1)
    desk.colours.change(two, Colour.YELLOW, now=NOW + 1)
    newest = _colours(desk, NOW + 2)
    change = change_from(desk, newest, first.seq)
    assert change is not None
    assert _held(desk, change, ListKind.COLOURS, held).table == _held(desk, newest.message, ListKind.COLOURS).table
    assert change_from(desk, newest, newest.seq) is None
    assert change_from(desk, newest, 99) is None


def test_a_list_altered_in_the_register_is_told(desk: Desk) -> None:
    _colours(desk)
    with desk.register.transaction() as register:
        register.execute("UPDATE published SET message = x'00' WHERE scope LIKE 'colours%'")
    with pytest.raises(FileRefused, match="altered"):
        current_lists(desk, now=NOW)


def test_once_an_hour_what_is_over_is_forgotten(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    desk.holders.declare(holder, Declaration(at=NOW, symptoms=("none",)))
    moment = NOW + DECLARATION_SECONDS
    upkeep = Upkeep(desk, wall=lambda: moment)
    assert upkeep.step(10.0) == 10.0 + EVERY_SECONDS
    moment += 1
    assert upkeep.step(11.0) == 10.0 + EVERY_SECONDS
    known = desk.holders.find(holder)
    assert known is not None
    assert known.declaration is not None
    upkeep.step(10.0 + EVERY_SECONDS)
    known = desk.holders.find(holder)
    assert known is not None
    assert known.declaration is None

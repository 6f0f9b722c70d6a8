"""The account that the killed gate is held to finds each kind of wrong opening."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from accounting import Account, Edge
from msgspec.structs import replace

from device.journal.entry import ZERO_HASH, Entry, EntryContent, make_entry
from device.vocabulary import ClockQuality, EntryClass

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)
VISIT = "v-00000000-1"


def entry(seq: int, at: float, entry_class: EntryClass, body: dict[str, object], visit: str = VISIT) -> Entry:
    content = EntryContent(
        entry_class=entry_class,
        at=NOON + timedelta(seconds=at),
        clock=ClockQuality.SYNCHRONISED,
        monotonic_ms=int(at * 1000),
        visit=visit,
        case=None,
        body=json.dumps(body),
    )
    return make_entry(content, seq=seq, boot="1", salt=bytes(16), previous_hash=ZERO_HASH)


def moment(at: float) -> str:
    return (NOON + timedelta(seconds=at)).isoformat()


CHECK_IN = entry(2, 5.0, EntryClass.CHECKIN, {"outcome": "admitted"})
PASSED = entry(3, 6.0, EntryClass.CORRECTION, {"corrects": 2, "outcome": "admitted"})
ABANDONED = entry(3, 21.0, EntryClass.CORRECTION, {"corrects": 2, "outcome": "abandoned"})
MOVEMENT = entry(4, 6.0, EntryClass.MOVEMENT, {"opened_at": moment(5.01), "closed_at": moment(6.0), "passages": 1})
CUT_OFF = entry(4, 21.0, EntryClass.MOVEMENT, {"opened_at": moment(5.0), "closed_at": None, "passages": 0})
POWER_UP: Edge = (1.0, "board", True)
OPENING: list[Edge] = [(5.01, "barrier", True), (5.51, "barrier", False)]
POWER_UP_AGAIN: Edge = (20.0, "board", True)


def test_a_visit_that_went_well_is_accounted_for() -> None:
    Account((CHECK_IN, PASSED, MOVEMENT), [POWER_UP, *OPENING]).check()


def test_an_opening_that_is_withdrawn_in_the_same_millisecond_is_accounted_for() -> None:
    annulled = entry(3, 5.0119, EntryClass.CORRECTION, {"corrects": 2, "outcome": "annulled"})
    movement = entry(
        4, 5.0119, EntryClass.MOVEMENT, {"opened_at": moment(5.01), "closed_at": moment(5.01), "passages": 0}
    )
    edges = [POWER_UP, (5.0117, "barrier", True), (5.0119, "barrier", False)]
    Account((CHECK_IN, annulled, movement), edges).check()


def test_a_visit_cut_off_in_its_opening_is_accounted_for_once_it_is_abandoned() -> None:
    Account((CHECK_IN, ABANDONED, CUT_OFF), [POWER_UP, OPENING[0], POWER_UP_AGAIN]).check()


def test_a_visit_cut_off_between_its_check_in_and_its_opening_is_accounted_for() -> None:
    Account((CHECK_IN, ABANDONED, CUT_OFF), [POWER_UP, POWER_UP_AGAIN]).check()


UNEXPLAINED: dict[str, tuple[tuple[Entry, ...], list[Edge]]] = {
    "no cause": ((), [POWER_UP, *OPENING]),
    "a cause that came later": ((CHECK_IN, PASSED, MOVEMENT), [POWER_UP, (4.9, "barrier", True)]),
    "a cause of an earlier run": ((CHECK_IN, ABANDONED, CUT_OFF), [POWER_UP, POWER_UP_AGAIN, (20.5, "barrier", True)]),
    "a cause long past": ((CHECK_IN, ABANDONED, CUT_OFF), [POWER_UP, (15.1, "barrier", True), POWER_UP_AGAIN]),
    "two openings for one check-in": (
        (CHECK_IN, PASSED, MOVEMENT),
        [POWER_UP, *OPENING, (5.7, "barrier", True), (5.9, "barrier", False)],
    ),
    "a line that is high at power-up": ((), [POWER_UP, (1.1, "barrier", False)]),
    "an admission that nothing ends": ((CHECK_IN, MOVEMENT), [POWER_UP, *OPENING]),
    "an admission that ends twice": (
        (CHECK_IN, PASSED, MOVEMENT, replace(ABANDONED, header_text="")),
        [POWER_UP, *OPENING],
    ),
    "two check-ins of one visit": ((CHECK_IN, CHECK_IN, PASSED, MOVEMENT), [POWER_UP, *OPENING]),
    "an opening before a restart that nobody tells": ((CHECK_IN, ABANDONED), [POWER_UP, OPENING[0], POWER_UP_AGAIN]),
    "a movement before a restart that nothing justified": ((CUT_OFF,), [POWER_UP, POWER_UP_AGAIN]),
    "a movement that was none": ((CHECK_IN, PASSED, MOVEMENT), [POWER_UP]),
    "a movement that was not told although the gate went on": (
        (
            CHECK_IN,
            PASSED,
            entry(5, 8.0, EntryClass.CHECKIN, {"outcome": "admitted"}, "v-00000000-2"),
            entry(6, 9.0, EntryClass.CORRECTION, {"corrects": 5, "outcome": "admitted"}, "v-00000000-2"),
            entry(
                7,
                9.0,
                EntryClass.MOVEMENT,
                {"opened_at": moment(8.01), "closed_at": moment(9.0), "passages": 1},
                "v-00000000-2",
            ),
        ),
        [POWER_UP, *OPENING, (8.01, "barrier", True), (8.51, "barrier", False)],
    ),
}


@pytest.mark.parametrize("what", UNEXPLAINED)
def test_what_cannot_be_explained_is_found(what: str) -> None:
    entries, edges = UNEXPLAINED[what]
    with pytest.raises(AssertionError):
        Account(entries, edges).check()

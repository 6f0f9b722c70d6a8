"""What an expectation asks of an entry is compared field by field, and a misspelling never holds for ever."""

import pytest

from device.simulation.scenario_entry_fields import ENTRY_FIELDS, check_where, entry_fits
from device.vocabulary import EntryClass

CHECK_IN = {
    "visit": "v-1-1",
    "outcome": "admitted",
    "reasons": ["temperature.normal", "code.green"],
    "decided_by": "inspector:wang",
    "temperature": {"band": "normal", "celsius": 36.6, "attempt": 1},
    "code": {"colour": "green", "name": "王*明"},
}


@pytest.mark.parametrize(
    "where",
    [
        {},
        {"outcome": "admitted"},
        {"reasons": ["code.green"]},
        {"reasons": "code.green"},
        {"reasons": ["code.green", "temperature.normal"]},
        {"decided_by": "inspector:*"},
        {"temperature": {"band": "normal", "attempt": 1}},
        {"temperature.band": "normal"},
        {"temperature": {"celsius": {"least": 36.6, "most": 36.6}}},
        {"temperature": {"celsius": {"most": 37.3}}},
        {"code": {"name": "王*明"}},
        {"companion": False},
    ],
)
def test_an_entry_that_says_all_that_was_asked_fits(where: dict[str, object]) -> None:
    assert entry_fits(where, CHECK_IN)


@pytest.mark.parametrize(
    "where",
    [
        {"outcome": "referred"},
        {"reasons": ["code.green", "code.red"]},
        {"decided_by": "device"},
        {"decided_by": "device*"},
        {"temperature": {"band": "fever"}},
        {"temperature": {"band": "normal", "attempt": 2}},
        {"temperature": {"celsius": {"least": 36.7}}},
        {"temperature": {"celsius": {"most": 36.5}}},
        {"outcome": {"least": 1}},
        {"companion": True},
        {"code": {"name": {"deeper": "x"}}},
        {"group": "g-*"},
    ],
)
def test_an_entry_that_differs_or_is_silent_does_not_fit(where: dict[str, object]) -> None:
    assert not entry_fits(where, CHECK_IN)


def test_every_class_of_entry_can_be_expected() -> None:
    assert set(ENTRY_FIELDS) == set(EntryClass)


def test_details_differ_from_kind_to_kind_and_are_not_judged() -> None:
    faults: list[str] = []
    check_where(EntryClass.ALERT, {"details": {"attempt": 2}, "kind": "fever"}, "here", faults)
    assert faults == []


def test_a_nested_word_is_judged_too() -> None:
    faults: list[str] = []
    check_where(EntryClass.CHECKIN, {"temperature": {"band": "warm"}}, "here", faults)
    assert faults == ['here: temperature.band: "warm" is no word of this field']

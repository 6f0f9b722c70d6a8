"""A situation comes back from its text as it was, and a text that is no situation is refused in one line."""

import json
from collections.abc import Callable
from typing import Any

import pytest
from generated_values import structs_of
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.checkpoint.policy import Policy
from device.checkpoint.records import Service
from device.checkpoint.situation import Purpose, Situation, Waiting
from device.errors import FileRefused
from device.journal.situation_text import read_situation, write_situation

CALM = Situation(prefix="a1b2c3d4", policy=Policy())
WAITS = Situation(
    prefix="a1b2c3d4",
    policy=Policy(),
    waiting={7: Waiting(purpose=Purpose.KEEP, records=[Service(what="locked")])},
    unwritten=[Service(what="unlocked", details=(("count", 3),))],
)


@settings(deadline=None, max_examples=150, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
@given(structs_of(Situation))
def test_any_situation_comes_back_as_it_was(situation: Situation) -> None:
    assert read_situation(write_situation(situation)) == situation


def test_a_situation_that_waits_keeps_the_types_of_its_records() -> None:
    kept = read_situation(write_situation(WAITS))
    assert kept == WAITS
    assert isinstance(kept.waiting[7].records[0], Service)


@settings(deadline=None)
@given(st.text(max_size=200))
def test_a_text_that_is_no_situation_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match=r"\Athe recorded situation cannot be read: [\x20-\x7e]+\Z"):
        read_situation(text)


def _spoilt(spoil: Callable[[Any], None]) -> str:
    text = json.loads(write_situation(WAITS))
    spoil(text)
    return json.dumps(text)


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text["situation"].pop("locked"),
        lambda text: text["situation"].update(lock=True),
        lambda text: text["situation"].update(locked="perhaps"),
        lambda text: text["situation"].update(state="asleep"),
        lambda text: text["situation"].update(timers={"never": 1.0}),
        lambda text: text["situation"].update(numbers=None),
        lambda text: text["situation"]["policy"].update(fever_celsius="high"),
        lambda text: text.pop("unwritten"),
        lambda text: text.update(more=1),
        lambda text: text["waiting"].update({"seven": text["waiting"]["7"]}),
        lambda text: text["waiting"]["7"].update(purpose="fun"),
        lambda text: text["waiting"]["7"].pop("records"),
        lambda text: text["waiting"]["7"]["records"].append(["Rumour", {"what": "locked"}]),
        lambda text: text["waiting"]["7"]["records"].append(["Service", {}]),
        lambda text: text["unwritten"].append(["Service", {"what": 3}]),
        lambda text: text["unwritten"].append(["Service"]),
        lambda text: text["unwritten"].append({"Service": {"what": "locked"}}),
    ],
)
def test_a_text_with_one_member_spoilt_is_refused(spoil: Callable[[Any], None]) -> None:
    with pytest.raises(FileRefused, match=r"\Athe recorded situation cannot be read: [\x20-\x7e]+\Z"):
        read_situation(_spoilt(spoil))


@pytest.mark.parametrize(
    "spoil",
    [
        lambda text: text["waiting"]["7"].update(urgent=True),
        lambda text: text["waiting"]["7"]["records"].append(["Service", {"what": "locked", "who": "me"}]),
        lambda text: text["unwritten"].append(["Service", {"what": "locked"}, "and more"]),
        lambda text: text["situation"]["policy"].update(fever_fahrenheit=99.1),
    ],
)
def test_a_member_that_no_situation_has_is_refused_wherever_it_stands(spoil: Callable[[Any], None]) -> None:
    with pytest.raises(FileRefused, match="the recorded situation cannot be read"):
        read_situation(_spoilt(spoil))


@pytest.mark.parametrize(
    "text",
    [
        "[" * 100_000,
        '{"situation":{"prefix":' + "[" * 100_000 + "]" * 100_000 + "}}",
        '{"situation":{"prefix":"\ud800"},"waiting":{},"unwritten":[]}',
        write_situation(CALM).replace('"tailgate_until":0.0', '"tailgate_until":1e999'),
        write_situation(CALM) + write_situation(CALM),
    ],
)
def test_a_text_made_to_break_the_reader_is_refused(text: str) -> None:
    with pytest.raises(FileRefused, match="the recorded situation cannot be read"):
        read_situation(text)

"""Every event the core knows goes through JSON and comes back the same."""

import json
from typing import get_type_hints

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.checkpoint.events import EVENT_TYPES, Durable, Event, OrderReceived, PersonStepped, SettingsChanged
from device.checkpoint.orders import Order
from device.checkpoint.policy import Policy
from device.journal.event_text import event_name, read_event, write_event
from device.vocabulary import OrderName

# What JSON cannot carry is no event: numbers that are none, halves of characters.
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))
st.register_type_strategy(str, st.text(st.characters(exclude_categories=["Cs"]), max_size=40))
st.register_type_strategy(int, st.integers(-(2**53), 2**53))


@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.__name__)
def test_every_event_comes_back_the_same(kind: type[Event]) -> None:
    @settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
    @given(st.builds(kind, **{name: st.from_type(hint) for name, hint in get_type_hints(kind).items()}))
    def comes_back(event: Event) -> None:
        assert read_event(event_name(event), write_event(event)) == event

    comes_back()


@pytest.mark.parametrize("kind", EVENT_TYPES, ids=lambda kind: kind.__name__)
def test_an_event_with_a_member_more_or_less_is_refused(kind: type[Event]) -> None:
    event = an_event(kind)
    members = msgspec.json.decode(write_event(event))
    assert isinstance(read_event(kind.__name__, json.dumps(members | {"more": 1}).encode()), str)
    for name in members:
        fewer = {key: value for key, value in members.items() if key != name}
        assert isinstance(read_event(kind.__name__, json.dumps(fewer).encode()), str), name


def an_event(kind: type[Event]) -> Event:
    """Give the plainest event of its kind."""
    plain = {int: 1, float: 1.5, str: "x", bool: True}
    members: dict[str, object] = {}
    for name, hint in get_type_hints(kind).items():
        found = next((value for type_, value in plain.items() if hint is type_), None)
        members[name] = found if found is not None else msgspec.convert(SAMPLES[name], hint)
    return kind(**members)  # type: ignore[arg-type]  # the hints say what each member is


READING = {
    "core_celsius": 36.6,
    "surface_celsius": 34.9,
    "raw_celsius": 34.6,
    "ambient_celsius": 24.0,
    "uncertainty_celsius": 0.2,
    "samples": 7,
    "sensor": "mlx90614-dci",
    "algorithm": "1",
}
CODE: dict[str, object] = {
    "ref": "r1",
    "format": "phc1",
    "colour": "green",
    "kind": "live",
    "assurance": "signed_offline",
    "reasons": [],
    "holder": None,
    "guardian": None,
    "tag": "t",
    "issued_at": None,
    "expires_at": 5,
    "trust_age_seconds": 60,
    "clock": "synchronised",
}
SAMPLES: dict[str, object] = {
    "distance_mm": 500,
    "reading": READING,
    "code": CODE,
    "reason": "temperature.motion",
    "seqs": [1, 2],
    "part": "camera",
    "words": ["slow_measurements"],
    "quality": "unset",
    "policy": {},
    "order": {"id": "o1", "name": "open", "by": "inspector:wang"},
}


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("Nothing", b"{}"),
        ("", b"{}"),
        ("Event", b"{}"),
        ("PersonStepped", b""),
        ("PersonStepped", b"[]"),
        ("PersonStepped", b"null"),
        ("PersonStepped", b'{"distance_mm":"5"}'),
        ("PersonStepped", b'{"distance_mm":5.5}'),
        ("PersonStepped", b'{"distance_mm":true}'),
        ("PersonStepped", b'{"distance_mm":null}'),
        ("PersonStepped", b'{"distance_mm":1} x'),
        ("PersonStepped", b"[" * 100_000),
        ("PartFailed", b'{"part":"engine","detail":"x"}'),
        ("Durable", b'{"ticket":1,"seqs":[1,"2"]}'),
        ("Durable", b'{"ticket":1,"seqs":[1,2],"seqs":[3]}x'),
        ("DriftSuspected", b'{"offset_celsius":NaN}'),
        ("DriftSuspected", b'{"offset_celsius":null}'),
        ("OrderReceived", b'{"order":{"id":"o","name":"explode","by":"x"}}'),
        ("SettingsChanged", b'{"policy":{"accepted_colours":["blue"]}}'),
    ],
)
def test_what_is_no_event_is_refused_in_a_few_words(name: str, text: bytes) -> None:
    why = read_event(name, text)
    assert isinstance(why, str)
    assert 0 < len(why) < 200


def test_a_number_written_as_a_whole_one_comes_back_equal() -> None:
    assert read_event("PersonStepped", b'{"distance_mm":5}') == PersonStepped(distance_mm=5)
    event = read_event("DriftSuspected", b'{"offset_celsius":1}')
    assert not isinstance(event, str)


def test_nested_values_keep_their_types() -> None:
    for event in (
        SettingsChanged(policy=Policy()),
        OrderReceived(order=Order(id="1", name=OrderName.OPEN, by="inspector:wang", reason="轮椅")),
        Durable(ticket=1, seqs=()),
    ):
        again = read_event(event_name(event), write_event(event))
        assert not isinstance(again, str)
        assert again == event
        for name in event.__struct_fields__:
            assert type(getattr(again, name)) is type(getattr(event, name))

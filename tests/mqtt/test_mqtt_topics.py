import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.mqtt.topics import GateTopics, Topic, TopicKind, build, parse

ids = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40)
names = st.text("abcdefghijklmnopqrstuvwxyz0123456789-", min_size=1, max_size=40)


@given(kind=st.sampled_from(TopicKind), venue=ids, device=ids, name=names, order=ids)
def test_every_topic_that_is_built_is_parsed_to_its_parts(
    kind: TopicKind, venue: str, device: str, name: str, order: str
) -> None:
    place = parse(build(kind, venue=venue, device=device, name=name, id=order))
    assert place == Topic(
        kind=kind,
        venue=venue if "{venue}" in kind else None,
        device=device if "{device}" in kind else None,
        name=name if "{name}" in kind else None,
        id=order if "{id}" in kind else None,
    )


STEPS = st.sampled_from(sorted({step for kind in TopicKind for step in kind.split("/") if "{" not in step}))


@given(st.lists(STEPS | ids | names, max_size=9).map("/".join) | st.text(max_size=80))
def test_any_text_is_a_topic_of_the_contract_or_none(text: str) -> None:
    place = parse(text)
    assert (
        place is None
        or build(
            place.kind, venue=place.venue or "", device=place.device or "", name=place.name or "", id=place.id or ""
        )
        == text
    )


@pytest.mark.parametrize(
    "topic",
    [
        "",
        "gate/1/school/south/status/",
        "/gate/1/school/south/status",
        "gate/2/school/south/status",
        "gate/1/school/South/status",
        "gate/1/school/south gate/status",
        "gate/1/school//status",
        "gate/1/+/south/status",
        "gate/1/school/#",
        f"gate/1/school/{'a' * 41}/status",
        "gate/1/school/south/order/open",
        "gate/1/school/south/order/open/1/2",
        "gate/1/school/_all/status",
        "gate/1/school/_all/evt/checkin",
        "gate/1/_authority/south/status",
        "gate/1/school/south/order/_open/1",
        "gate/1/school/süd/status",
    ],
)
def test_what_does_not_fit_is_no_topic(topic: str) -> None:
    assert parse(topic) is None


def test_an_id_of_forty_characters_is_the_longest() -> None:
    assert parse(f"gate/1/school/{'a' * 40}/status") is not None


@pytest.mark.parametrize("device", ["", "South", "a/b", "+", "#", "a" * 41])
def test_a_topic_is_never_built_from_a_bad_id(device: str) -> None:
    with pytest.raises(ValueError, match="cannot be the device"):
        build(TopicKind.STATUS, venue="school", device=device)


def test_a_gate_listens_to_nothing_of_another_gate() -> None:
    for wanted in GateTopics(venue="school", device="south").subscriptions():
        levels = wanted.split("/")
        assert levels[2] in ("school", "_all", "_authority")
        assert levels[3] not in ("+", "#")


def test_every_depth_is_fixed() -> None:
    assert len({kind.value for kind in TopicKind}) == len(TopicKind)
    for kind in TopicKind:
        assert kind.value.startswith("gate/1/")
        assert "+" not in kind.value

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st
from mqtt_world import KEYS, OPERATOR_KEY, STRANGERS_KEY, TOPICS, VENUE_KEY

from device.checkpoint.policy import Policy
from device.mqtt.signed_documents import ORDER_PREFIX, sign
from device.mqtt.twin import Twin, TwinRefusal, TwinRefusalReason, TwinScope, restore, sign_desired, take, topic_of
from device.mqtt.twin_values import LIMITS, Unfit, WireValue, check, on_wire
from device.settings.entry import entries
from device.settings.policy_section import PolicySection
from device.vocabulary import Colour, Mode


def desired(
    scope: TwinScope, rev: int, values: dict[str, WireValue], *, key: Ed25519PrivateKey = OPERATOR_KEY
) -> bytes:
    return sign_desired(topic_of(scope, TOPICS), key=key, rev=rev, values=values)


def taken(twin: Twin, scope: TwinScope, payload: bytes) -> Twin:
    outcome = take(twin, scope, payload, topics=TOPICS, keys=KEYS)
    assert isinstance(outcome, Twin)
    return outcome


def refused(twin: Twin, scope: TwinScope, payload: bytes) -> TwinRefusalReason:
    outcome = take(twin, scope, payload, topics=TOPICS, keys=KEYS)
    assert isinstance(outcome, TwinRefusal)
    return outcome.reason


def test_the_device_s_document_lies_over_the_venue_s() -> None:
    twin = taken(
        Twin(), TwinScope.VENUE, desired(TwinScope.VENUE, 3, {"policy.fever_celsius": 37.5, "policy.strict": True})
    )
    twin = taken(twin, TwinScope.DEVICE, desired(TwinScope.DEVICE, 1, {"policy.fever_celsius": 37.8}))
    assert twin.applied == {"policy.fever_celsius": 37.8, "policy.strict": True}
    reported = twin.reported()
    assert (reported.venue_rev, reported.device_rev) == (3, 1)


def test_a_value_that_a_newer_document_no_longer_holds_falls_back() -> None:
    twin = taken(Twin(), TwinScope.DEVICE, desired(TwinScope.DEVICE, 1, {"policy.strict": True}))
    assert taken(twin, TwinScope.DEVICE, desired(TwinScope.DEVICE, 2, {})).applied == {}


@pytest.mark.parametrize("rev", [1, 4, 5])
def test_an_older_revision_and_another_document_of_the_same_one_are_refused(rev: int) -> None:
    twin = taken(Twin(), TwinScope.DEVICE, desired(TwinScope.DEVICE, 5, {"policy.strict": True}))
    assert refused(twin, TwinScope.DEVICE, desired(TwinScope.DEVICE, rev, {})) is TwinRefusalReason.REVISION


def test_the_same_document_again_changes_nothing() -> None:
    payload = desired(TwinScope.DEVICE, 5, {"policy.strict": True})
    twin = taken(Twin(), TwinScope.DEVICE, payload)
    assert take(twin, TwinScope.DEVICE, payload, topics=TOPICS, keys=KEYS) is twin


@pytest.mark.parametrize("key", [VENUE_KEY, STRANGERS_KEY])
def test_only_the_operator_s_key_sets_values(key: Ed25519PrivateKey) -> None:
    payload = desired(TwinScope.DEVICE, 1, {"policy.mode": "temperature_alone"}, key=key)
    assert refused(Twin(), TwinScope.DEVICE, payload) is TwinRefusalReason.SIGNATURE


def test_a_document_for_the_venue_is_none_for_the_device_and_none_is_an_order() -> None:
    venues = desired(TwinScope.VENUE, 1, {})
    assert refused(Twin(), TwinScope.DEVICE, venues) is TwinRefusalReason.SIGNATURE
    topic = topic_of(TwinScope.DEVICE, TOPICS)
    as_order = sign(ORDER_PREFIX, topic, b'{"rev":1,"values":{}}', OPERATOR_KEY)
    assert refused(Twin(), TwinScope.DEVICE, as_order) is TwinRefusalReason.SIGNATURE


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("policy.fever_celsius", 36.99, "range"),
        ("policy.fever_celsius", 38.51, "range"),
        ("policy.fever_celsius", "37.5", "type"),
        ("policy.fever_celsius", True, "type"),
        ("policy.accepted_colours", ["green", "red"], "range"),
        ("policy.accepted_colours", ["red"], "range"),
        ("policy.accepted_colours", ["unknown"], "range"),
        ("policy.accepted_colours", [], "range"),
        ("policy.accepted_colours", ["green", "green"], "range"),
        ("policy.accepted_colours", "green", "type"),
        ("policy.accepted_kinds", ["badge"], "range"),
        ("policy.accepted_formats", ["phc1", "../x"], "range"),
        ("policy.accepted_formats", ["x"] * 2, "range"),
        ("policy.mode", "open", "range"),
        ("policy.mode", None, "type"),
        ("policy.strict", 1, "type"),
        ("policy.group_people_most", 7, "range"),
        ("policy.group_people_most", 2.0, "type"),
        ("barrier.pulse_milliseconds", 500, "unknown"),
        ("barrier.kind", "hold", "unknown"),
        ("pins.relay", 7, "unknown"),
        ("keys.operator_public", "key.pem", "unknown"),
        ("policy.fever_probability", 1.0, "unknown"),
    ],
)
def test_a_value_outside_the_hard_limits_is_reported_and_not_applied(name: str, value: WireValue, why: str) -> None:
    twin = taken(Twin(), TwinScope.DEVICE, desired(TwinScope.DEVICE, 1, {name: value, "policy.help_seconds": 9.0}))
    assert twin.applied == {"policy.help_seconds": 9.0}
    assert twin.errors == {name: why}


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("policy.fever_celsius", 37.0),
        ("policy.fever_celsius", 38.5),
        ("policy.fever_celsius", 38),
        ("policy.accepted_colours", ["green", "yellow"]),
        ("policy.group_people_most", 1),
        ("policy.mode", "code_alone"),
        ("policy.accepted_formats", ["phc1", "hcert"]),
    ],
)
def test_a_value_at_the_edge_of_its_limits_is_applied(name: str, value: WireValue) -> None:
    checked = check(name, value)
    assert not isinstance(checked, Unfit)
    assert on_wire(checked) == value


def test_applied_values_are_in_the_types_the_rules_want() -> None:
    values: dict[str, WireValue] = {"policy.mode": "code_alone", "policy.accepted_colours": ["green", "yellow"]}
    twin = taken(Twin(), TwinScope.DEVICE, desired(TwinScope.DEVICE, 1, values))
    assert twin.applied == {
        "policy.mode": Mode.CODE_ALONE,
        "policy.accepted_colours": (Colour.GREEN, Colour.YELLOW),
    }
    assert isinstance(twin.applied["policy.mode"], Mode)


def test_kept_documents_are_verified_again_at_a_start() -> None:
    twin = taken(Twin(), TwinScope.VENUE, desired(TwinScope.VENUE, 3, {"policy.strict": True}))
    twin = taken(twin, TwinScope.DEVICE, desired(TwinScope.DEVICE, 2, {}))
    kept = twin.payloads()
    assert restore(kept, topics=TOPICS, keys=KEYS) == twin
    altered = kept | {TwinScope.VENUE: kept[TwinScope.DEVICE]}
    assert restore(altered, topics=TOPICS, keys=KEYS).applied == {}


def test_a_restart_does_not_make_an_old_revision_new() -> None:
    twin = taken(Twin(), TwinScope.DEVICE, desired(TwinScope.DEVICE, 9, {}))
    restored = restore(twin.payloads(), topics=TOPICS, keys=KEYS)
    assert refused(restored, TwinScope.DEVICE, desired(TwinScope.DEVICE, 8, {})) is TwinRefusalReason.REVISION


@given(st.binary(max_size=300))
def test_no_bytes_ever_become_desired_values(payload: bytes) -> None:
    assert isinstance(take(Twin(), TwinScope.DEVICE, payload, topics=TOPICS, keys=KEYS), TwinRefusal)


def test_an_endless_document_is_refused() -> None:
    values: dict[str, WireValue] = {f"policy.x{number}": 1 for number in range(65)}
    assert refused(Twin(), TwinScope.DEVICE, desired(TwinScope.DEVICE, 1, values)) is TwinRefusalReason.MALFORMED


def test_every_value_that_can_be_set_from_afar_is_a_setting_within_the_settings_own_range() -> None:
    sections = {"policy": entries(PolicySection)}
    policy_fields = set(Policy.__struct_fields__)
    for name in LIMITS:
        section, _, key = name.partition(".")
        entry = sections[section][key]
        assert key in policy_fields
        if entry.most and not entry.words and isinstance(entry.default, float | int):
            outside = (entry.least - 1, entry.most + 1)
            assert all(isinstance(check(name, value), Unfit) for value in outside), name

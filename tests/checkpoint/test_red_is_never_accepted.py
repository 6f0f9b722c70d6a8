"""Red is never accepted: not by the settings, not from afar, not by a rule, not by a policy made in any other way."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sample_facts import GREEN

from device.checkpoint.decision import code_objections
from device.checkpoint.policy import Policy
from device.errors import SettingsError
from device.foreign_rule import ForeignRule, read_rule
from device.mqtt.twin_values import LIMITS, Unfit, check
from device.settings import parse
from device.vocabulary import CODE_FORMATS, Assurance, Colour, Kind, Mode, Reason

POLICIES = st.builds(
    Policy,
    mode=st.sampled_from(Mode),
    accepted_colours=st.lists(st.sampled_from(Colour), unique=True).map(tuple),
    accepted_kinds=st.lists(st.sampled_from(Kind), unique=True).map(tuple),
    accepted_formats=st.lists(st.sampled_from(CODE_FORMATS), unique=True).map(tuple),
    ticket_replaces_code=st.booleans(),
    foreign_rules=st.lists(st.text(max_size=20), max_size=3).map(tuple),
    holder_entries_most=st.integers(0, 100),
)


@given(
    policy=POLICIES,
    kind=st.sampled_from(Kind),
    format_name=st.sampled_from(CODE_FORMATS),
    assurance=st.sampled_from(Assurance),
    colour=st.sampled_from([Colour.RED, Colour.UNKNOWN, Colour.INVALID]),
)
def test_no_policy_at_all_lets_red_unknown_or_invalid_pass(
    policy: Policy, kind: Kind, format_name: str, assurance: Assurance, colour: Colour
) -> None:
    code = replace(GREEN, colour=colour, kind=kind, format=format_name, assurance=assurance)
    objections = code_objections(code, policy, [])
    assert objections
    assert (Reason.CODE_RED in objections) is (colour is Colour.RED)


@pytest.mark.parametrize("colour", ["red", "unknown", "invalid"])
def test_nobody_can_set_it_from_afar(colour: str) -> None:
    for given_colours in ([colour], ["green", colour], [colour, colour]):
        assert isinstance(check("policy.accepted_colours", given_colours), Unfit)
    assert isinstance(check("policy.foreign_rules", [f"hcert test 3 {colour}"]), Unfit)
    assert not isinstance(read_rule(f"hcert test 3 {colour}"), ForeignRule)


@given(name=st.sampled_from(sorted(LIMITS)), value=st.lists(st.sampled_from([*Colour, "hcert test 3 red"]), max_size=4))
def test_no_desired_value_that_is_applied_names_red(name: str, value: list[str]) -> None:
    applied = check(name, list(map(str, value)))
    assert isinstance(applied, Unfit) or not any("red" in str(word) for word in value)


@pytest.mark.parametrize(
    ("line", "why"),
    [
        ('accepted_colours = ["green", "red"]', "policy.accepted_colours: red is never accepted"),
        (
            'accepted_formats = ["hcert"]\nforeign_rules = ["hcert test 3 red"]',
            "policy.foreign_rules: 'hcert test 3 red': the colour is one of green, yellow",
        ),
    ],
)
def test_no_settings_file_can_name_it(line: str, why: str) -> None:
    with pytest.raises(SettingsError) as caught:
        parse(f'[venue]\nid = "v"\ncheckpoint = "c"\ndevice = "d"\n[policy]\n{line}\n'.encode())
    assert caught.value.faults == (why,)

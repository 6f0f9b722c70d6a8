"""What a venue may say foreign certificates stand for: little, exactly, off by default, and never red for accepted."""

from datetime import UTC, datetime, timedelta

import pytest
from foreign_world import RECOVERY, SOUND, TEST, VACCINATION, cose, dcc, hc1, judged
from health_code_world import NOW
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace
from sample_facts import GREEN

from device.checkpoint.decision import code_objections, good_reason
from device.checkpoint.policy import Policy
from device.foreign_rule import DAYS_MOST, EVENTS, ForeignRule, read_rule, read_rules
from device.health_code.foreign_summary import ForeignSummary, Subject
from device.health_code.verdict import HealthCode
from device.visitor.foreign_colour import coloured
from device.vocabulary import Assurance, Colour, Kind, Reason

TODAY = datetime.fromtimestamp(NOW, UTC).date()
RULES = read_rules(("hcert vaccination 270 green", "hcert test 3 green", "hcert recovery 180 yellow"))


def ago(days: int) -> str:
    return (TODAY - timedelta(days=days)).isoformat()


def certificate(**event: object) -> HealthCode:
    """Give the verdict on a signed European certificate with the one group of events given."""
    return judged(hc1(cose(dcc({"nam": {"fnt": "A", "gnt": "B"}, **event}))))


def vaccination(**changes: object) -> HealthCode:
    return certificate(v=[VACCINATION | {"dt": ago(30)} | changes])


def colour(code: HealthCode, rules: tuple[ForeignRule, ...] = RULES) -> Colour:
    return coloured(code, rules, NOW).colour


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("hcert test 3 red", "the colour is one of green, yellow"),
        ("hcert test 3 unknown", "the colour is one of green, yellow"),
        ("hcert test 3 GREEN", "the colour is one of green, yellow"),
        ("hcert test 15 green", "days of a test are a whole number from 0 to 14"),
        ("hcert test -1 green", "days of a test are a whole number from 0 to 14"),
        ("hcert test 3.5 green", "days of a test are a whole number from 0 to 14"),
        ("hcert test ３ green", "days of a test are a whole number from 0 to 14"),
        ("hcert vaccination 731 green", "days of a vaccination are a whole number from 0 to 730"),
        ("hcert recovery 366 green", "days of a recovery are a whole number from 0 to 365"),
        ("hcert other 3 green", "the event is one of vaccination, test, recovery"),
        ("vdsnc test 3 green", "the event is one of vaccination"),
        ("shc vaccination 270 green 2", "the format is one of hcert, vdsnc"),
        ("phc1 test 3 green", "the format is one of hcert, vdsnc"),
        ("hcert vaccination 270 green 0", "doses belong to a vaccination, 1 to 9"),
        ("hcert vaccination 270 green 10", "doses belong to a vaccination, 1 to 9"),
        ("hcert test 3 green 2", "doses belong to a vaccination, 1 to 9"),
        ("hcert  test 3 green", "the event"),
        ("hcert test 3", "not FORMAT EVENT DAYS COLOUR"),
        ("", "not FORMAT EVENT DAYS COLOUR"),
        ("hcert vaccination 270 green 2 2", "not FORMAT EVENT DAYS COLOUR"),
    ],
)
def test_what_is_no_rule_is_refused_with_its_reason(text: str, why: str) -> None:
    refused = read_rule(text)
    assert isinstance(refused, str)
    assert why in refused
    assert read_rules((text,)) == ()


def test_a_rule_is_read_at_both_ends_of_its_limits() -> None:
    for format_name, events in EVENTS.items():
        for event in events:
            for days in (0, DAYS_MOST[event]):
                rule = read_rule(f"{format_name} {event} {days} yellow")
                assert rule == ForeignRule(format=format_name, event=event, days=days, colour=Colour.YELLOW)


@given(st.text(max_size=60))
def test_no_text_becomes_a_rule_for_another_colour_than_green_or_yellow(text: str) -> None:
    for rule in read_rules((text, f"hcert test 3 {text}")):
        assert rule.colour in (Colour.GREEN, Colour.YELLOW)


@pytest.mark.parametrize("text", SOUND.values(), ids=SOUND.keys())
def test_without_a_rule_no_certificate_has_a_colour(text: str) -> None:
    assert coloured(judged(text), (), NOW) == judged(text)


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Colour.GREEN),
        ({"dt": ago(270)}, Colour.GREEN),
        ({"dt": ago(271)}, Colour.UNKNOWN),
        ({"dt": ago(0)}, Colour.GREEN),
        ({"dt": ago(-1)}, Colour.GREEN),  # this morning in the east
        ({"dt": ago(-2)}, Colour.UNKNOWN),
        ({"dt": ago(30)[:7]}, Colour.GREEN),
        ({"dt": ago(250)[:4]}, Colour.UNKNOWN),  # the first of January is too long ago
        ({"dt": "2026-02-30"}, Colour.UNKNOWN),
        ({"dt": "soon"}, Colour.UNKNOWN),
        ({"dt": None}, Colour.UNKNOWN),
        ({"dn": 1, "sd": 2}, Colour.UNKNOWN),
        ({"dn": 3, "sd": 1}, Colour.GREEN),
        ({"dn": 0, "sd": 0}, Colour.UNKNOWN),
        ({"sd": None}, Colour.UNKNOWN),
        ({"tg": "16541001"}, Colour.UNKNOWN),  # yellow fever
        ({"tg": None}, Colour.UNKNOWN),
    ],
)
def test_a_vaccination_counts_while_its_series_is_complete_and_recent(
    changes: dict[str, object], expected: Colour
) -> None:
    assert colour(vaccination(**changes)) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"sc": f"{ago(3)}T09:00:00Z"}, Colour.GREEN),
        ({"sc": f"{ago(4)}T09:00:00Z"}, Colour.UNKNOWN),
        ({"tr": "260373001"}, Colour.UNKNOWN),  # found infected
        ({"tr": "419984006"}, Colour.UNKNOWN),  # inconclusive
        ({"tr": None}, Colour.UNKNOWN),
    ],
)
def test_a_test_counts_only_while_it_is_negative_and_recent(changes: dict[str, object], expected: Colour) -> None:
    event = TEST | {"tg": "840539006", "sc": f"{ago(1)}T09:00:00Z"} | changes
    assert colour(certificate(t=[event])) is expected


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({}, Colour.YELLOW),
        ({"fr": ago(181)}, Colour.UNKNOWN),
        ({"du": ago(0)}, Colour.YELLOW),
        ({"du": ago(1)}, Colour.UNKNOWN),
        ({"du": "2026-99-99"}, Colour.UNKNOWN),
    ],
)
def test_a_recovery_counts_until_its_issuer_s_own_end(changes: dict[str, object], expected: Colour) -> None:
    event = RECOVERY | {"tg": "840539006", "fr": ago(100)} | changes
    assert colour(certificate(r=[event])) is expected


def test_the_first_rule_that_is_fulfilled_decides() -> None:
    rules = read_rules(("hcert vaccination 10 green", "hcert vaccination 270 yellow", "hcert vaccination 270 green"))
    assert colour(vaccination(), rules) is Colour.YELLOW


def test_doses_in_a_rule_stand_in_for_a_series_nobody_states() -> None:
    seal = judged(SOUND["vdsnc ES256"])
    assert seal.certificate is not None
    held = replace(seal.certificate, disease="RA01.0", date=ago(5), doses=2)
    code = replace(seal, certificate=held)
    assert colour(code, read_rules(("vdsnc vaccination 270 green",))) is Colour.UNKNOWN
    assert colour(code, read_rules(("vdsnc vaccination 270 green 3",))) is Colour.UNKNOWN
    assert colour(code, read_rules(("vdsnc vaccination 270 green 2",))) is Colour.GREEN


def test_a_certificate_against_which_anything_speaks_is_never_coloured() -> None:
    text = hc1(cose(dcc({"nam": {"fnt": "A", "gnt": "B"}, "v": [VACCINATION | {"dt": ago(30)}]}, exp=NOW - 3600)))
    assert judged(text).reasons == (Reason.CODE_EXPIRED,)
    assert colour(judged(text)) is Colour.UNKNOWN
    assert colour(judged(text.replace("A", "B", 1))) is not Colour.GREEN
    for changes in ({"colour": Colour.RED}, {"colour": Colour.INVALID}, {"assurance": Assurance.UNVERIFIED}):
        spoiled = replace(vaccination(), **changes)
        assert coloured(spoiled, RULES, NOW) == spoiled


SUMMARIES = st.builds(
    ForeignSummary,
    subject=st.sampled_from(Subject),
    disease=st.sampled_from(["840539006", "RA01", None, "x"]),
    date=st.sampled_from([ago(0), ago(3), ago(300), None, "2026", "x"]),
    doses=st.none() | st.integers(0, 99),
    doses_needed=st.none() | st.integers(0, 99),
    negative=st.none() | st.booleans(),
)


@given(held=SUMMARIES)
def test_whatever_a_certificate_says_a_rule_makes_it_green_yellow_or_nothing(held: ForeignSummary) -> None:
    found = colour(replace(vaccination(), certificate=held))
    assert found in (Colour.GREEN, Colour.YELLOW, Colour.UNKNOWN)
    if held.negative is False or held.subject is Subject.OTHER:
        assert found is Colour.UNKNOWN


def test_a_coloured_certificate_passes_only_where_kind_format_and_colour_are_accepted_too() -> None:
    code = coloured(vaccination(), RULES, NOW)
    facts = replace(GREEN, format="hcert", kind=Kind.FOREIGN, colour=code.colour, holder=None)
    open_to_all = Policy(accepted_kinds=(Kind.LIVE, Kind.FOREIGN), accepted_formats=("phc1", "hcert"))
    assert code_objections(facts, open_to_all, []) == ()
    assert good_reason(facts) is Reason.CODE_FOREIGN_RULE
    assert code_objections(facts, replace(open_to_all, accepted_kinds=(Kind.LIVE,)), []) == (Reason.CODE_KIND,)
    assert code_objections(facts, replace(open_to_all, accepted_formats=("phc1",)), []) == (Reason.CODE_FORMAT,)
    assert code_objections(replace(facts, colour=Colour.YELLOW), open_to_all, []) == (Reason.CODE_YELLOW,)
    assert code_objections(replace(facts, colour=Colour.UNKNOWN), open_to_all, []) == (Reason.CODE_UNKNOWN,)

"""A scenario file is read as a stranger would write it, and every fault in it is named at once."""

from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.simulation.deeds_at_the_lane import Arrive, HoldUp
from device.simulation.deeds_from_afar import GiveOrder
from device.simulation.scenario import Scenario
from device.simulation.scenario_people import Carrier
from device.simulation.scenario_reader import BYTES_MOST, ScenarioRefused, load_scenario, parse_scenario
from device.simulation.scenario_sights import EntryWritten, SignalShown
from device.vocabulary import Colour, EntryClass, OrderName, Signal

HEAD = """
name = "A green code"
name_chinese = "绿码"
story = "Somebody healthy passes."
"""
WANG = """
[[people]]
id = "wang"
code = { name = "王小明" }
"""


def read(text: str) -> Scenario:
    return parse_scenario(text.encode())


def faults_of(text: str) -> tuple[str, ...]:
    with pytest.raises(ScenarioRefused) as refused:
        read(text)
    return refused.value.faults


def test_the_head_alone_is_a_scenario_in_which_nothing_happens() -> None:
    scenario = read(HEAD)
    assert scenario.header.name_chinese == "绿码"
    assert (scenario.people, scenario.steps, scenario.expectations) == ((), (), ())
    assert scenario.ends_second == 10.0


def test_people_steps_and_expectations_become_values() -> None:
    scenario = read(
        HEAD
        + """
start = 2026-11-22T16:00:00+08:00
[settings.policy]
fever_celsius = 37.5
[[people]]
id = "wang"
core_celsius = 36
code = { name = "王小明", colour = "yellow", carrier = "screenshot", age_seconds = 30, picture = { blur_pixels = 1 } }
[[at]]
second = 2
do = "arrive"
person = "wang"
[[at]]
second = 3.5
do = "hold_up"
code_of = "wang"
[[at]]
second = 5
do = "give_order"
order = "admit"
[[expect]]
see = "signal"
signal = "step_aside"
after = 3
before = 6
[[expect]]
see = "entry"
entry = "checkin"
where = { outcome = "referred", code.colour = "yellow" }
times = 1
"""
    )
    assert scenario.header.start == datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
    assert scenario.settings == {"policy": {"fever_celsius": 37.5}}
    wang = scenario.people[0]
    assert (wang.core_celsius, type(wang.core_celsius)) == (36.0, float)
    assert wang.code is not None
    assert (wang.code.colour, wang.code.carrier, wang.code.picture.blur_pixels) == (
        Colour.YELLOW,
        Carrier.SCREENSHOT,
        1.0,
    )
    assert [(step.second, step.deed) for step in scenario.steps] == [
        (2.0, Arrive(person="wang")),
        (3.5, HoldUp(code_of="wang")),
        (5.0, GiveOrder(order=OrderName.ADMIT)),
    ]
    signal, entry = scenario.expectations
    assert signal.sight == SignalShown(signal=Signal.STEP_ASIDE)
    assert (signal.after, signal.before, signal.times) == (3.0, 6.0, None)
    assert entry.sight == EntryWritten(
        entry=EntryClass.CHECKIN, where={"outcome": "referred", "code": {"colour": "yellow"}}
    )
    assert (entry.after, entry.before, entry.times) == (0.0, 15.0, 1)


def test_every_fault_is_named_at_once() -> None:
    found = faults_of(
        """
name = 7
stroy = "?"
[settings.polcy]
[[people]]
id = "wang"
core_celsius = 99
[[at]]
second = 1
do = "ariive"
[[expect]]
see = "signal"
signal = "passs"
"""
    )
    told = "\n".join(found)
    for part in (
        "name: 7 is not a text",
        "there is no field stroy here; did you mean story?",
        "story is missing (what happens and why it matters)",
        "name_chinese is missing",
        "settings.polcy: there is no such section here; did you mean policy?",
        "[[people]] number 1 (wang): core_celsius: 99 is outside 30 to 43 C",
        "do must be one of arrive,",
        "did you mean arrive?",
        '[[expect]] number 1 (signal): signal: "passs" is not one of',
        "did you mean pass?",
    ):
        assert part in told


@pytest.mark.parametrize(
    ("text", "told"),
    [
        (HEAD + 'start = "soon"', 'start: "soon" is not a time (like 2026-11-22T08:00:00Z)'),
        (HEAD + "start = 2026-11-22T08:00:00", "needs a timezone"),
        (HEAD + "seed = -1", "seed: -1 is outside 0 to 1e+06"),
        (HEAD + "seed = 1.5", "seed: 1.5 is not a whole number"),
        (HEAD + "room_celsius = nan", "room_celsius: nan is outside -20 to 50 C"),
        (HEAD + "room_celsius = true", "room_celsius: true is not a number"),
        (HEAD + f"room_celsius = 1{'0' * 400}", "is outside -20 to 50 C"),
        (HEAD + "people = 3", "people: each is written as a table of its own, under [[people]]"),
        (HEAD + "settings = 3", "settings: is not a table of sections"),
        (HEAD + "[settings.policy]\nfever_celsius = 40", "settings.policy.fever_celsius: 40 is outside 37 to 38.5 C"),
        (HEAD + "[settings.policy]\nfevr_celsius = 38", "did you mean fever_celsius?"),
        (HEAD + "[settings.keys]\nroots = []", "settings.keys: there is no such section here (the player fills it in)"),
        (HEAD + '[[people]]\nid = "a"\n[[people]]\nid = "a"', "[[people]]: a stands there twice"),
        (HEAD + '[[people]]\nid = ""', 'id: "" is outside 1 to 40 characters'),
        (HEAD + '[[people]]\nid = "a"\ncode = { colour = "green" }', "code: name is missing"),
        (HEAD + '[[people]]\nid = "a"\ncode = 5', "code: 5 is not a table"),
        (HEAD + '[[people]]\nid = "a"\ncode = { name = "A", kind = "badge" }', "badge cannot be made here"),
        (HEAD + '[[people]]\nid = "a"\ncode = { name = "A", colour = "unknown" }', "nobody signs unknown"),
        (HEAD + '[[people]]\nid = "a"\ncode = { name = "A", kind = "family" }', "kind family needs a guardian"),
        (
            HEAD + '[[people]]\nid = "anna"\ncode = { name = "A", kind = "family", guardian = "ana" }',
            "guardian: nobody is called ana; did you mean anna?",
        ),
        (HEAD + '[[people]]\nid = "a"\ncode = { name = "A", flaw = "other_checkpoint" }', "only a ticket"),
        (
            HEAD + '[[people]]\nid = "a"\ncode = { name = "A", declaration = { symptoms = "none" } }',
            'symptoms: "none" is not a list',
        ),
        (
            HEAD + '[[people]]\nid = "a"\ncode = { name = "A", declaration = { symptoms = ["coldlike"] } }',
            "did you mean cold_like?",
        ),
        (HEAD + "seed =", "the file is not TOML: "),
        (WANG + HEAD, "the head of the file: story is missing"),
        (
            HEAD + WANG + '[[at]]\nsecond = 1\ndo = "arrive"\nperson = "wagn"',
            "nobody is called wagn; did you mean wang?",
        ),
        (HEAD + WANG + '[[at]]\nsecond = 1\ndo = "leave"', "nobody stands there to leave"),
        (HEAD + WANG + '[[at]]\nsecond = 1\ndo = "move"\ndistance_mm = 300', "nobody stands there to do that"),
        (HEAD + WANG + '[[at]]\nsecond = 1\ndo = "replace"\nperson = "wang"', "nobody stands there to be replaced"),
        (
            HEAD + WANG + '[[at]]\nsecond = 1\ndo = "arrive"\nperson = "wang"\n' * 2,
            "wang still stands there; let them leave first, or write replace",
        ),
        (HEAD + '[[at]]\nsecond = 1\ndo = "hold_up"', "hold_up takes exactly one of"),
        (
            HEAD + '[[at]]\nsecond = 1\ndo = "hold_up"\ntext = "x"\nsheet = "payment"',
            "hold_up takes exactly one of code_of, badge_of, sheet, text, image",
        ),
        (
            HEAD + '[[people]]\nid = "bare"\n[[at]]\nsecond = 1\ndo = "hold_up"\ncode_of = "bare"',
            "bare has no code",
        ),
        (HEAD + '[[at]]\ndo = "take_away"', "second must be a number of seconds from 0 to 86400"),
        (HEAD + '[[at]]\nsecond = "1"\ndo = "take_away"', "second must be a number of seconds"),
        (HEAD + '[[at]]\nsecond = nan\ndo = "take_away"', "second must be a number of seconds"),
        (
            HEAD + '[[at]]\nsecond = 2\ndo = "take_away"\n[[at]]\nsecond = 1\ndo = "take_away"',
            "write the steps in the order of time",
        ),
        (HEAD + 'ends_second = 1\n[[at]]\nsecond = 2\ndo = "take_away"', "the play ends at second 1"),
        (HEAD + '[[expect]]\nsee = "sgnal"', "did you mean signal?"),
        (HEAD + '[[expect]]\nsee = "nothing_lost"\ntimes = -1', "times must be a whole number"),
        (HEAD + '[[expect]]\nsee = "nothing_lost"\nafter = 5\nbefore = 4', "after 5 comes later than before 4"),
        (HEAD + '[[expect]]\nsee = "nothing_lost"\nbefore = 40', "lies after the play's end"),
        (
            HEAD + '[[expect]]\nsee = "entry"\nentry = "checkin"\nwhere = { outcom = "admitted" }',
            "an entry of class checkin has no field outcom; did you mean outcome?",
        ),
        (
            HEAD + '[[expect]]\nsee = "entry"\nentry = "checkin"\nwhere = { reasons = ["code.grean"] }',
            '"code.grean" is no word of this field; did you mean code.green?',
        ),
        (
            HEAD + '[[expect]]\nsee = "entry"\nentry = "movement"\nwhere = { outcome = "admitted" }',
            "an entry of class movement has no field outcome",
        ),
    ],
)
def test_a_fault_is_told_so_that_its_writer_can_mend_it(text: str, told: str) -> None:
    assert any(told in fault for fault in faults_of(text))


def test_a_file_that_is_too_large_is_refused_before_it_is_parsed() -> None:
    with pytest.raises(ScenarioRefused, match="larger than 256 KiB"):
        parse_scenario(b"#" * (BYTES_MOST + 1))
    comment = b"#" * (BYTES_MOST - len(HEAD.encode()))
    assert parse_scenario(HEAD.encode() + comment).header.name == "A green code"


def test_too_many_rows_are_refused() -> None:
    assert any("at most 1000 are taken" in fault for fault in faults_of(HEAD + "[[people]]\n" * 1001))


def test_a_file_that_is_not_utf_8_names_the_line() -> None:
    with pytest.raises(ScenarioRefused, match="line 2: the file is not UTF-8"):
        parse_scenario(b'name = "a"\nstory = "\xff"')


def test_a_deeply_nested_file_is_refused_and_does_not_end_the_program() -> None:
    assert any("nested too deeply" in fault for fault in faults_of("a = " + "[" * 100_000))


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ScenarioRefused, match="cannot be read"):
        load_scenario(tmp_path / "nothing.toml")


@given(st.binary(max_size=300))
def test_any_bytes_are_a_scenario_or_are_refused_in_words(raw: bytes) -> None:
    try:
        parse_scenario(raw)
    except ScenarioRefused as refused:
        assert refused.faults
        assert all(refused.faults)

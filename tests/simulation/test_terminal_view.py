"""What the terminal shows of an emulated gate."""

from rich.console import Console

from device.simulation.broker_traffic import Message
from device.simulation.terminal_view import Standing, TerminalView, says_line

CHECK_IN = {
    "outcome": "admitted",
    "reasons": ["temperature.normal", "code.green"],
    "temperature": {"band": "normal", "celsius": 36.5},
    "code": {"colour": "green", "kind": "live", "name": "张*三", "phone": "138****1234"},
}
SNAPSHOT = {
    "state": "admitting",
    "signal": "pass",
    "chinese": "请通行",
    "english": "Please pass.",
    "outputs": {"barrier": True, "green": True, "buzzer": True},
    "degraded": ["link_lost"],
    "open_cases": 2,
    "help_called": True,
    "check_ins": {"admitted": 3, "referred": 1},
    "entries": [{"seq": 7, "at": "2026-11-22T08:15:03.412Z", "class": "checkin", "visit": "v-1", "says": CHECK_IN}],
}


def drawn(snapshot: dict[str, object], standing: Standing) -> str:
    console = Console(width=160, height=48, force_terminal=False)
    traffic = (Message(at=0.0, topic="gate/1/v/d/status", payload=b'{"state":"ready"}', retained=True),)
    view = TerminalView(
        snapshot=lambda: snapshot, standing=lambda: standing, traffic=lambda: traffic, footer="listen here"
    )
    with console.capture() as captured:
        console.print(view)
    return captured.get()


def test_a_passing_person_is_seen_in_both_languages_with_lamp_barrier_and_entry() -> None:
    text = drawn(SNAPSHOT, Standing(distance_mm=250.0, core_celsius=36.6, holds_code=True))
    for words in ("请通行", "Please pass.", "open", "● green", "25 cm", "36.6", "张*三", "v/d/status", "listen here"):
        assert words in text
    assert "closed" not in text


def test_nobody_and_nothing_is_said_as_such() -> None:
    resting = SNAPSHOT | {"outputs": {}, "entries": [], "degraded": [], "help_called": False}
    text = drawn(resting, Standing(distance_mm=None, core_celsius=None, holds_code=False))
    for words in ("nobody stands there", "shows no code", "closed", "quiet"):
        assert words in text
    assert "calls for help" not in text


def test_an_entry_without_known_words_is_shown_as_it_is() -> None:
    assert says_line({"odd": 1}).plain == '{"odd": 1}'
    assert says_line("text").plain == "text"

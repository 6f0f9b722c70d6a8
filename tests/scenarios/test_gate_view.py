"""The page's view remembers the present of an emulated gate and the newest of its entries, never a name in clear."""

from datetime import UTC, datetime
from pathlib import Path

from device.checkpoint.actions import Action, CallForHelp, PublishStatus, Show
from device.checkpoint.events import InspectorsLive
from device.settings import parse
from device.simulation.gate_view import GateView
from device.simulation.pins import EmulatedPins
from device.simulation.settings_text import merged, settings_text
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import Signal, State


def view() -> GateView:
    return GateView(EmulatedPins(VirtualClock(wall=datetime(2026, 11, 22, 8, 0, tzinfo=UTC))))


def test_before_the_gate_does_anything_everything_is_dark() -> None:
    snapshot = view().snapshot()
    assert (snapshot["state"], snapshot["signal"], snapshot["entries"]) == ("starting", "dark", [])
    assert not any(snapshot["outputs"].values())  # type: ignore[attr-defined]  # a dictionary of truths


def test_the_last_of_each_action_is_what_is_shown() -> None:
    here = view()
    actions: list[Action] = [
        Show(signal=Signal.WAIT),
        Show(signal=Signal.PASS),
        PublishStatus(state=State.ADMITTING, degraded=("link_lost",), open_cases=2),
        CallForHelp(on=True),
    ]
    here.saw(InspectorsLive(count=0), 1.0, actions)
    snapshot = here.snapshot()
    assert (snapshot["signal"], snapshot["chinese"]) == ("pass", "请通行")
    assert (snapshot["degraded"], snapshot["open_cases"], snapshot["help_called"]) == (["link_lost"], 2, True)
    assert here.signal() is Signal.PASS


def test_settings_written_as_text_are_read_back_as_they_were(tmp_path: Path) -> None:
    odd = 'a "quoted" \\ 门神'
    sections = merged(
        {"venue": {"id": "v", "checkpoint": "c", "device": "d"}, "policy": {"fever_celsius": 37.5}},
        {"policy": {"strict": True, "accepted_colours": ["green", "yellow"]}, "camera": {"folder": odd}},
        {"journal": {"directory": str(tmp_path)}},
    )
    settings = parse(settings_text(sections).encode())
    assert (settings.policy.fever_celsius, settings.policy.strict) == (37.5, True)
    assert [colour.value for colour in settings.policy.accepted_colours] == ["green", "yellow"]
    assert settings.camera.folder == odd

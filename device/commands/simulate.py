"""Plays a scenario on emulated hardware with the gate's own code, or replays a recording of a gate's core.

Never touches real hardware, a real broker or the folders of an installed gate.
"""

import argparse
import json
import sys
from pathlib import Path

SUMMARY = "play a scenario on emulated hardware, or replay a recording"
_USAGE_EXIT = 2


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare what to play and how to tell it."""
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("scenario", nargs="?", metavar="SCENARIO", help="a scenario file, or the name of a shipped one")
    what.add_argument("--replay", type=Path, metavar="RECORDING", help="feed recorded core events to a fresh core")
    what.add_argument("--list", action="store_true", help="name the scenarios that come with the firmware")
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--keep", type=Path, metavar="DIR", help="keep the gate's folder here (fresh or not there)")


def run(arguments: argparse.Namespace) -> int:
    """Do it; 0 as expected, 1 where an expectation or a replayed action differs, 2 where a file cannot be taken."""
    from device.errors import FileRefused  # noqa: PLC0415 - only wanted when it runs

    try:
        if arguments.list:
            return _list()
        if arguments.replay is not None:
            return _replay(arguments.replay, as_json=arguments.json)
        return _play(arguments.scenario, as_json=arguments.json, keep=arguments.keep)
    except FileRefused as error:
        faults = getattr(error, "faults", None)
        for fault in (str(error),) if faults is None else (f"{arguments.scenario}: {fault}" for fault in faults):
            print(f"menshen simulate: {fault}", file=sys.stderr)
        return _USAGE_EXIT


def _list() -> int:
    from device.simulation.scenario_reader import load_scenario  # noqa: PLC0415 - only wanted when it runs
    from device.simulation.shipped_scenarios import shipped_scenarios  # noqa: PLC0415

    shipped = shipped_scenarios()
    width = max(len(name) for name in shipped)
    for name, path in shipped.items():
        header = load_scenario(path).header
        print(f"{name.ljust(width)}  {header.name} ({header.name_chinese})")
    return 0


def _play(named: str, *, as_json: bool, keep: Path | None) -> int:
    from device.simulation.play_report import JsonReport, PlainReport  # noqa: PLC0415 - heavy
    from device.simulation.player import play_scenario  # noqa: PLC0415
    from device.simulation.scenario_reader import load_scenario  # noqa: PLC0415
    from device.simulation.shipped_scenarios import scenario_path  # noqa: PLC0415

    path = scenario_path(named)
    report = JsonReport(print) if as_json else PlainReport(print)
    result = play_scenario(load_scenario(path), report=report, beside=path.parent, folder=keep)
    return 0 if result.holds else 1


def _replay(path: Path, *, as_json: bool) -> int:
    from device.journal.event_text import event_name  # noqa: PLC0415 - only wanted when it runs
    from device.journal.recording import read_recording  # noqa: PLC0415
    from device.simulation.replay import replay  # noqa: PLC0415

    recording = read_recording(path)
    differs = False
    for step in replay(recording):
        differs = not step.is_same
        event, actions = event_name(step.recorded.event), [type(action).__name__ for action in step.actions]
        if as_json:
            line = {"number": step.number, "now": step.recorded.now, "event": event, "state": step.state}
            print(json.dumps({**line, "actions": actions, "same": step.is_same}))
        elif differs:
            print(f"event {step.number} at {step.recorded.now:.3f} s, {event}: answered differently", file=sys.stderr)
            print(f"  now: {', '.join(actions) or 'nothing'}", file=sys.stderr)
    if not as_json and not differs:
        print(f"{len(recording.steps)} events of run {recording.head.session[:8]}, answered as recorded")
    if recording.lost:
        print(f"menshen simulate: {recording.lost} events at the end were never recorded", file=sys.stderr)
    return 1 if differs else 0

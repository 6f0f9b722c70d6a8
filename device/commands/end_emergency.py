"""Ends an emergency opening, on the gate itself.

Never works over a network, and does nothing while the fire loop is open.
"""

import argparse
import sys
import time
from pathlib import Path

SUMMARY = "end an emergency opening of the gate on this machine"
PATIENCE_SECONDS = 2.0


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the settings file."""
    parser.add_argument(
        "--settings", type=Path, default=Path("/etc/menshen/device.toml"), metavar="FILE", help="default: %(default)s"
    )


def run(arguments: argparse.Namespace) -> int:
    """Ask the gate; 0 where it does not stand open for an emergency any more, 1 where it still does."""
    from device.daemon.local_control import ASK_STATE, END_EMERGENCY, ask  # noqa: PLC0415 - after the settings are sound
    from device.settings import load  # noqa: PLC0415
    from device.vocabulary import State  # noqa: PLC0415

    directory = Path(load(arguments.settings).journal.directory)
    if ask(directory, ASK_STATE) != State.EMERGENCY_OPEN:
        print("the gate does not stand open for an emergency")
        return 0
    ask(directory, END_EMERGENCY)
    end = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < end:
        state = ask(directory, ASK_STATE)
        if state != State.EMERGENCY_OPEN:
            print(f"the emergency opening is over; the gate is {state}")
            return 0
        time.sleep(0.1)
    print("the gate still stands open: the fire loop is not closed", file=sys.stderr)
    return 1

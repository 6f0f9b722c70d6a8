"""Tells an installer every fault of a settings file at once.

Never touches hardware, network or keys: whether what a file names is there is the doctor's question.
"""

import argparse
import sys
from pathlib import Path

from device.errors import SettingsError
from device.settings import load

SUMMARY = "find every fault of a settings file"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declares the file."""
    parser.add_argument("file", type=Path, metavar="FILE", help="settings file, for example /etc/menshen/device.toml")


def run(arguments: argparse.Namespace) -> int:
    """Prints one line for each fault to stderr; 0 where there is none, 78 otherwise."""
    file: Path = arguments.file
    try:
        settings = load(file)
    except SettingsError as error:
        for fault in error.faults:
            print(f"{file}: {fault}", file=sys.stderr)
        return 78
    venue = settings.venue
    print(f"{file}: no faults; {venue.device} at {venue.checkpoint} of {venue.id}, {settings.hardware.profile}")
    return 0

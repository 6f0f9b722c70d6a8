"""Runs a pilot health authority: its keys, its register, its codes, its citizens' page and its kiosk.

Never prints a key or a PIN; a code's text goes to standard output, everything else is said on standard error.
"""

import argparse
import sys
import time

from device.commands.authority_acts import codes, keys, kiosk, look_ups, officers, people, requests, serve
from device.errors import MenshenError, MissingSecret

SUMMARY = "a pilot health authority: keys, register, codes, the citizens' page"
_TOPICS = (keys, people, codes, look_ups, officers, requests, serve, kiosk)


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare everything the authority does."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    for topic in _TOPICS:
        topic.add_arguments(actions)


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 0 done, 1 the answer is no, 2 what was given does not fit, 78 a key is missing."""
    try:
        return int(arguments.act(arguments, int(time.time())))
    except MissingSecret as error:
        print(error, file=sys.stderr)
        return 78
    except (MenshenError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2

"""Makes the key material of a venue's gates.

Never prints a key, never overwrites one.
"""

import argparse
import sys
from pathlib import Path

from device.errors import MenshenError

SUMMARY = "key material of a venue's gates"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the one thing there is to do."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    keys = actions.add_parser("keys", help="make venue and operator keys, venue secret and journal key")
    keys.add_argument("directory", type=Path, metavar="DIR")


def run(arguments: argparse.Namespace) -> int:
    """Make the keys; 0 done, 2 where the directory does not take them."""
    from device.authority.fleet_keys import make_fleet_keys  # noqa: PLC0415 - heavy, and only wanted when it runs

    try:
        make_fleet_keys(arguments.directory)
    except MenshenError as error:
        print(error, file=sys.stderr)
        return 2
    print(f"{arguments.directory}: venue and operator keys, venue_secret and journal_key are made", file=sys.stderr)
    return 0

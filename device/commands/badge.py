"""Makes an inspector's badge: a code signed by the venue's key, good for twelve hours at every gate of the venue.

Never runs on a gate, which does not hold the venue's private key.
"""

import argparse
import re
import secrets
import sys
import time
from pathlib import Path
from typing import Final

from device.errors import MenshenError, MissingSecret

SUMMARY = "make an inspector's badge"
_ID: Final = re.compile(r"[a-z0-9-]{1,40}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare inspector, keys and picture."""
    parser.add_argument("--keys", required=True, type=Path, metavar="DIR", help="directory of `menshen fleet keys`")
    parser.add_argument("--inspector", required=True, metavar="ID", help="lower-case letters, digits and hyphens")
    parser.add_argument("--png", type=Path, metavar="FILE", help="draw it; without, only the text is printed")


def run(arguments: argparse.Namespace) -> int:
    """Print the badge and draw it; 0 done, 2 where arguments or files do not fit, 78 where the key is missing."""
    from device.authority.fleet_keys import open_fleet_keys  # noqa: PLC0415 - heavy, and only wanted when it runs
    from device.authority.picture import write_picture  # noqa: PLC0415
    from device.health_code.claims import CTI_BYTES  # noqa: PLC0415
    from device.health_code.venue_codes import write_badge  # noqa: PLC0415

    if not _ID.fullmatch(arguments.inspector):
        print(f"{arguments.inspector!r} is no inspector's id: lower-case letters, digits, hyphens", file=sys.stderr)
        return 2
    try:
        keys = open_fleet_keys(arguments.keys)
        text = write_badge(
            arguments.inspector, venue_private=keys.venue, now=int(time.time()), cti=secrets.token_bytes(CTI_BYTES)
        )
        if arguments.png is not None:
            write_picture(text, arguments.png)
    except MissingSecret as error:
        print(error, file=sys.stderr)
        return 78
    except MenshenError as error:
        print(error, file=sys.stderr)
        return 2
    print(text)
    return 0

"""Makes an inspector's badge: a code signed by the venue's key, good for twelve hours at every gate of the venue.

Never runs on a gate, which does not hold the venue's private key.
"""

import argparse
import re
import secrets
import sys
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final

from device.commands.page_libraries import need_paper_library
from device.errors import FileRefused, MenshenError, MissingSecret
from device.vocabulary import Kind

SUMMARY = "make an inspector's badge"
_ID: Final = re.compile(r"[a-z0-9-]{1,40}")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare inspector, keys and picture."""
    parser.add_argument("--keys", required=True, type=Path, metavar="DIR", help="directory of `menshen fleet keys`")
    parser.add_argument("--inspector", required=True, metavar="ID", help="lower-case letters, digits and hyphens")
    parser.add_argument("--png", type=Path, metavar="FILE", help="draw it as a picture")
    parser.add_argument("--pdf", type=Path, metavar="FILE", help="draw it as a tag to print, cut out and wear")


def run(arguments: argparse.Namespace) -> int:
    """Print the badge and draw it; 0 done, 2 where arguments or files do not fit, 78 where the key is missing."""
    from device.authority.fleet_keys import open_fleet_keys  # noqa: PLC0415 - heavy, and only wanted when it runs
    from device.health_code.claims import CTI_BYTES  # noqa: PLC0415
    from device.health_code.venue_codes import write_badge  # noqa: PLC0415

    if not _ID.fullmatch(arguments.inspector):
        who = f"{arguments.inspector!r} is no inspector's id: lower-case letters, digits, hyphens"
        print(f"menshen badge: {who}", file=sys.stderr)
        return 2
    try:
        keys = open_fleet_keys(arguments.keys)
        now = int(time.time())
        text = write_badge(arguments.inspector, venue_private=keys.venue, now=now, cti=secrets.token_bytes(CTI_BYTES))
        _draw(text, arguments, now)
    except MissingSecret as error:
        print(f"menshen badge: {error}", file=sys.stderr)
        return 78
    except MenshenError as error:
        print(f"menshen badge: {error}", file=sys.stderr)
        return 2
    print(text)
    return 0


def _draw(text: str, arguments: argparse.Namespace, now: int) -> None:
    if arguments.png is not None:
        from device.authority.picture import write_picture  # noqa: PLC0415 - heavy, and only wanted when it runs

        write_picture(text, arguments.png)
    if arguments.pdf is not None:
        need_paper_library()
        from device.authority.badge_page import Badge, draw_badge  # noqa: PLC0415 - heavy, and only wanted when it runs
        from device.health_code.phc1 import LIFETIME_SECONDS  # noqa: PLC0415

        printed = datetime.fromtimestamp(now, tz=UTC).astimezone()
        expires = printed + timedelta(seconds=LIFETIME_SECONDS[Kind.BADGE])
        page = draw_badge(Badge(text=text, inspector=arguments.inspector, printed=printed, expires=expires))
        try:
            arguments.pdf.write_bytes(page)
        except OSError as error:
            raise FileRefused(f"{arguments.pdf} cannot be written: {error.strerror}") from error

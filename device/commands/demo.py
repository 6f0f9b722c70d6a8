"""Shows the whole system on this machine: private broker, record keeper, emulated gate, visitors, and a page to watch.

Never needs a Raspberry Pi, never listens beyond this machine and leaves nothing behind.
"""

import argparse
import logging
import math
import sys
from pathlib import Path

from device.commands.page_libraries import need_page_libraries

SUMMARY = "the whole gate on this machine, without a Pi"
_PORT = 8790
_VOICE = Path("/usr/local/share/menshen/voice")
"""Where `scripts/make-voice` puts the prompts unless told otherwise."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare where the page is served and for how long."""
    parser.add_argument("--port", type=int, default=_PORT, metavar="N", help="of the gate's page (default %(default)s)")
    parser.add_argument("--seconds", type=float, metavar="S", help="end after so long; left out: until Ctrl-C")
    parser.add_argument(
        "--voice",
        type=Path,
        default=_VOICE,
        metavar="FOLDER",
        help="the prompts, as scripts/make-voice made them (default %(default)s)",
    )
    parser.add_argument("--plain", action="store_true", help="a line an entry instead of a live view")
    parser.add_argument("--log", action="store_true", help="write the gate's own log to stderr")


def run(arguments: argparse.Namespace) -> int:
    """Run until told to stop; 0, or 1 where a part broke, 2 for a port or time that cannot be."""
    if not 0 <= arguments.port <= 65_535 or not (arguments.seconds is None or 0 < arguments.seconds < math.inf):  # noqa: PLR2004 - ports end there
        print("menshen demo: --port is 0 to 65535, --seconds more than 0", file=sys.stderr)
        return 2
    need_page_libraries()
    from device.simulation.demonstration import demonstrate  # noqa: PLC0415 - heavy, and only wanted when it runs

    level = logging.INFO if arguments.log else logging.ERROR
    logging.basicConfig(stream=sys.stderr, level=level, format="%(levelname)s %(name)s: %(message)s")
    return demonstrate(
        port=arguments.port,
        seconds=arguments.seconds,
        voice=arguments.voice,
        say=lambda line: print(line, flush=True),
        live=sys.stdout.isatty() and not arguments.log and not arguments.plain,
    )

"""Serves the self-service kiosk on this machine.

Never listens on anything but loopback: the kiosk's browser runs here too.
"""

import argparse
import threading
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import Final

from device.commands.authority_acts.serve import zone_of
from device.commands.authority_acts.shape import Actions, declare, opened, say

PORT: Final = 8471
_HOST: Final = "127.0.0.1"


def add_arguments(actions: "Actions[argparse.ArgumentParser]") -> None:
    """Declare kiosk."""
    kiosk = declare(actions, "kiosk", _kiosk, "serve a kiosk that prints paper codes from ID cards (simulated reader)")
    kiosk.add_argument("--cards", required=True, type=Path, metavar="FILE", help="CSV of sample cards: name, id_number")
    kiosk.add_argument("--printer", metavar="NAME", help="print there (lp); without, the browser shows the page")
    kiosk.add_argument("--port", type=int, default=PORT, help=f"port to listen on ({PORT}); 0 takes a free one")
    kiosk.add_argument("--zone", default="Asia/Shanghai", help="time zone of the dates (Asia/Shanghai)")
    kiosk.add_argument("--seconds", type=float, metavar="S", help="end by itself after so long")


def _kiosk(arguments: argparse.Namespace, _now: int) -> int:
    from device.authority.page.kiosk import Kiosk, read_cards  # noqa: PLC0415 - heavy, and only wanted when it runs
    from device.authority.page.serving import PageServer, listening, names_of  # noqa: PLC0415
    from device.authority.printer import send_to_printer  # noqa: PLC0415
    from device.daemon.stop_signals import StopSignals  # noqa: PLC0415

    zone, cards = zone_of(arguments.zone), read_cards(arguments.cards)
    with StopSignals() as signals, opened(arguments.directory) as desk, ExitStack() as ending:
        stop = threading.Event()
        signals.tell(stop.set)
        listener = listening(_HOST, arguments.port)
        ending.callback(listener.close)
        port = listener.getsockname()[1]
        kiosk = Kiosk(
            desk,
            cards=cards,
            hosts=names_of(_HOST, port, None),
            zone=zone,
            send=None if arguments.printer is None else partial(send_to_printer, name=arguments.printer),
        )
        server = PageServer(kiosk.asgi)
        ending.callback(server.serve_aside(listener).join)
        ending.callback(server.stop)
        say(f"the kiosk: http://{_HOST}:{port}/  (Ctrl-C ends it)")
        stop.wait(arguments.seconds)
    return 0

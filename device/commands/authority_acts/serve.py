"""Serves the citizens' page, and publishes and answers over the broker where one is named.

Never listens beyond this machine without TLS.
"""

import argparse
import threading
import time
from pathlib import Path
from typing import Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from device.commands.authority_acts.shape import Actions, declare, opened, say

PORT: Final = 8470


def add_arguments(actions: "Actions[argparse.ArgumentParser]") -> None:
    """Declare serve."""
    serve = declare(actions, "serve", _serve, "serve the citizens' page; with --broker also answer the gates")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1; others need TLS)")
    serve.add_argument("--port", type=int, default=PORT, help=f"port to listen on ({PORT}); 0 takes a free one")
    serve.add_argument("--public-name", metavar="NAME", help="what browsers call this server, if not its address")
    serve.add_argument("--certificate", type=Path, metavar="FILE", help="TLS certificate chain, PEM")
    serve.add_argument("--key", type=Path, metavar="FILE", help="TLS private key, PEM")
    serve.add_argument("--zone", default="Asia/Shanghai", help="time zone of the page's clock (Asia/Shanghai)")
    serve.add_argument("--seconds", type=float, metavar="S", help="end by itself after so long")


def zone_of(name: str) -> ZoneInfo:
    """Give the time zone called `name`.

    Raises:
        ValueError: there is none.
    """
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, OSError) as error:
        raise ValueError(f"there is no time zone {name!r}") from error


def _serve(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.page.application import Application  # noqa: PLC0415 - heavy, and only wanted when it runs
    from device.authority.page.serving import PageServer, listening, names_of  # noqa: PLC0415
    from device.authority.upkeep import EVERY_SECONDS, forget  # noqa: PLC0415
    from device.stop_signals import StopSignals  # noqa: PLC0415

    zone, secure = zone_of(arguments.zone), _is_secure(arguments)
    with StopSignals() as signals, opened(arguments.directory) as desk:
        stop = threading.Event()
        signals.tell(stop.set)
        listener = listening(arguments.host, arguments.port)
        port = listener.getsockname()[1]
        hosts = names_of(arguments.host, port, arguments.public_name)
        application = Application(desk, hosts=hosts, zone=zone, secure=secure)
        server = PageServer(application.asgi, certificate=arguments.certificate, key=arguments.key)
        forget(desk, now=now)
        pages = server.serve_aside(listener)
        name = arguments.public_name or arguments.host
        say(f"the citizens' page: {'https' if secure else 'http'}://{name}:{port}/  (Ctrl-C ends it)")
        ends = None if arguments.seconds is None else time.monotonic() + arguments.seconds
        try:
            while not stop.wait(EVERY_SECONDS if ends is None else max(0.0, ends - time.monotonic())):
                if ends is not None and time.monotonic() >= ends:
                    break
                forget(desk, now=int(time.time()))
        finally:
            server.stop()
            pages.join()
    return 0


def _is_secure(arguments: argparse.Namespace) -> bool:
    """Say whether TLS is on.

    Raises:
        ValueError: only half of it is named, or none where it must be.
    """
    from device.authority.page.serving import is_loopback  # noqa: PLC0415 - as above

    if (arguments.certificate is None) != (arguments.key is None):
        raise ValueError("--certificate and --key go together")
    if arguments.certificate is None and not is_loopback(arguments.host):
        raise ValueError(f"{arguments.host} is reached from elsewhere: name --certificate and --key")
    return arguments.certificate is not None

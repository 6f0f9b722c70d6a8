"""Serves the citizens' page, and publishes and answers over the broker where one is named.

Never listens beyond this machine without TLS.
"""

import argparse
import math
import threading
import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from device.commands.authority_acts.shape import Actions, declare, opened, say

if TYPE_CHECKING:
    from device.authority.desk import Desk

PORT: Final = 8470
_PAUSE_SECONDS: Final = 0.02
_WAIT_SECONDS: Final = 0.1
"""How long the broker's connection is waited on in one turn; a bell ends the wait."""


def add_arguments(actions: "Actions[argparse.ArgumentParser]") -> None:
    """Declare serve."""
    serve = declare(actions, "serve", _serve, "serve the citizens' page; with --broker also answer the gates")
    serve.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1; others need TLS)")
    serve.add_argument("--port", type=int, default=PORT, help=f"port to listen on ({PORT}); 0 takes a free one")
    serve.add_argument("--public-name", metavar="NAME", help="what browsers call this server, if not its address")
    serve.add_argument("--certificate", type=Path, metavar="FILE", help="TLS certificate chain, PEM")
    serve.add_argument("--key", type=Path, metavar="FILE", help="TLS private key, PEM")
    serve.add_argument("--zone", default="Asia/Shanghai", help="time zone of the page's clock (Asia/Shanghai)")
    serve.add_argument("--broker", metavar="HOST:PORT", help="publish lists to this broker and answer gates there")
    serve.add_argument("--broker-ca", type=Path, metavar="FILE", help="certificate of the broker's authority (TLS)")
    serve.add_argument(
        "--broker-certificate", type=Path, metavar="FILE", help="this authority's own, with --broker-key"
    )
    serve.add_argument("--broker-key", type=Path, metavar="FILE")
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


def _serve(arguments: argparse.Namespace, _now: int) -> int:
    from device.authority.page.application import Application  # noqa: PLC0415 - heavy, and only wanted when it runs
    from device.authority.page.serving import PageServer, is_secure, listening, names_of  # noqa: PLC0415
    from device.daemon.stop_signals import StopSignals  # noqa: PLC0415

    zone, secure = zone_of(arguments.zone), is_secure(arguments.host, arguments.certificate, arguments.key)
    with StopSignals() as signals, opened(arguments.directory) as desk, ExitStack() as ending:
        stop = threading.Event()
        signals.tell(stop.set)
        steps = _steps(desk, arguments, ending)
        listener = listening(arguments.host, arguments.port)
        ending.callback(listener.close)
        port = listener.getsockname()[1]
        hosts = names_of(arguments.host, port, arguments.public_name)
        application = Application(desk, hosts=hosts, zone=zone, secure=secure)
        server = PageServer(application.asgi, certificate=arguments.certificate, key=arguments.key)
        ending.callback(server.serve_aside(listener).join)
        ending.callback(server.stop)
        name = arguments.public_name or arguments.host
        say(f"the citizens' page: {'https' if secure else 'http'}://{name}:{port}/  (Ctrl-C ends it)")
        ends = math.inf if arguments.seconds is None else time.monotonic() + arguments.seconds
        while not stop.wait(_PAUSE_SECONDS) and time.monotonic() < ends:
            for step in steps:
                step(time.monotonic())
    return 0


def _steps(desk: "Desk", arguments: argparse.Namespace, ending: ExitStack) -> tuple[Callable[[float], float], ...]:
    """Give what is done over and over beside the page: forgetting, and talking to the broker."""
    from device.authority.upkeep import Upkeep  # noqa: PLC0415 - as above

    upkeep = Upkeep(desk, wall=time.time)
    if arguments.broker is None:
        return (upkeep.step,)
    import random  # noqa: PLC0415
    import ssl  # noqa: PLC0415

    from device.authority.herald import Herald  # noqa: PLC0415
    from device.mqtt.paho_transport import PahoTransport  # noqa: PLC0415

    host, _, port = arguments.broker.rpartition(":")
    if not host or not port.isdigit():
        raise ValueError(f"{arguments.broker}: a broker is named HOST:PORT")
    tls = None
    if arguments.broker_ca is not None:
        try:
            tls = ssl.create_default_context(cafile=arguments.broker_ca)
            if arguments.broker_certificate is not None:
                tls.load_cert_chain(arguments.broker_certificate, arguments.broker_key)
        except (OSError, ssl.SSLError) as error:
            raise ValueError(f"the broker's certificates cannot be used: {error}") from error
    transport = PahoTransport(
        name="the authority's broker",
        client_id="authority",
        host=host,
        port=int(port),
        keepalive_seconds=30,
        tls=tls,
        monotonic=time.monotonic,
        random=random.SystemRandom().random,
        wait_seconds=_WAIT_SECONDS,
    )
    herald = Herald(desk, transport, wall=time.time)
    ending.callback(transport.close)
    return upkeep.step, transport.step, herald.step

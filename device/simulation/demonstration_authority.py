"""Serves the citizens' page of the demonstration's own authority, and tells its gate what changes there.

Never costs anything before somebody looks: the address listens at once, everything behind it is loaded by the first
browser that comes. Never knows a real person: who is enrolled here is made up, as their invitations are.
"""

import random
import select
import time
from contextlib import ExitStack
from pathlib import Path
from threading import Event, Thread
from typing import Final
from zoneinfo import ZoneInfo

from device.authority.ceremony import open_authority
from device.authority.desk import Desk
from device.authority.holders import Person
from device.authority.invitations import Purpose

PERSON: Final = Person(name="陈示范", phone="13800000000", id_number="110101199001010000")
"""Nobody: the number's check digit is wrong."""
_LOOK_SECONDS: Final = 0.2
_END_SECONDS: Final = 5.0


class DemonstrationAuthority:
    """The authority in a demonstration's folder, at work once somebody opens its page."""

    def __init__(self, folder: Path, *, broker_port: int, zone: str) -> None:
        """Take the authority's folder, the broker its gate is at, and the zone of its clock.

        Raises:
            MenshenError: there is no port left, or the folder holds no authority.
        """
        from device.authority.page.serving import listening  # noqa: PLC0415 - only where the pages' libraries are

        self._broker_port, self._zone = broker_port, ZoneInfo(zone)
        self._desk = Desk(open_authority(folder))
        now = int(time.time())
        holder = self._desk.holders.enrol(PERSON, now=now)
        self.invitation = self._desk.invitations.give(holder, Purpose.ACCOUNT, now=now)
        self._listener = listening("127.0.0.1", 0)
        self.address = f"http://127.0.0.1:{self._listener.getsockname()[1]}/open"
        self._stop = Event()
        self._thread = Thread(target=self._work, name="demonstration's authority")
        self._thread.start()

    def close(self) -> None:
        """End the page and give the register back."""
        self._stop.set()
        self._thread.join(_END_SECONDS)
        self._listener.close()
        self._desk.close()

    def _work(self) -> None:
        while not self._stop.is_set():
            if select.select([self._listener], [], [], _LOOK_SECONDS)[0]:
                self._serve()

    def _serve(self) -> None:
        """Answer the browser that waits, those after it, and the gate, until the end."""
        from device.authority.herald import Herald  # noqa: PLC0415 - heavy, and only wanted once somebody looks
        from device.authority.page.application import Application  # noqa: PLC0415
        from device.authority.page.serving import PageServer, names_of  # noqa: PLC0415
        from device.mqtt.paho_transport import PahoTransport  # noqa: PLC0415

        with ExitStack() as ending:
            hosts = names_of("127.0.0.1", self._listener.getsockname()[1], None)
            server = PageServer(Application(self._desk, hosts=hosts, zone=self._zone, secure=False).asgi)
            ending.callback(server.serve_aside(self._listener).join)
            ending.callback(server.stop)
            transport = PahoTransport(
                name="the authority's broker",
                client_id="authority",
                host="127.0.0.1",
                port=self._broker_port,
                keepalive_seconds=30,
                tls=None,
                monotonic=time.monotonic,
                random=random.SystemRandom().random,
                wait_seconds=_LOOK_SECONDS,
            )
            ending.callback(transport.close)
            herald = Herald(self._desk, transport, wall=time.time)
            while not self._stop.is_set():
                transport.step(time.monotonic())
                herald.step(time.monotonic())

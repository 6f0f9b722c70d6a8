"""The citizens' page served on a free port, over an authority with three people, and Debian's Chromium."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

from playwright.sync_api import Browser, BrowserContext, sync_playwright

from device.authority.ceremony import found
from device.authority.desk import Desk
from device.authority.holders import Person
from device.authority.invitations import Purpose
from device.authority.page.application import Application
from device.authority.page.kiosk import Card, Kiosk
from device.authority.page.serving import PageServer, listening, names_of

CHROMIUM = "/usr/bin/chromium"
PHONE = {"width": 360, "height": 740}
CHINA = ZoneInfo("Asia/Shanghai")
ZHANG = Person(name="张小明", phone="13812345678", id_number="440983199001011234")
CHILD = Person(name="张小雨", phone="", id_number="440983201505054321")
MOTHER = Person(name="李秀英", phone="13900001111", id_number="440983196003037777")
PIN = "830517"


@dataclass(frozen=True)
class Served:
    desk: Desk
    page: str
    kiosk: str

    def invitation(self, person: Person) -> str:
        return self.desk.invitations.give(self.desk.holders.id_of(person.id_number), Purpose.ACCOUNT, now=_now())

    def cleared(self) -> "Served":
        """Nobody has family, account, paper or declaration, and everybody is green."""
        with self.desk.register.transaction() as register:
            for table in ("families", "accounts", "sessions", "codes", "colour_changes", "invitations"):
                register.execute(f"DELETE FROM {table}")  # noqa: S608 - the tables named above
            register.execute("UPDATE holders SET colour = 'green', declaration = NULL")
        return self


def _now() -> int:
    return int(time.time())


@contextmanager
def served(folder: Path) -> Iterator[Served]:
    """Serve page and kiosk."""
    desk = Desk(found(folder / "authority", now=_now()))
    for person in (ZHANG, CHILD, MOTHER):
        desk.holders.enrol(person, now=_now(), division=440983)
    listeners = [listening("127.0.0.1", 0) for _ in range(2)]
    ports = [listener.getsockname()[1] for listener in listeners]
    page_hosts, kiosk_hosts = (names_of("127.0.0.1", port, None) for port in ports)
    beginning = time.monotonic()
    application = Application(
        desk,
        hosts=page_hosts,
        zone=CHINA,
        secure=False,
        monotonic=lambda: beginning + 1000 * (time.monotonic() - beginning),  # a test knocks faster than a person
    )
    cards = tuple(Card(name=person.name, id_number=person.id_number) for person in (ZHANG, MOTHER, CHILD))
    kiosk = Kiosk(desk, cards=cards, hosts=kiosk_hosts, zone=CHINA, send=lambda _: None)
    servers = [PageServer(application.asgi), PageServer(kiosk.asgi)]
    threads: list[threading.Thread] = [
        server.serve_aside(listener) for server, listener in zip(servers, listeners, strict=True)
    ]
    try:
        yield Served(desk=desk, page=f"http://127.0.0.1:{ports[0]}", kiosk=f"http://127.0.0.1:{ports[1]}")
    finally:
        for server in servers:
            server.stop()
        for thread in threads:
            thread.join()
        desk.close()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Start the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


def phone(browser: Browser, *, english: bool, dark: bool) -> BrowserContext:
    """Give a telephone in somebody's hand."""
    return browser.new_context(
        viewport={"width": PHONE["width"], "height": PHONE["height"]},
        device_scale_factor=2,
        locale="en-GB" if english else "zh-CN",
        color_scheme="dark" if dark else "light",
        timezone_id="Europe/Berlin",
    )

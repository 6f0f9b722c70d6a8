"""Gives the tests a browser's view of the citizens' page without a browser."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from zoneinfo import ZoneInfo

import httpx2 as httpx
from authority_world import CHILD, NOW, PIN, ZHANG, at_the_gate, opened_desk
from seen_codes import text_in_svg
from starlette.testclient import TestClient

from device.authority.desk import Desk
from device.authority.families import Relation
from device.authority.holders import Person
from device.authority.invitations import Purpose
from device.authority.page.application import Application
from device.health_code.phc1 import judge
from device.health_code.verdict import HealthCode

PAGES = ("/code", "/code/fresh", "/family", "/declare", "/paper")
"""What a citizen may look at once logged in."""
HERE = "http://127.0.0.1:8470"


@dataclass
class World:
    desk: Desk
    now: float = NOW

    def application(self, *, secure: bool = False) -> Application:
        hosts = frozenset({"127.0.0.1:8470", "health.example"})
        zone = ZoneInfo("Asia/Shanghai")
        return Application(
            self.desk, hosts=hosts, zone=zone, secure=secure, wall=lambda: self.now, monotonic=lambda: self.now
        )

    def browser(self, application: Application | None = None, *, accepts: str = "zh-CN") -> "Browser":
        client = TestClient(
            (application or self.application()).asgi,
            base_url=HERE,
            follow_redirects=True,
            headers={"accept-language": accepts},
        )
        return Browser(client=client)

    def invited(self, person: Person) -> str:
        holder = self.desk.holders.enrol(person, now=int(self.now), division=440983)
        return self.desk.invitations.give(holder, Purpose.ACCOUNT, now=int(self.now))

    def signed_in(self, person: Person, application: Application | None = None) -> "Browser":
        browser = self.browser(application)
        browser.post("/open", invitation=self.invited(person), pin=PIN, pin_again=PIN)
        return browser


def opened_world(tmp_path: Path) -> Iterator[World]:
    """Open an authority for one test and close it behind it; a test file makes it its fixture `world`."""
    desk = opened_desk(tmp_path)
    yield World(desk=desk)
    desk.close()


@dataclass
class Browser:
    client: TestClient
    csrf: str = ""

    def get(self, path: str) -> httpx.Response:
        answer: httpx.Response = self.client.get(path)
        self._note(answer)
        return answer

    def post(self, path: str, **form: str | list[str]) -> httpx.Response:
        answer: httpx.Response = self.client.post(path, data={"csrf": self.csrf, **form}, headers={"origin": HERE})
        self._note(answer)
        return answer

    def _note(self, answer: httpx.Response) -> None:
        if found := re.search(r'name="csrf" value="([0-9a-f]+)"', answer.text):
            self.csrf = found[1]


def shown(world: World, page: str) -> HealthCode:
    """Give the gate's verdict on the code a page shows."""
    svg = page[page.index('<svg xmlns="http://www.w3.org/2000/svg" viewBox') :]
    return judge(text_in_svg(svg[: svg.index("</svg>")]), at_the_gate(world.desk, int(world.now)))


def child_of(world: World) -> bytes:
    """Put a child into Zhang's family and give its holder id."""
    guardian = world.desk.holders.id_of(ZHANG.id_number)
    child = world.desk.holders.enrol(CHILD, now=NOW)
    world.desk.families.add(guardian, child, Relation.CHILD, now=NOW)
    return child


def reference_in(page: str) -> str:
    """Give how the page names the first family member it shows."""
    found = re.search(r"/code\?of=([0-9a-f]{12})", page)
    assert found is not None
    return found[1]

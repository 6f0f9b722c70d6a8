"""The virtual gate's page shows what the gate shows, and takes a touch from its own page alone."""

import http.client
import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from device.errors import ProgramMissing
from device.simulation import gate_hands
from device.simulation.gate_page import GatePage
from device.simulation.visitor_people import Story


class Served:
    """A page on a free port, and what its hands did."""

    def __init__(self) -> None:
        self.touched: list[str] = []
        hands = {"exit": lambda: self.touched.append("exit"), "fire": lambda: self.touched.append("fire")}
        self.page = GatePage(port=0, snapshot=lambda: {"signal": "ready", "chinese": "请走近测温"}, hands=hands)
        self.page.start()
        self.port = int(self.page.address.rstrip("/").rsplit(":", 1)[1])

    def ask(
        self, method: str, path: str, *, body: bytes = b"", host: str = "", headers: dict[str, str] | None = None
    ) -> tuple[int, bytes, http.client.HTTPMessage]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            sent = {"Host": host or f"127.0.0.1:{self.port}", **(headers or {})}
            connection.request(method, path, body=body or None, headers=sent)
            answer = connection.getresponse()
            return answer.status, answer.read(), answer.headers
        finally:
            connection.close()

    def do(self, word: str, **more: str) -> int:
        headers = {"X-Menshen-Page": "1", "Content-Length": str(len(word)), **more}
        return self.ask("POST", "/do", body=word.encode(), headers=headers)[0]


@pytest.fixture
def served() -> Iterator[Served]:
    here = Served()
    yield here
    here.page.stop()


def test_the_page_and_what_the_gate_shows_are_served(served: Served) -> None:
    status, body, headers = served.ask("GET", "/")
    assert (status, headers["Content-Type"]) == (200, "text/html; charset=utf-8")
    assert "门神" in body.decode()
    assert headers["Content-Security-Policy"].startswith("default-src 'none'")
    status, body, _ = served.ask("GET", "/state")
    assert (status, json.loads(body)) == (200, {"signal": "ready", "chinese": "请走近测温"})


def test_a_hand_does_what_its_word_says(served: Served) -> None:
    assert served.do("exit") == 204
    assert served.do("fire") == 204
    assert served.touched == ["exit", "fire"]


def test_a_word_that_is_no_hand_does_nothing(served: Served) -> None:
    assert served.do("open the barrier") == 400
    assert served.touched == []


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1"])
def test_another_sites_page_reads_nothing_and_touches_nothing(served: Served, host: str) -> None:
    assert served.ask("GET", "/state", host=host)[:2] == (403, b"")
    assert served.do("exit", Host=host) == 403
    assert served.touched == []


def test_a_touch_without_the_pages_own_header_is_refused(served: Served) -> None:
    assert served.ask("POST", "/do", body=b"exit")[0] == 403
    assert served.touched == []


@pytest.mark.parametrize("length", ["9999", "-1", "x"])
def test_a_body_of_an_odd_length_is_refused_unread(served: Served, length: str) -> None:
    assert served.do("exit", **{"Content-Length": length}) == 413
    assert served.touched == []


def test_other_paths_are_not_there(served: Served) -> None:
    assert served.ask("GET", "/../gate_page.py")[0] == 404
    assert served.ask("POST", "/", headers={"X-Menshen-Page": "1"})[0] == 403


def test_a_port_that_is_taken_is_said_in_words(served: Served) -> None:
    with pytest.raises(ProgramMissing, match="give another with --port"):
        GatePage(port=served.port, snapshot=dict, hands={})


def test_every_button_of_the_page_is_a_hand() -> None:
    page = (Path(gate_hands.__file__).parent / "page" / "gate.html").read_text(encoding="utf-8")
    words = set(re.findall(r"(\w+): \"", page.split("const visitors")[1].split("const place")[0]))
    code = Path(gate_hands.__file__).read_text(encoding="utf-8")
    hands = set(re.findall(r"\"(\w+)\": ", code)) | {story.value for story in Story if story is not Story.FORGETFUL}
    assert words == hands

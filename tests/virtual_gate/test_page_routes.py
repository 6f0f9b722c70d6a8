"""The page's routes serve the page to its own page alone, and refuse everything else in one line."""

import http.client
import io
from collections.abc import Iterable, Iterator, Mapping

import pytest
from PIL import Image

from device.errors import ProgramMissing
from device.simulation.virtual_gate.fan_out import FanOut
from device.simulation.virtual_gate.guard import Guard
from device.simulation.virtual_gate.page_deeds import BYTES_MOST, PageDeed, Touch
from device.simulation.virtual_gate.page_routes import Wishes, page_application, page_files
from device.simulation.virtual_gate.page_server import PageServer
from device.simulation.virtual_gate.uploaded_picture import PICTURE_BYTES_MOST

OURS = {"X-Menshen-Page": "1"}


class Answer:
    """What the server answered."""

    def __init__(self, answer: http.client.HTTPResponse) -> None:
        self.status_code = answer.status
        self.headers = {name.lower(): value for name, value in answer.getheaders()}
        self.content = answer.read()

    @property
    def text(self) -> str:
        return self.content.decode()


class Served:
    """The application behind its guard on a free port, and what it was asked for."""

    def __init__(self) -> None:
        self.done: list[PageDeed] = []
        self.shown: list[int] = []
        self.page = FanOut()
        self.server = PageServer(port=0)
        wishes = Wishes(
            do=self._do,
            show=self._show,
            camera=lambda: b"a picture",
            screen=lambda first: f"<svg>{first}</svg>",
            symbol=lambda: "<svg/>",
            voice=lambda number: b"RIFF" if number == 7 else None,
        )
        application = Guard(page_application(self.page, wishes), port=self.server.port)
        self.server.start(application, send_home=self.page.close)
        self.host = f"127.0.0.1:{self.server.port}"

    def ask(
        self,
        method: str,
        path: str,
        *,
        content: bytes | Iterable[bytes] | None = None,
        headers: Mapping[str, str] | None = None,
        host: str | None = None,
    ) -> Answer:
        connection = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=10)
        try:
            sent = {"Host": (host or self.host).replace("PORT", str(self.server.port)), **(headers or {})}
            connection.request(method, path, body=content, headers=sent)
            return Answer(connection.getresponse())
        finally:
            connection.close()

    def get(self, path: str, host: str | None = None) -> Answer:
        return self.ask("GET", path, host=host)

    def post(
        self,
        path: str,
        *,
        content: bytes | Iterable[bytes],
        headers: Mapping[str, str] | None = None,
        host: str | None = None,
    ) -> Answer:
        return self.ask("POST", path, content=content, headers=headers, host=host)

    def _do(self, deed: PageDeed) -> str | None:
        self.done.append(deed)
        return "there is no such hand" if deed == Touch(what="nothing") else None

    def _show(self, body: bytes) -> str | None:
        self.shown.append(len(body))
        return None


@pytest.fixture
def served() -> Iterator[Served]:
    here = Served()
    yield here
    here.server.stop()


def test_the_page_and_all_its_files_are_served_with_a_policy_that_loads_nothing_from_elsewhere(served: Served) -> None:
    answer = served.get("/")
    assert answer.status_code == 200
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    policy = answer.headers["content-security-policy"]
    assert policy.startswith("default-src 'none'; script-src 'self'; style-src 'self';")
    assert "unsafe" not in policy
    assert "http" not in policy
    assert "frame-ancestors 'none'" in policy
    for name in page_files():
        assert served.get(f"/page/{name}").status_code == 200, name


def test_all_of_the_page_weighs_at_most_200_kilobytes() -> None:
    assert sum(len(body) for body in page_files().values()) <= 200_000


def test_no_file_of_the_page_loads_anything_from_elsewhere() -> None:
    for name, body in page_files().items():
        text = body.decode().replace("http://www.w3.org/2000/svg", "")
        assert "http:" not in text, name
        assert "https:" not in text, name


def test_the_camera_is_served_as_a_picture(served: Served) -> None:
    answer = served.get("/camera.jpg?n=3")
    assert (answer.content, answer.headers["content-type"]) == (b"a picture", "image/jpeg")
    assert answer.headers["cache-control"] == "no-store"


def test_the_gates_screen_is_served_as_a_drawing_in_the_language_that_comes_first(served: Served) -> None:
    for asked, first in (
        ("", "mandarin"),
        ("?first=zh", "mandarin"),
        ("?first=en", "english"),
        ("?first=<", "mandarin"),
    ):
        answer = served.get(f"/screen.svg{asked}")
        assert (answer.text, answer.headers["content-type"]) == (f"<svg>{first}</svg>", "image/svg+xml")
    assert served.get("/symbol.svg").text == "<svg/>"


def test_a_prompt_is_heard_while_it_is_new_and_never_under_another_name(served: Served) -> None:
    heard = served.get("/voice/7.wav")
    assert (heard.text, heard.headers["content-type"]) == ("RIFF", "audio/wav")
    assert [served.get(f"/voice/{name}").status_code for name in ("8.wav", "-1.wav", "../7.wav", "7.ogg")] == [404] * 4


@pytest.mark.parametrize(
    "path", ["/page/../page_routes.py", "/page/%2e%2e/guard.py", "/page/nothing.js", "/state", "/x"]
)
def test_other_paths_are_not_there(served: Served, path: str) -> None:
    assert served.get(path).status_code == 404


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1", "localhost:1", "127.0.0.1.evil.example:PORT"])
def test_a_rebound_name_reads_nothing_and_touches_nothing(served: Served, host: str) -> None:
    for path in ("/", "/events", "/camera.jpg"):
        assert served.get(path, host=host).status_code == 403
    assert served.post("/do", content=b'{"type":"touch","what":"exit"}', headers=OURS, host=host).status_code == 403
    assert served.done == []


def test_another_sites_page_does_nothing_even_with_our_header(served: Served) -> None:
    headers = {**OURS, "Origin": "http://evil.example"}
    answer = served.post("/do", content=b'{"type":"touch","what":"exit"}', headers=headers)
    assert (answer.status_code, answer.text) == (403, "another site's page may do nothing here\n")
    assert served.done == []


def test_a_deed_without_the_pages_own_header_is_refused(served: Served) -> None:
    answer = served.post("/do", content=b'{"type":"touch","what":"exit"}')
    assert answer.status_code == 403
    assert served.done == []


def test_the_pages_own_deed_is_done(served: Served) -> None:
    headers = {**OURS, "Origin": f"http://{served.host}"}
    answer = served.post("/do", content=b'{"type":"touch","what":"exit"}', headers=headers)
    assert (answer.status_code, answer.content) == (204, b"")
    assert served.done == [Touch(what="exit")]


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"exit",
        b"\xff\xfe",
        b"[" * 900,
        b'{"type":"open_the_barrier"}',
        b'{"type":"touch"}',
        b'{"type":"touch","what":3}',
        b'{"type":"touch","what":"exit","more":1}',
        b'{"type":"touch","what":"' + b"x" * 41 + b'"}',
        b'{"type":"room","celsius":500}',
        b'{"type":"room","celsius":NaN}',
        b'{"type":"room","celsius":1e999}',
        b'{"type":"stand","core_celsius":36.6,"skin_celsius":0,"height_cm":-1,"distance_mm":200}',
        b'{"type":"hold_up","example":"blue"}',
    ],
)
def test_what_is_no_deed_gets_one_line_and_does_nothing(served: Served, body: bytes) -> None:
    answer = served.post("/do", content=body, headers=OURS)
    assert answer.status_code == 400
    assert answer.text.count("\n") == 1
    assert "Traceback" not in answer.text
    assert served.done == []


def test_a_deed_that_cannot_be_done_says_why(served: Served) -> None:
    answer = served.post("/do", content=b'{"type":"touch","what":"nothing"}', headers=OURS)
    assert (answer.status_code, answer.text) == (400, "there is no such hand\n")


def test_a_deed_that_is_too_long_is_refused_unread(served: Served) -> None:
    body = b'{"type":"touch","what":"' + b"x" * BYTES_MOST + b'"}'
    assert served.post("/do", content=body, headers=OURS).status_code == 413
    assert served.post("/do", content=iter([body, body]), headers=OURS).status_code == 413
    assert served.done == []


def test_a_picture_is_handed_on_and_one_that_is_too_large_is_not(served: Served) -> None:
    written = io.BytesIO()
    Image.new("RGB", (64, 64)).save(written, "PNG")
    assert served.post("/picture", content=written.getvalue(), headers=OURS).status_code == 204
    large = served.post("/picture", content=bytes(PICTURE_BYTES_MOST + 1), headers=OURS)
    assert (large.status_code, large.text) == (413, "a picture has at most 6 MB\n")
    assert served.shown == [len(written.getvalue())]


def test_more_browsers_than_there_is_room_for_are_told_so(served: Served) -> None:
    served.page.close()
    answer = served.get("/events")
    assert (answer.status_code, answer.text) == (503, "too many browsers look at this gate\n")


@pytest.mark.parametrize("length", ["-1", "x", "99999999999999999999"])
def test_a_body_of_an_odd_length_is_refused_and_does_nothing(served: Served, length: str) -> None:
    answer = served.post("/do", content=b"", headers={**OURS, "Content-Length": length})
    assert answer.status_code in (400, 413)
    assert served.done == []


def test_a_browser_hears_the_gate_as_a_stream_until_the_gate_ends(served: Served) -> None:
    served.page.tell("gate", {"signal": "ready"})
    connection = http.client.HTTPConnection("127.0.0.1", served.server.port, timeout=10)
    connection.request("GET", "/events", headers={"Host": served.host})
    answer = connection.getresponse()
    assert answer.headers["Content-Type"].startswith("text/event-stream")
    assert answer.readline() == b"retry: 1000\n"
    assert answer.readline() == b"\n"
    assert answer.readline() == b"event: gate\n"
    assert answer.readline() == b'data: {"signal":"ready"}\n'
    served.server.stop()
    assert answer.read() == b"\n"
    connection.close()


def test_a_port_that_is_taken_is_said_in_words(served: Served) -> None:
    with pytest.raises(ProgramMissing, match="give another with --port"):
        PageServer(port=served.server.port)

"""Answers the virtual gate's page: its files, what happens at the gate as a stream, and what the user asks for.

Never keeps a picture anywhere but in memory, never takes one that is larger than a screen has use for, and refuses
whatever is not as it should be in one line.
"""

from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass
from importlib.resources import files
from typing import Final

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from device.guidance.sentences import Language
from device.simulation.virtual_gate.camera_picture import KIND
from device.simulation.virtual_gate.fan_out import FanOut, Listener
from device.simulation.virtual_gate.page_deeds import BYTES_MOST, PageDeed, read_deed
from device.simulation.virtual_gate.uploaded_picture import PICTURE_BYTES_MOST

_KINDS: Final = {
    ".html": "text/html; charset=utf-8",
    ".css": "text/css; charset=utf-8",
    ".js": "text/javascript; charset=utf-8",
    ".svg": "image/svg+xml",
}
_WAVE: Final = "audio/wav"
_BAD, _TOO_LARGE, _BUSY = 400, 413, 503


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """Who is told what the page asks for; each gives a line where it cannot be."""

    do: Callable[[PageDeed], str | None]
    show: Callable[[bytes], str | None]
    """Takes the bytes of a picture."""
    camera: Callable[[], bytes]
    voice: Callable[[int], bytes | None]
    """Gives a prompt the loudspeaker was given, as a WAV file."""
    screen: Callable[[Language], str]
    symbol: Callable[[], str]


def page_application(page: FanOut, wishes: Wishes) -> Starlette:
    """Give the application; every file of the page is read here, once."""
    kept = page_files()

    async def one_file(request: Request) -> Response:
        name = request.path_params.get("name", "gate.html")
        found = kept.get(name)
        if found is None:
            return PlainTextResponse("there is no such file\n", 404)
        return Response(found, media_type=_KINDS[name[name.rindex(".") :]])

    async def events(_request: Request) -> Response:
        listener = page.listen()
        if listener is None:
            return PlainTextResponse("too many browsers look at this gate\n", _BUSY)
        return StreamingResponse(_streamed(page, listener), media_type="text/event-stream")

    async def camera(_request: Request) -> Response:
        return Response(await run_in_threadpool(wishes.camera), media_type=KIND)

    async def screen(request: Request) -> Response:
        first = Language.ENGLISH if request.query_params.get("first") == "en" else Language.MANDARIN
        return Response(wishes.screen(first), media_type=_KINDS[".svg"])

    async def symbol(_request: Request) -> Response:
        return Response(wishes.symbol(), media_type=_KINDS[".svg"])

    async def voice(request: Request) -> Response:
        prompt = await run_in_threadpool(wishes.voice, request.path_params["number"])
        return (
            PlainTextResponse("it was said long ago\n", 404) if prompt is None else Response(prompt, media_type=_WAVE)
        )

    async def do(request: Request) -> Response:
        body = await _body(request, BYTES_MOST)
        if body is None:
            return _refused(f"a deed has at most {BYTES_MOST} bytes", _TOO_LARGE)
        deed = read_deed(body)
        return _refused(deed if isinstance(deed, str) else await run_in_threadpool(wishes.do, deed))

    async def picture(request: Request) -> Response:
        body = await _body(request, PICTURE_BYTES_MOST)
        if body is None:
            return _refused(f"a picture has at most {PICTURE_BYTES_MOST // 1_000_000} MB", _TOO_LARGE)
        return _refused(await run_in_threadpool(wishes.show, body))

    return Starlette(
        routes=[
            Route("/", one_file),
            Route("/page/{name}", one_file),
            Route("/events", events),
            Route("/camera.jpg", camera),
            Route("/screen.svg", screen),
            Route("/symbol.svg", symbol),
            Route("/voice/{number:int}.wav", voice),
            Route("/do", do, methods=["POST"]),
            Route("/picture", picture, methods=["POST"]),
        ]
    )


def page_files() -> Mapping[str, bytes]:
    """Give every file of the page by its name."""
    folder = files("device.simulation") / "page"
    return {
        one.name: one.read_bytes() for one in folder.iterdir() if any(one.name.endswith(ending) for ending in _KINDS)
    }


async def _streamed(page: FanOut, listener: Listener) -> AsyncIterator[bytes]:
    try:
        async for text in listener.stream():
            yield text
    finally:
        page.leave(listener)


async def _body(request: Request, bytes_most: int) -> bytes | None:
    """Give the whole body; None where it is longer, and then no more of it is read."""
    announced = request.headers.get("content-length", "")
    if announced and (not announced.isdecimal() or int(announced) > bytes_most):
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > bytes_most:
            return None
    return bytes(body)


def _refused(why: str | None, status: int = _BAD) -> Response:
    return Response(status_code=204) if why is None else PlainTextResponse(why + "\n", status)

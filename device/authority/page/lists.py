"""Gives gates the signed lists that are too large for the broker: whole, or as the change from a number they hold.

Never gives anything that is not signed, and asks nobody who they are: the lists name no one to whoever has no code.
Paths: docs/authority-messages.md.
"""

import re
import time
from collections.abc import Callable
from typing import Final

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from device.authority.ceremony import TRUST_FILE
from device.authority.desk import Desk
from device.authority.standing_lists import change_from, current_lists
from device.errors import MenshenError
from device.health_code.standing_list import ListKind

_CHANGE: Final = re.compile(r"from-([0-9]{1,10})\.cose")
_MEDIA_TYPE: Final = "application/cose"


def list_routes(desk: Desk, permits: Callable[[Request], bool], wall: Callable[[], float] = time.time) -> list[Route]:
    """Give the addresses under `/lists`."""

    async def trust(request: Request) -> Response:
        path = desk.authority.directory / TRUST_FILE
        return await _given(request, path.read_bytes)

    async def colours(request: Request) -> Response:
        return await _given(request, lambda: _found(desk, "", request.path_params["which"], int(wall())))

    async def revoked(request: Request) -> Response:
        scope, which = request.path_params["scope"], request.path_params["which"]
        return await _given(request, lambda: _found(desk, scope, which, int(wall())) if scope else None)

    async def _given(request: Request, find: Callable[[], bytes | None]) -> Response:
        if not permits(request):
            return Response(status_code=429)
        try:
            message = await run_in_threadpool(find)
        except (MenshenError, OSError):
            return Response(status_code=500)
        return Response(status_code=404) if message is None else Response(message, media_type=_MEDIA_TYPE)

    return [
        Route("/lists/trust.cose", trust, methods=["GET"]),
        Route("/lists/colours/{which}", colours, methods=["GET"]),
        Route("/lists/revoked/{scope}/{which}", revoked, methods=["GET"]),
    ]


def _found(desk: Desk, scope: str, which: str, now: int) -> bytes | None:
    kind = ListKind.REVOKED if scope else ListKind.COLOURS
    for published in current_lists(desk, now=now):
        if (published.kind, published.scope) == (kind, scope):
            if which == "whole.cose":
                return published.message
            change = _CHANGE.fullmatch(which)
            return None if change is None else change_from(desk, published, int(change[1]))
    return None

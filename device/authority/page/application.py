"""Puts the citizens' page together: one table of pages, and one way through the guard to each.

Never lets a page run for somebody who is not logged in where it needs that, and never changes anything by a GET.
"""

import logging
import time
from collections.abc import Callable
from datetime import tzinfo
from pathlib import Path
from typing import Final

from msgspec import Struct
from msgspec.structs import replace
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from device.authority.desk import Desk
from device.authority.page import declaring, family, guard, papers, showing
from device.authority.page.answers import fault_page, go
from device.authority.page.entering import Entering
from device.authority.page.forms import read_form
from device.authority.page.lists import list_routes
from device.authority.page.sessions import LANGUAGE_NAME, remember_language, settle, token_in, without_session
from device.authority.page.visit import Visit
from device.authority.page.words import Language, language_of
from device.errors import MenshenError
from device.rate_limit import RateLimits

_VISITORS_MOST: Final = 10_000
_STATIC: Final = Path(__file__).parent / "static"
_log = logging.getLogger(__name__)
Answering = Callable[[Visit], Response]


class Page(Struct, frozen=True, kw_only=True):
    """One line of the table."""

    path: str
    method: str
    answer: Answering
    for_anybody: bool = False


def pages(entering: Entering) -> tuple[Page, ...]:
    """Give the table."""
    return (
        Page(path="/", method="GET", answer=lambda _: go("/code")),
        Page(path="/enter", method="GET", answer=entering.show_entrance, for_anybody=True),
        Page(path="/enter", method="POST", answer=entering.enter, for_anybody=True),
        Page(path="/open", method="GET", answer=entering.show_opening, for_anybody=True),
        Page(path="/open", method="POST", answer=entering.open, for_anybody=True),
        Page(path="/about", method="GET", answer=entering.show_about, for_anybody=True),
        Page(path="/leave", method="POST", answer=entering.leave),
        Page(path="/code", method="GET", answer=showing.show_code),
        Page(path="/code/fresh", method="GET", answer=showing.renew_code),
        Page(path="/family", method="GET", answer=family.show_family),
        Page(path="/family/add", method="POST", answer=family.add_member),
        Page(path="/family/remove", method="POST", answer=family.remove_member),
        Page(path="/family/consent", method="POST", answer=family.make_consent),
        Page(path="/family/end", method="POST", answer=family.end_guardian),
        Page(path="/declare", method="GET", answer=declaring.show_declaration),
        Page(path="/declare", method="POST", answer=declaring.declare),
        Page(path="/paper", method="GET", answer=papers.show_papers),
        Page(path="/paper", method="POST", answer=papers.make_paper),
        Page(path="/paper/withdraw", method="POST", answer=papers.withdraw_paper),
    )


class Application:
    """The citizens' page over one desk."""

    def __init__(
        self,
        desk: Desk,
        *,
        hosts: frozenset[str],
        zone: tzinfo,
        secure: bool,
        wall: Callable[[], float] = time.time,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        """Take the desk, the names this server goes by (with port), the zone of its clocks, and whether TLS is on."""
        self._desk, self._hosts, self._zone, self._secure = desk, hosts, zone, secure
        self._wall, self._monotonic = wall, monotonic
        self._visits = RateLimits(burst=60, per_second=1.0, names_most=_VISITORS_MOST)
        self._knocks = RateLimits(burst=12, per_second=1 / 10, names_most=_VISITORS_MOST)
        """Of tries to get in or to name somebody: twelve at once, then six a minute."""
        routes: list[Route | Mount] = [
            Route(line.path, self._way_to(line), methods=[line.method]) for line in pages(Entering())
        ]
        routes += list_routes(desk, self._may_fetch, wall)
        routes.append(Route("/language/{wanted}", self._choose_language, methods=["GET"]))
        routes.append(Mount("/static", self._static()))
        self.asgi = Starlette(routes=routes, exception_handlers={404: self._missing, 405: self._missing})

    def _way_to(self, line: Page) -> Callable[[Request], object]:
        async def way(request: Request) -> Response:
            return self._finished(await self._answered(request, line))

        return way

    async def _answered(self, request: Request, line: Page) -> Response:
        if not guard.is_for_us(request, self._hosts):
            return Response("421", status_code=421)
        try:
            visit = await run_in_threadpool(self._visit, request)
            return await self._let_in(request, line, visit)
        except MenshenError as error:
            _log.error("%s %s: %s", line.method, line.path, error)
            return fault_page(self._nobody(request), "trouble", 500)

    async def _let_in(self, request: Request, line: Page, visit: Visit) -> Response:
        if not self._may_go_on(request, line):
            return fault_page(visit, "slow_down", 429)
        if line.method == "POST":
            if not guard.is_our_own(request):
                return fault_page(visit, "odd_request", 403)
            form = await read_form(request)
            if form is None:
                return fault_page(visit, "too_large", 413)
            visit = replace(visit, form=form)
        if visit.holder is None and not line.for_anybody:
            if line.path.endswith("/fresh"):
                return JSONResponse({}, status_code=401)
            return without_session(go("/enter", said="session_over" if request.cookies else ""))
        if visit.holder is not None and line.method == "POST" and not visit.is_meant():
            return fault_page(visit, "odd_request", 403)
        return await run_in_threadpool(line.answer, visit)

    def _may_fetch(self, request: Request) -> bool:
        return self._visits.permits(_visitor(request), self._monotonic())

    def _may_go_on(self, request: Request, line: Page) -> bool:
        is_knock = line.method == "POST" and (line.for_anybody or line.path == "/family/add")
        limits = self._knocks if is_knock else self._visits
        return limits.permits(_visitor(request), self._monotonic())

    def _visit(self, request: Request) -> Visit:
        nobody, token = self._nobody(request), token_in(request, secure=self._secure)
        holder = None if token is None else self._desk.accounts.whose(token, now=nobody.now)
        if holder is None or self._desk.holders.find(holder) is None:
            return nobody
        return replace(nobody, holder=holder, token=token)

    def _nobody(self, request: Request) -> Visit:
        return Visit(
            desk=self._desk,
            now=int(self._wall()),
            zone=self._zone,
            language=language_of(request.cookies.get(LANGUAGE_NAME), request.headers.get("accept-language", "")),
            path=request.url.path,
            query=dict(request.query_params),
        )

    async def _choose_language(self, request: Request) -> Response:
        wanted = request.path_params["wanted"]
        back = request.query_params.get("back", "/")
        answer = go(back if back in {line.path for line in pages(Entering()) if line.method == "GET"} else "/")
        if wanted in set(Language):
            remember_language(answer, wanted, secure=self._secure)
        return self._finished(answer)

    async def _missing(self, request: Request, _error: Exception) -> Response:
        return self._finished(fault_page(self._nobody(request), "not_found", 404))

    def _finished(self, answer: Response) -> Response:
        answer.headers.update(guard.headers(secure=self._secure))
        return settle(answer, secure=self._secure)

    def _static(self) -> StaticFiles:
        secure = self._secure

        class Served(StaticFiles):
            def file_response(self, *args: object, **kwargs: object) -> Response:
                answer = super().file_response(*args, **kwargs)  # type: ignore[arg-type] # handed on as they came
                answer.headers.update({**guard.headers(secure=secure), "cache-control": "max-age=3600"})
                return answer

        return Served(directory=_STATIC)


def _visitor(request: Request) -> str:
    return guard.visitor_of(request.client.host if request.client else "")

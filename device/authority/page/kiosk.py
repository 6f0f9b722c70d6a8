"""Shows the self-service kiosk: put an ID card on the reader, take a paper code home.

Never listens beyond this machine, never shows who was there before, never lets a card have more than three papers. The
reader is simulated: whoever stands at it chooses one of the sample cards.
"""

import csv
import logging
import re
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
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from device.authority.desk import Desk
from device.authority.holders import Person
from device.authority.page import guard
from device.authority.page.answers import fault_page, page
from device.authority.page.forms import read_form
from device.authority.page.visit import Visit
from device.authority.page.words import Language
from device.authority.paper import PapersEnough, print_paper
from device.errors import FileRefused, MenshenError
from device.masking import mask_name

BY: Final = "kiosk"
_STATIC: Final = Path(__file__).parent / "static"
_CARDS_MOST: Final = 200
_ID_NUMBER: Final = re.compile(r"[0-9A-Za-z]{6,20}")
_log = logging.getLogger(__name__)


class Card(Struct, frozen=True, kw_only=True):
    """What a reader reads off an ID card."""

    name: str
    id_number: str


def read_cards(path: Path) -> tuple[Card, ...]:
    """Give the sample cards in a table with the columns name and id_number.

    Raises:
        FileRefused: it is no such table.
    """
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = [Card(name=row["name"].strip(), id_number=row["id_number"].strip()) for row in csv.DictReader(file)]
    except (OSError, ValueError, KeyError, AttributeError, csv.Error) as error:
        raise FileRefused(f"{path} is no table of cards with the columns name and id_number: {error!r}") from error
    if not 0 < len(rows) <= _CARDS_MOST or not all(card.name and _ID_NUMBER.fullmatch(card.id_number) for card in rows):
        raise FileRefused(f"{path}: 1 to {_CARDS_MOST} cards, each with a name and an id number")
    return tuple(rows)


class Kiosk:
    """The kiosk's page over one desk."""

    def __init__(
        self,
        desk: Desk,
        *,
        cards: tuple[Card, ...],
        hosts: frozenset[str],
        zone: tzinfo,
        send: Callable[[bytes], None] | None,
        wall: Callable[[], float] = time.time,
    ) -> None:
        """Take the desk, the cards, and what prints a page; without, the browser is given the page."""
        self._desk, self._cards, self._hosts, self._zone = desk, cards, hosts, zone
        self._send, self._wall = send, wall
        routes = [
            Route("/", self._guarded(self._show), methods=["GET"]),
            Route("/print", self._guarded(self._print), methods=["POST"]),
            Mount("/static", StaticFiles(directory=_STATIC)),
        ]
        self.asgi = Starlette(routes=routes)

    def _guarded(self, answer: Callable[[Visit], Response]) -> Callable[[Request], object]:
        async def way(request: Request) -> Response:
            if not guard.is_for_us(request, self._hosts):
                return Response("421", status_code=421)
            visit = Visit(
                desk=self._desk,
                now=int(self._wall()),
                zone=self._zone,
                language=Language.CHINESE,
                query=dict(request.query_params),
            )
            if request.method == "POST":
                form = await read_form(request) if guard.is_our_own(request) else None
                if form is None:
                    return _finished(fault_page(visit, "odd_request", 403))
                visit = replace(visit, form=form)
            try:
                return _finished(await run_in_threadpool(answer, visit))
            except MenshenError as error:
                _log.error("the kiosk could not print: %s", error)
                return _finished(fault_page(visit, "kiosk_trouble", 500))

        return way

    def _show(self, visit: Visit) -> Response:
        cards = [(str(place), mask_name(card.name)) for place, card in enumerate(self._cards)]
        return page(visit, "kiosk.html", cards=cards, is_done=False)

    def _print(self, visit: Visit) -> Response:
        card = next((card for place, card in enumerate(self._cards) if str(place) == visit.said("card")), None)
        if card is None:
            return fault_page(visit, "kiosk_no_card", 422)
        holder = self._desk.holders.id_of(card.id_number)
        if self._desk.holders.find(holder) is None:
            self._desk.holders.enrol(Person(name=card.name, phone="", id_number=card.id_number), now=visit.now)
        try:
            content = print_paper(self._desk, holder, by=BY, now=visit.now, zone=self._zone)
        except PapersEnough:
            return fault_page(visit, "kiosk_many", 409)
        if self._send is None:
            return Response(content, media_type="application/pdf")
        self._send(content)
        return page(visit, "kiosk.html", cards=[], is_done=True)


def _finished(answer: Response) -> Response:
    answer.headers.update(guard.headers(secure=False))
    return answer

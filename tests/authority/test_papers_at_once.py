"""Two ask for paper of one person at the same moment: one register, one limit, and each page its own number."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from threading import Barrier
from zoneinfo import ZoneInfo

import pytest
from authority_world import NOW, ZHANG, opened_desk

from device.authority import paper as paper_module
from device.authority.ceremony import open_authority
from device.authority.desk import Desk
from device.authority.paper import PAPERS_MOST, PapersEnough, in_use, print_paper
from device.authority.paper_page import Paper

CHINA = ZoneInfo("Asia/Shanghai")
ASKING = 8


@pytest.fixture
def drawn(monkeypatch: pytest.MonkeyPatch) -> list[Paper]:
    """Give what was drawn; drawing takes a second and has tests of its own."""
    pages: list[Paper] = []

    def draw(page: Paper) -> bytes:
        pages.append(page)
        return b"%PDF-" + page.number.encode()

    monkeypatch.setattr(paper_module, "draw_paper", draw)
    return pages


def ask_at_once(*desks: Desk) -> list[bytes | None]:
    """Let everybody ask at the same moment; None where the papers in use are enough."""
    holder = desks[0].holders.enrol(ZHANG, now=NOW)
    start = Barrier(len(desks))

    def ask(desk: Desk) -> bytes | None:
        start.wait(timeout=20)
        try:
            return print_paper(desk, holder, by="citizen", now=NOW, zone=CHINA)
        except PapersEnough:
            return None

    with ThreadPoolExecutor(len(desks)) as people:
        return list(people.map(ask, desks))


def test_never_more_than_three_are_in_use_however_many_ask_at_once(tmp_path: Path, drawn: list[Paper]) -> None:
    desk = opened_desk(tmp_path)
    got = ask_at_once(*[desk] * ASKING)
    assert len([page for page in got if page is not None]) == PAPERS_MOST
    holder = desk.holders.id_of(ZHANG.id_number)
    numbers = {code.cti.hex() for code in in_use(desk, holder, NOW)}
    assert len(numbers) == PAPERS_MOST
    assert {page.number for page in drawn} == numbers
    assert len({page.text for page in drawn}) == PAPERS_MOST
    assert [line.act for line in desk.audit.lines()].count("paper") == PAPERS_MOST
    desk.close()


def test_a_page_and_a_kiosk_that_share_a_register_share_its_limit(tmp_path: Path, drawn: list[Paper]) -> None:
    page = opened_desk(tmp_path)
    kiosk = Desk(open_authority(tmp_path / "authority"))
    got = ask_at_once(page, kiosk, page, kiosk, page, kiosk)
    assert len([one for one in got if one is not None]) == PAPERS_MOST
    assert len(in_use(kiosk, kiosk.holders.id_of(ZHANG.id_number), NOW)) == PAPERS_MOST
    assert len(drawn) == PAPERS_MOST
    page.close()
    kiosk.close()


def test_the_number_on_a_page_withdraws_that_page_and_no_other(tmp_path: Path, drawn: list[Paper]) -> None:
    desk = opened_desk(tmp_path)
    ask_at_once(desk, desk)
    first, second = drawn
    assert desk.codes.withdraw(bytes.fromhex(first.number), now=NOW)
    (left,) = in_use(desk, desk.holders.id_of(ZHANG.id_number), NOW)
    assert left.cti.hex() == second.number
    desk.close()

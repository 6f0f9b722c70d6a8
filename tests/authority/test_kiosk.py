"""The kiosk: a card on the reader, a paper code in the hand, and nothing left for the next in the queue."""

import stat
from collections.abc import Iterator
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from authority_world import MOTHER, NOW, ZHANG, at_the_gate, opened_desk
from page_world import HERE
from seen_codes import picture_of_pdf, texts_in_picture
from starlette.testclient import TestClient

from device.authority.desk import Desk
from device.authority.issuing import issue
from device.authority.page.kiosk import Card, Kiosk, read_cards
from device.authority.paper import PAPERS_MOST
from device.authority.printer import send_to_printer
from device.errors import FileRefused, ProgramMissing
from device.health_code.phc1 import judge
from device.vocabulary import Colour, Kind

CARDS = (Card(name=ZHANG.name, id_number=ZHANG.id_number), Card(name=MOTHER.name, id_number=MOTHER.id_number))


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = opened_desk(tmp_path)
    yield opened
    opened.close()


def _browser(desk: Desk, printed: list[bytes] | None = None) -> TestClient:
    kiosk = Kiosk(
        desk,
        cards=CARDS,
        hosts=frozenset({"127.0.0.1:8470"}),
        zone=ZoneInfo("Asia/Shanghai"),
        send=None if printed is None else printed.append,
        wall=lambda: float(NOW),
    )
    return TestClient(kiosk.asgi, base_url=HERE, headers={"origin": HERE})


def test_a_card_gives_a_paper_that_a_gate_reads_also_of_somebody_new(desk: Desk, tmp_path: Path) -> None:
    browser = _browser(desk)
    page = browser.get("/").text
    assert "李*英" in page
    assert MOTHER.name not in page
    answer = browser.post("/print", data={"card": "1"})
    assert answer.headers["content-type"] == "application/pdf"
    ((text, _),) = texts_in_picture(picture_of_pdf(answer.content), tmp_path)
    seen = judge(text, at_the_gate(desk))
    assert (seen.kind, seen.colour, seen.masked_name) == (Kind.PAPER, Colour.GREEN, "李*英")
    assert seen.holder == desk.holders.id_of(MOTHER.id_number)
    assert [(line.act, line.by) for line in desk.audit.lines()] == [("paper", "kiosk")]


def test_a_known_persons_phone_and_colour_stay_as_they_are(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    desk.colours.change(holder, Colour.RED, now=NOW)
    printed: list[bytes] = []
    page = _browser(desk, printed).post("/print", data={"card": "0"}).text
    assert "请取走纸质码" in page
    assert ZHANG.name not in page
    assert [content[:5] for content in printed] == [b"%PDF-"]
    known = desk.holders.find(holder)
    assert known is not None
    assert (known.person, known.colour) == (ZHANG, Colour.RED)


@pytest.mark.parametrize("card", ["", "2", "-1", "0x0", "٠", "00", "a" * 100])
def test_a_card_that_is_none_prints_nothing(desk: Desk, card: str) -> None:
    assert _browser(desk).post("/print", data={"card": card}).status_code == 422
    assert list(desk.audit.lines()) == []


def test_a_fourth_paper_is_the_staffs_to_give(desk: Desk) -> None:
    holder = desk.holders.enrol(ZHANG, now=NOW)
    for _ in range(PAPERS_MOST):
        issue(desk, holder, kind=Kind.PAPER, now=NOW)
    answer = _browser(desk).post("/print", data={"card": "0"})
    assert (answer.status_code, "工作人员" in answer.text) == (409, True)


def test_another_site_prints_nothing(desk: Desk) -> None:
    browser = _browser(desk)
    assert browser.post("/print", data={"card": "0"}, headers={"origin": "https://evil.example"}).status_code == 403
    assert browser.get("/", headers={"host": "evil.example"}).status_code == 421
    assert browser.get("/print").status_code == 405


def test_a_printer_that_fails_sends_people_to_the_staff(desk: Desk) -> None:
    def broken(_content: bytes) -> None:
        raise FileRefused("out of paper")

    kiosk = Kiosk(desk, cards=CARDS, hosts=frozenset({"127.0.0.1:8470"}), zone=ZoneInfo("Asia/Shanghai"), send=broken)
    answer = TestClient(kiosk.asgi, base_url=HERE, headers={"origin": HERE}).post("/print", data={"card": "0"})
    assert (answer.status_code, "请找工作人员" in answer.text, "out of paper" in answer.text) == (500, True, False)


@pytest.mark.parametrize(
    "table",
    [
        "",
        "name\n张三\n",
        "name,id_number\n",
        "name,id_number\n,440983199001011234\n",
        "name,id_number\n张三,1;2\n",
        "\x00",
    ],
)
def test_a_table_of_cards_that_is_none_is_named(tmp_path: Path, table: str) -> None:
    path = tmp_path / "cards.csv"
    path.write_text(table)
    with pytest.raises(FileRefused, match=r"cards\.csv"):
        read_cards(path)


def test_a_table_of_cards_is_read(tmp_path: Path) -> None:
    path = tmp_path / "cards.csv"
    path.write_text(f"name,id_number\n{ZHANG.name}, {ZHANG.id_number}\n", encoding="utf-8-sig")
    assert read_cards(path) == CARDS[:1]


def test_the_printer_is_given_the_page_and_its_refusal_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = tmp_path / "lp"
    program.write_text(f'#!/bin/sh\n[ "$3" = good ] || {{ echo no such printer >&2; exit 1; }}\ncat > {tmp_path}/out\n')
    program.chmod(program.stat().st_mode | stat.S_IXUSR)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    send_to_printer(b"%PDF-", "good")
    assert (tmp_path / "out").read_bytes() == b"%PDF-"
    with pytest.raises(FileRefused, match="no such printer"):
        send_to_printer(b"%PDF-", "bad")
    monkeypatch.setenv("PATH", "")
    with pytest.raises(ProgramMissing, match="cups-client"):
        send_to_printer(b"%PDF-", "good")

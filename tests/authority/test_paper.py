"""The paper code: read back from the printed page by the gate's own scanner, at its size, in every colour."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

import pypdfium2
import pytest
from authority_world import DAY, NOW, ZHANG, at_the_gate, opened_desk
from seen_codes import picture_of_pdf, texts_in_picture

from device.authority import printed_sheet
from device.authority.desk import Desk
from device.authority.holders import Person
from device.authority.paper import print_paper
from device.authority.paper_page import Paper, draw_paper
from device.authority.printed_sheet import CODE_MM
from device.errors import FileRefused, ProgramMissing
from device.health_code.phc1 import judge
from device.vocabulary import Colour, Kind, Reason

CHINA = ZoneInfo("Asia/Shanghai")
INCH_MM = 25.4


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    opened = opened_desk(tmp_path)
    yield opened
    opened.close()


def _printed(desk: Desk, person: Person = ZHANG) -> bytes:
    return print_paper(desk, desk.holders.enrol(person, now=NOW, division=440983), by="lin", now=NOW, zone=CHINA)


def _words(content: bytes) -> str:
    document = pypdfium2.PdfDocument(content)
    text = str(document[0].get_textpage().get_text_range())
    document.close()
    return text


def test_the_gates_scanner_reads_the_page_at_forty_millimetres(desk: Desk, tmp_path: Path) -> None:
    content, text = _printed(desk), ""
    for dots_per_inch in (100, 200, 300):
        ((text, side),) = texts_in_picture(picture_of_pdf(content, dots_per_inch=dots_per_inch), tmp_path)
        assert len(text) <= 311
        assert side / dots_per_inch * INCH_MM == pytest.approx(CODE_MM, abs=0.6)
    seen = judge(text, at_the_gate(desk))
    assert (seen.kind, seen.colour, seen.masked_name, seen.expires_at) == (
        Kind.PAPER,
        Colour.GREEN,
        "张*明",
        NOW + 365 * DAY,
    )
    assert seen.resolve_token is not None
    found = desk.codes.find_by_token(seen.resolve_token)
    assert found is not None
    assert found.cti == seen.cti
    assert judge(text, at_the_gate(desk, NOW + 2 * DAY)).reasons == (Reason.CODE_STALE_COLOUR,)


@pytest.mark.parametrize(("colour", "words"), [("green", "绿码 GREEN"), ("yellow", "黄码 YELLOW"), ("red", "红码 RED")])
def test_the_page_says_colour_name_and_dates_in_both_languages(desk: Desk, colour: str, words: str) -> None:
    desk.colours.change(desk.holders.enrol(ZHANG, now=NOW), Colour(colour), now=NOW)
    said = _words(_printed(desk))
    for word in (*words.split(), "张*明", "138****5678", "2026-11-22 16:00", "2027-11-22", "Valid until", "有效至"):
        assert word in said
    assert ZHANG.name not in said
    assert ZHANG.id_number not in said
    assert ZHANG.phone not in said


def test_a_page_printed_without_colour_is_read_too(desk: Desk, tmp_path: Path) -> None:
    desk.colours.change(desk.holders.enrol(ZHANG, now=NOW), Colour.YELLOW, now=NOW)
    ((text, _),) = texts_in_picture(picture_of_pdf(_printed(desk)).convert("1"), tmp_path)
    assert judge(text, at_the_gate(desk)).colour is Colour.YELLOW


@pytest.mark.parametrize("name", ["买买提·吐尔逊", "", "欧阳建华" * 8])
def test_any_name_finds_room_on_the_page(desk: Desk, tmp_path: Path, name: str) -> None:
    content = _printed(desk, Person(name=name, phone="+4915112345678", id_number="9"))
    assert len(texts_in_picture(picture_of_pdf(content), tmp_path)) == 1


def test_without_a_chinese_font_the_remedy_is_named_and_nothing_is_issued(
    desk: Desk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printed_sheet, "_FONT_FILES", ())
    holder = desk.holders.enrol(ZHANG, now=NOW)
    with pytest.raises(ProgramMissing, match="fonts-noto-cjk"):
        print_paper(desk, holder, by="lin", now=NOW, zone=CHINA)
    assert desk.codes.of_holder(holder, now=NOW) == ()


def test_nobody_unknown_is_printed(desk: Desk) -> None:
    with pytest.raises(FileRefused, match="nobody"):
        print_paper(desk, bytes(12), by="lin", now=NOW, zone=CHINA)


def test_the_same_paper_is_the_same_page() -> None:
    moment = datetime(2026, 11, 22, 8, tzinfo=UTC)
    paper = Paper(
        text="PHC1:ABC",
        colour=Colour.RED,
        masked_name="张*",
        masked_phone="",
        printed=moment,
        expires=moment,
        number="00",
    )
    assert draw_paper(paper) == draw_paper(paper)

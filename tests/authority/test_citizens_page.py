"""The citizens' page: code, paper, and that no page shows more of a person than it must."""

import re
from pathlib import Path

import pytest
from authority_world import CHILD, MOTHER, NOW, ZHANG, at_the_gate
from page_world import PAGES, World, child_of, opened_world, reference_in
from seen_codes import picture_of_pdf, text_in_svg, texts_in_picture

from device.authority.holders import Person
from device.authority.issuing import issue
from device.authority.paper import PAPERS_MOST
from device.health_code.phc1 import judge
from device.vocabulary import Colour, Kind

world = pytest.fixture(opened_world)


def test_the_code_is_renewed_with_the_colour_of_the_moment(world: World) -> None:
    browser = world.signed_in(ZHANG)
    first = browser.get("/code/fresh").json()
    world.desk.colours.change(world.desk.holders.id_of(ZHANG.id_number), Colour.RED, now=NOW)
    world.now += 60
    second = browser.get("/code/fresh").json()
    assert (first["colour"], second["colour"], second["word"]) == ("green", "red", "红码")
    one, two = (judge(text_in_svg(code["svg"]), at_the_gate(world.desk, NOW + 60)) for code in (first, second))
    assert (one.colour, two.colour) == (Colour.GREEN, Colour.RED)
    assert one.cti != two.cti
    assert second["until"] == NOW + 660


def test_a_paper_is_a_page_that_the_gate_reads_and_its_owner_withdraws(world: World, tmp_path: Path) -> None:
    browser = world.signed_in(ZHANG)
    child_of(world)
    reference = reference_in(browser.get("/family").text)
    answer = browser.post("/paper", of=reference)
    assert answer.headers["content-type"] == "application/pdf"
    ((text, _),) = texts_in_picture(picture_of_pdf(answer.content), tmp_path)
    seen = judge(text, at_the_gate(world.desk))
    assert (seen.kind, seen.masked_name, seen.colour) == (Kind.PAPER, "张*雨", Colour.GREEN)
    assert seen.cti is not None
    page = browser.get("/paper").text
    assert seen.cti.hex() in page
    assert "已作废" in browser.post("/paper/withdraw", number=seen.cti.hex()).text
    assert world.desk.codes.withdrawn(b"" if seen.issuer_kid is None else seen.issuer_kid, now=NOW) == (seen.cti,)


def test_nobody_withdraws_a_paper_of_somebody_else(world: World) -> None:
    mother = world.signed_in(MOTHER)
    issue(world.desk, world.desk.holders.enrol(ZHANG, now=NOW), kind=Kind.PAPER, now=NOW)
    (code,) = world.desk.codes.of_holder(world.desk.holders.id_of(ZHANG.id_number), now=NOW)
    mother.get("/paper")
    mother.post("/paper/withdraw", number=code.cti.hex())
    assert world.desk.codes.of_holder(code.holder, now=NOW) == (code,)


def test_a_fourth_paper_is_not_printed(world: World) -> None:
    browser = world.signed_in(ZHANG)
    browser.get("/paper")
    for _ in range(PAPERS_MOST):
        issue(world.desk, world.desk.holders.id_of(ZHANG.id_number), kind=Kind.PAPER, now=NOW)
    page = browser.post("/paper", of="")
    assert (page.status_code, "3 张" in page.text) == (409, True)


def test_no_page_shows_more_of_a_person_than_what_is_masked(world: World) -> None:
    browser = world.signed_in(ZHANG)
    child_of(world)
    for path in (*PAGES, "/about"):
        text = browser.get(path).text
        told = [word for person in (ZHANG, CHILD) for word in (person.name, person.id_number, person.phone) if word]
        assert [word for word in told if word in text] == [], path


def test_what_somebody_types_is_never_part_of_the_page(world: World) -> None:
    nasty = '"><script>alert(1)</script>{{ 7*7 }}'
    browser = world.signed_in(ZHANG)
    pages = (
        browser.post("/family/add", name=nasty, id_number=nasty, relation=nasty),
        browser.post("/declare", of="", celsius=nasty, symptom=nasty),
        world.browser().post("/enter", id_number=nasty, pin=nasty),
        world.browser().post("/open", invitation=nasty, pin=nasty, pin_again=nasty),
        browser.get("/code?said=%3Cscript%3Ealert(1)%3C/script%3E"),
        browser.get("/code?said=about_what"),
    )
    for page in pages:
        assert "<script>" not in page.text
        assert "49" not in re.sub(r"<[^>]*>", "", page.text)
    assert "试点使用" not in pages[-1].text


def test_a_name_with_markup_in_the_register_stays_text(world: World) -> None:
    odd = Person(name="<b>王</b>", phone="<i>", id_number="7")
    assert "<b>王" not in world.signed_in(odd).get("/code").text

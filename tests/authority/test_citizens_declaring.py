"""What people declare on the citizens' page, and what it does to their colour."""

import pytest
from authority_world import NOW, ZHANG
from page_world import World, child_of, opened_world, reference_in, shown

from device.vocabulary import Colour

world = pytest.fixture(opened_world)


def test_a_declaration_is_carried_by_the_next_code(world: World) -> None:
    browser = world.signed_in(ZHANG)
    page = browser.post("/declare", of="", symptom=["cold_like", "conjunctivitis"], celsius="36,8")
    seen = shown(world, page.text)
    assert ("已收到" in page.text, "36.8 °C" in page.text) == (True, True)
    assert seen.declaration is not None
    assert seen.declaration.symptoms == ("cold_like", "conjunctivitis")
    assert (seen.declaration.at, seen.declaration.celsius, seen.colour) == (NOW, 36.8, Colour.GREEN)


@pytest.mark.parametrize(
    ("form", "colour"),
    [
        ({"symptom": "none", "celsius": "37.2"}, Colour.GREEN),
        ({"symptom": "none", "celsius": "37.3"}, Colour.YELLOW),
        ({"symptom": "dyspnoea"}, Colour.YELLOW),
        ({"symptom": "none", "exposure": "contact"}, Colour.YELLOW),
        ({"symptom": "none", "exposure": "risk_area_stay"}, Colour.YELLOW),
        ({"symptom": "palpitations", "exposure": "contact_unsure"}, Colour.GREEN),
    ],
)
def test_green_turns_yellow_where_the_rule_on_the_page_says_so(
    world: World, form: dict[str, str], colour: Colour
) -> None:
    browser = world.signed_in(ZHANG)
    page = browser.post("/declare", of="", **form)
    assert shown(world, page.text).colour is colour
    assert ("黄码" in page.text) is (colour is Colour.YELLOW)


@pytest.mark.parametrize("colour", [Colour.YELLOW, Colour.RED])
def test_no_declaration_makes_a_colour_better(world: World, colour: Colour) -> None:
    browser = world.signed_in(ZHANG)
    world.desk.colours.change(world.desk.holders.id_of(ZHANG.id_number), colour, now=NOW)
    assert shown(world, browser.post("/declare", of="", symptom="none", celsius="36.5").text).colour is colour
    assert shown(world, browser.post("/declare", of="", symptom="dyspnoea", celsius="39").text).colour is colour


@pytest.mark.parametrize(
    "form",
    [
        {},
        {"symptom": ["none", "dyspnoea"]},
        {"symptom": "plague"},
        {"symptom": "none", "exposure": "moon"},
        {"symptom": "none", "celsius": "33.9"},
        {"symptom": "none", "celsius": "43.1"},
        {"symptom": "none", "celsius": "nan"},
        {"symptom": "none", "celsius": "1e999"},
        {"symptom": "none", "celsius": "warm"},
    ],
)
def test_a_form_that_cannot_be_right_is_shown_again(world: World, form: dict[str, str | list[str]]) -> None:
    browser = world.signed_in(ZHANG)
    page = browser.post("/declare", of="", **form)
    assert (page.status_code, 'role="alert"' in page.text) == (422, True)
    known = world.desk.holders.find(world.desk.holders.id_of(ZHANG.id_number))
    assert known is not None
    assert known.declaration is None


def test_a_guardian_declares_for_a_child_alone(world: World) -> None:
    browser = world.signed_in(ZHANG)
    child = child_of(world)
    reference = reference_in(browser.get("/family").text)
    browser.post("/declare", of=reference, symptom="dyspnoea")
    colours = [
        found.colour
        for holder in (child, world.desk.holders.id_of(ZHANG.id_number))
        if (found := world.desk.holders.find(holder)) is not None
    ]
    assert colours == [Colour.YELLOW, Colour.GREEN]

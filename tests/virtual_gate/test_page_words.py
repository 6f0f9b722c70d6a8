"""Everything the gate can show or say has its words on the page, in both languages, and every button its hand."""

import re
from datetime import UTC, datetime

from device.gate.pin_plan import PinPlan
from device.simulation.camera_scene import CameraScene
from device.simulation.emulated_board import EmulatedBoard
from device.simulation.gate_hands import gate_hands
from device.simulation.virtual_clock import VirtualClock
from device.simulation.virtual_gate.page_deeds import Decision, Example
from device.simulation.virtual_gate.page_routes import page_files
from device.simulation.visitor_people import Story
from device.vocabulary import (
    AlertKind,
    Band,
    Colour,
    EntryClass,
    Kind,
    MovementCause,
    OrderStatus,
    Outcome,
    Reason,
    Signal,
)

ELSEWHERE = {"network_out", "network_in", "tidy_up"}
"""Hands that are no wire of the gate."""


def text(name: str) -> str:
    return page_files()[name].decode()


def table(file: str, name: str) -> dict[str, str]:
    body = text(file).split(f"export const {name} = {{")[1].split("\n};")[0]
    return dict(re.findall(r'"?([\w.]+)"?: (\["[^"]*", "[^"]*")', body))


def test_every_button_is_a_hand_and_every_hand_a_button() -> None:
    clock = VirtualClock(wall=datetime(2026, 11, 22, tzinfo=UTC))
    board = EmulatedBoard(
        clock=clock,
        seed=1,
        room_celsius=24.0,
        thermometer_bus="/dev/i2c-1",
        distance_bus="/dev/i2c-3",
        plan=PinPlan(),
        camera=CameraScene(),
    )
    assert table("words.js", "HANDS").keys() == gate_hands(board).keys() | ELSEWHERE


def test_every_sort_of_visitor_and_every_example_has_a_button() -> None:
    assert table("words.js", "STORIES").keys() == {story.value for story in Story if story is not Story.FORGETFUL}
    assert table("words.js", "CODES").keys() == {example.value for example in Example}


def test_every_signal_has_a_story() -> None:
    body = text("story.js").split("const STORIES = {")[1].split("\n};")[0]
    assert set(re.findall(r"^  (\w+): ", body, re.MULTILINE)) == {signal.value for signal in Signal}


def test_every_word_of_the_contract_that_a_person_reads_is_there() -> None:
    words = table("words.js", "WORDS").keys()
    for vocabulary in (Band, Colour, Kind, Outcome, EntryClass, MovementCause, OrderStatus, Decision):
        assert {word.value for word in vocabulary} - {"badge"} <= words | {"badge"}, vocabulary
    for kind in AlertKind:
        assert {kind.value, f"case_{kind.value}"} & words, kind


def test_every_reason_is_said_in_both_languages() -> None:
    assert table("reasons.js", "REASONS").keys() == {reason.value for reason in Reason}


def test_every_text_is_there_in_chinese_and_in_english() -> None:
    for file, name in (("words.js", "WORDS"), ("reasons.js", "REASONS"), ("words.js", "HANDS")):
        for key, pair in table(file, name).items():
            chinese, english = re.findall(r'"([^"]*)"', pair)
            assert re.search(r"[一-鿿]", chinese), key
            assert english, key
            assert not re.search(r"[一-鿿]", english), key


def test_every_place_of_the_page_that_wants_a_text_gets_one() -> None:
    assert set(re.findall(r'data-i18n="(\w+)"', text("gate.html"))) <= table("words.js", "WORDS").keys()


MARKUP = re.compile(r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\b|new Function")


def test_no_page_file_puts_a_text_in_as_markup_or_runs_one() -> None:
    for name, body in page_files().items():
        if name.endswith(".js"):
            assert not MARKUP.search(body.decode()), name
    assert not re.search(r"\son\w+=|style=", text("gate.html"))

import re
from pathlib import Path
from xml.etree import ElementTree

import pytest

from device.gate.barrier import BarrierKind
from device.gate.inputs import RULES
from device.gate.pin_plan import INPUT_NAMES, OUTPUT_NAMES, PinPlan
from device.settings import words
from device.settings.sections import Barrier, Pins

DOCS = Path(__file__).resolve().parents[2] / "docs"
PICTURES = ("wiring.svg", "barrier.svg", "chips.svg")


def words_of(picture: str) -> list[str]:
    root = ElementTree.fromstring((DOCS / "pictures" / picture).read_text(encoding="utf-8"))  # noqa: S314 - our own file
    return [element.text or "" for element in root.iter("{http://www.w3.org/2000/svg}text")]


def test_every_default_pin_is_in_the_picture_and_no_other() -> None:
    drawn = {int(number) for text in words_of("wiring.svg") for number in re.findall(r"^GPIO (\d+)$", text)}
    plan = PinPlan()
    assert drawn == {plan.pin(name) for name in INPUT_NAMES + OUTPUT_NAMES} | {2, 3, 4, 5}


def test_plan_and_settings_have_the_same_default_pins() -> None:
    settings, plan = Pins(), PinPlan()
    assert {name: getattr(settings, name) for name in INPUT_NAMES + OUTPUT_NAMES} == {
        name: plan.pin(name) for name in INPUT_NAMES + OUTPUT_NAMES
    }


def test_no_pin_is_used_twice() -> None:
    numbers = [PinPlan().pin(name) for name in INPUT_NAMES + OUTPUT_NAMES] + [2, 3, 4, 5]
    assert len(set(numbers)) == len(numbers)


def test_settings_and_gate_know_the_same_kinds_of_barrier() -> None:
    assert {str(kind) for kind in words.BarrierKind} == {str(kind) for kind in BarrierKind}
    assert BarrierKind(Barrier().kind) is BarrierKind.PULSE


@pytest.mark.parametrize("picture", PICTURES)
def test_every_picture_is_labelled_in_both_languages_and_shown_on_the_page(picture: str) -> None:
    text = "".join(words_of(picture))
    assert re.search(r"[\u4e00-\u9fff]", text)
    assert re.search(r"[A-Za-z]", text)
    assert f"pictures/{picture}" in (DOCS / "wiring.md").read_text(encoding="utf-8")


def test_the_picture_of_the_barrier_has_every_kind() -> None:
    text = " ".join(words_of("barrier.svg"))
    assert all(f'"{kind}"' in text for kind in BarrierKind)


@pytest.mark.parametrize("name", INPUT_NAMES)
def test_the_table_of_contacts_has_every_input_at_its_pin(name: str) -> None:
    rows = [row for row in (DOCS / "wiring.md").read_text(encoding="utf-8").splitlines() if row.startswith("| ")]
    first_word = name.replace("_", " ").split()[0]
    row = next(row for row in rows if row.startswith(f"| {first_word}"))
    assert re.search(rf"\b{PinPlan().pin(name)}\b", row.split("|")[2])
    assert ("closed" in row.split("|")[3]) is PinPlan().opens(name)
    assert ("at the first edge" in row) is (RULES[name].begin_seconds == 0.0)

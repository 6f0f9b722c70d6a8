"""Every scenario that comes with the firmware is sound, and the page that teaches the format tells the truth."""

import re
from pathlib import Path

import pytest

from device.simulation.scenario_guide import guide, redrawn
from device.simulation.scenario_reader import load_scenario, parse_scenario

ROOT = Path(__file__).resolve().parents[2]
SHIPPED = sorted((ROOT / "device" / "simulation" / "scenarios").glob("*.toml"))
PAGE = ROOT / "docs" / "scenarios.md"


def test_there_are_as_many_stories_as_promised() -> None:
    assert len(SHIPPED) >= 24


@pytest.mark.parametrize("path", SHIPPED, ids=lambda path: path.stem)
def test_a_shipped_scenario_has_no_fault_and_expects_something(path: Path) -> None:
    scenario = load_scenario(path)
    assert scenario.expectations
    assert re.search(r"[\u4e00-\u9fff]", scenario.header.name_chinese)
    assert re.search(r"[\u4e00-\u9fff]{4}.*。", scenario.header.story_chinese, re.DOTALL), "no story in Chinese"
    assert not re.search(r"[A-Za-z]{3}", scenario.header.story_chinese), "English within the Chinese story"
    assert scenario.header.story.isascii()
    assert re.fullmatch(r"[a-z0-9-]+", path.stem)


def test_no_two_stories_share_a_name_or_a_seed() -> None:
    heads = [load_scenario(path).header for path in SHIPPED]
    for field in ("name", "name_chinese", "seed"):
        values = [getattr(head, field) for head in heads]
        assert len(set(values)) == len(values), field


def test_the_page_about_scenarios_is_drawn_from_the_code() -> None:
    page = PAGE.read_text(encoding="utf-8")
    assert page == redrawn(page), "run scripts/draw-scenario-tables"
    assert set(re.findall(r"<!-- table: (\w+) -->", page)) == set(guide())


def test_the_first_scenario_of_the_page_can_be_read() -> None:
    example = re.search(r"```toml\n(.*?)```", PAGE.read_text(encoding="utf-8"), re.DOTALL)
    assert example is not None
    assert parse_scenario(example[1].encode()).people[0].id == "wang"

"""The catalogue, the core's policy and the example file say the same."""

from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_type_hints

import pytest

from device.checkpoint.policy import Policy
from device.settings import Settings, load, parse
from device.settings.document import SECTIONS
from device.settings.entry import Sort, entries
from device.settings.example import example
from device.settings.policy_section import PolicySection

ROOT = Path(__file__).parents[2]
MINIMAL = b'[venue]\nid = "v"\ncheckpoint = "c"\ndevice = "d"\n'


def test_the_policy_section_names_exactly_the_rules_the_core_knows_in_the_same_order() -> None:
    assert [place.name for place in fields(PolicySection)] == [place.name for place in fields(Policy)]
    assert get_type_hints(PolicySection) == get_type_hints(Policy)


def test_without_a_policy_in_the_file_every_rule_is_the_cores_own_default() -> None:
    assert PolicySection().policy() == Policy()
    assert parse(MINIMAL).policy == Policy()


def test_every_section_of_the_settings_is_in_the_catalogue_in_the_same_order() -> None:
    assert list(SECTIONS) == [place.name for place in fields(Settings)]
    assert all(is_dataclass(section) for section in SECTIONS.values())


@pytest.mark.parametrize("name", SECTIONS)
def test_every_default_is_inside_its_own_range_and_every_setting_has_a_meaning(name: str) -> None:
    for key, entry in entries(SECTIONS[name]).items():
        assert entry.meaning, key
        if entry.sort in (Sort.WHOLE, Sort.NUMBER):
            assert isinstance(entry.default, int | float), key
            assert entry.least <= entry.default <= entry.most, key
        if entry.words is not None:
            chosen = entry.default if isinstance(entry.default, tuple) else (entry.default,)
            assert set(chosen) <= set(entry.words), key


def test_the_example_file_is_the_one_the_catalogue_writes() -> None:
    written = (ROOT / "docs/device.toml").read_text(encoding="utf-8")
    assert written == example(), "run scripts/write-example-settings"


def test_the_example_file_says_what_a_file_with_nothing_optional_says() -> None:
    from_example = load(ROOT / "docs/device.toml")
    minimal = parse(MINIMAL)
    for place in fields(Settings):
        if place.name != "venue":
            assert getattr(from_example, place.name) == getattr(minimal, place.name), place.name


def test_the_emulated_example_needs_no_pi() -> None:
    settings = load(ROOT / "docs/device-emulated.toml")
    assert settings.hardware.profile == "emulated"
    assert settings.pins.factory == "mock"
    assert settings.camera.kind == "emulated"

"""The catalogue, the core's policy and the example file say the same."""

import ast
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import get_type_hints

import pytest

from device.checkpoint.policy import Policy
from device.gate.pin_plan import INPUT_NAMES, OUTPUT_NAMES, PinPlan
from device.health_code.registry import KNOWN_FORMATS
from device.mqtt.twin_values import LIMITS, Unfit, check
from device.sensors.fitted_thermometer import THERMOMETERS
from device.sensors.installation import CoreModel as SensorsCoreModel
from device.sensors.installation import Installation
from device.settings import Settings, load, parse
from device.settings.document import SECTIONS
from device.settings.entry import Sort, entries
from device.settings.example import example
from device.settings.policy_section import PolicySection
from device.settings.sections import Pins, Thermometer
from device.settings.words import CoreModel, ThermometerKind
from device.vocabulary import CODE_FORMATS

ROOT = Path(__file__).parents[2]
MINIMAL = b'[venue]\nid = "v"\ncheckpoint = "c"\ndevice = "d"\n'


def test_the_policy_section_names_exactly_the_rules_the_core_knows_in_the_same_order() -> None:
    assert [place.name for place in fields(PolicySection)] == list(Policy.__struct_fields__)
    assert get_type_hints(PolicySection) == get_type_hints(Policy)


def test_without_a_policy_in_the_file_every_rule_is_the_cores_own_default() -> None:
    assert PolicySection().policy() == Policy()
    assert parse(MINIMAL).policy == Policy()


@pytest.mark.parametrize("name", sorted(LIMITS))
def test_what_can_be_set_from_afar_has_the_range_of_the_settings_file(name: str) -> None:
    entry = entries(PolicySection)[name.removeprefix("policy.")]
    if entry.sort in (Sort.WHOLE, Sort.NUMBER):
        kind = int if entry.sort is Sort.WHOLE else float
        for value in (kind(entry.least), kind(entry.most)):
            assert check(name, value) == value
        for wrong in (kind(entry.least - 1), kind(entry.most + 1), True, "1", None):
            assert isinstance(check(name, wrong), Unfit), wrong
    if entry.sort is Sort.FLAG:
        assert isinstance(check(name, 1), Unfit)
    if isinstance(entry.default, tuple):
        assert isinstance(check(name, ["never heard of"]), Unfit)
        assert isinstance(check(name, "green"), Unfit)


def test_the_formats_of_the_contract_are_those_with_a_reader() -> None:
    assert CODE_FORMATS == KNOWN_FORMATS


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


def test_every_thermometer_the_firmware_drives_can_be_named_and_no_other() -> None:
    assert {str(kind) for kind in ThermometerKind} == set(THERMOMETERS)
    assert [str(model) for model in CoreModel] == [str(model) for model in SensorsCoreModel]


def test_the_thermometers_defaults_are_its_drivers() -> None:
    ours, theirs = Thermometer(), Installation()
    assert ours.sensor == theirs.variant.name
    for name in ("supply_volts", "emissivity", "near_mm", "far_mm", "housing_celsius", "offset_celsius", "core_model"):
        assert getattr(ours, name) == getattr(theirs, name), name


def test_the_pins_and_their_defaults_are_the_gates_own() -> None:
    ours, theirs = Pins(), PinPlan()
    names = [place.name for place in fields(Pins) if place.name != "factory"]
    assert names == [*OUTPUT_NAMES, *INPUT_NAMES]
    for name in names:
        assert getattr(ours, name) == getattr(theirs, name), name


def test_every_setting_is_read_by_something() -> None:
    read: set[str] = set()
    for file in (ROOT / "device").rglob("*.py"):
        if "settings" in file.relative_to(ROOT).parts:
            continue
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute):
                read.add(node.attr)
            elif isinstance(node, ast.Constant) and isinstance(node.value, str):
                read.add(node.value)  # pins and keys are gone through by name
    unread = [f"{name}.{key}" for name, section in SECTIONS.items() for key in entries(section) if key not in read]
    assert unread == []

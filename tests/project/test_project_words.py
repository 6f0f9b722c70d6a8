"""The project speaks of itself alone, its links lead somewhere, and each hardware library has one door."""

import ast
import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
FOREIGN = [
    "/wo" + "rk/",
    "/ro" + "ot/",
    "deb.debian" + ".org",
    "pypi" + ".org",
    "registry.npmjs" + ".org",
    "files.python" + "hosted",
]
UNFINISHED = re.compile(r"\b(TO" + "DO|FIX" + "ME|X" + "XX|HA" + r"CK)\b|NotImplemented" + "Error")
LINK = re.compile(r"\]\(([^)#:]+)(?:#[^)]*)?\)")
DOORS = {
    "gpiozero": {"device/gate/pin_factory.py", "device/gate/output_pin.py", "device/gate/input_pin.py"},
    "libcamera": set(),
    "paho": None,
    "picamera2": None,
    "pyzbar": None,
    "smbus2": {"device/sensors/i2c_port.py"},
    "zxingcpp": None,
}
"""Library: the files that may import it; None where any one file may. The emulation beneath them is not meant."""


def project_files(*patterns: str) -> list[Path]:
    command = ["git", "-C", str(ROOT), "ls-files", "-z", "--", *patterns]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        pytest.skip("needs a git checkout")
    return [ROOT / name for name in listed.stdout.split("\0") if name and (ROOT / name).is_file()]


def lines_with(found: "re.Pattern[str]", *patterns: str) -> list[str]:
    told = []
    for file in project_files(*patterns):
        try:
            text = file.read_text(encoding="utf-8")
        except UnicodeDecodeError:
            continue
        told += [f"{file.relative_to(ROOT)}: {line[:100]}" for line in text.splitlines() if found.search(line)]
    return told


def test_no_file_names_a_path_of_one_machine_or_a_registry() -> None:
    assert lines_with(re.compile("|".join(map(re.escape, FOREIGN)))) == []


def test_nothing_is_marked_as_unfinished() -> None:
    assert lines_with(UNFINISHED, "*.py", "*.bash", "scripts/*") == []


def test_every_link_in_the_documents_leads_to_a_file() -> None:
    missing = [
        f"{file.relative_to(ROOT)}: {target}"
        for file in project_files("*.md")
        for target in LINK.findall(file.read_text(encoding="utf-8"))
        if not (file.parent / target).exists()
    ]
    assert missing == []


@pytest.mark.parametrize("library", DOORS)
def test_a_hardware_library_is_imported_by_the_one_file_that_uses_it(library: str) -> None:
    importing = {
        str(file.relative_to(ROOT))
        for file in project_files("device/*.py", "console/*.py", ":!device/simulation")
        for name in _imported(file)
        if name.split(".")[0] == library
    }
    allowed = DOORS[library]
    if allowed is None:
        assert len(importing) <= 1, importing
    else:
        assert importing <= allowed


def _imported(file: Path) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom) and node.module:
            names.append(node.module)
    return names

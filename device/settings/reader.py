"""Reads a settings file into `Settings`, and names every fault in it at once.

Never changes a value, never touches hardware, never looks for a second file.
"""

import re
import tomllib
from pathlib import Path
from typing import Any, Final

from device.errors import SettingsError
from device.settings.consistency import contradictions
from device.settings.document import SECTIONS, Settings
from device.settings.entry import entries
from device.settings.nearest import did_you_mean
from device.settings.policy_section import PolicySection
from device.settings.values import Wrong, describe, read_value

BYTES_MOST: Final = 256 * 1024
"""A settings file is a few kilobytes; whatever is larger is not one."""


def load(path: Path) -> Settings:
    """The settings of a file.

    Raises:
        SettingsError: the file cannot be read or has faults; all of them are in `faults`.
    """
    try:
        with path.open("rb") as file:
            raw = file.read(BYTES_MOST + 1)
    except OSError as error:
        raise SettingsError((_unread(error),), file=str(path)) from error
    try:
        return parse(raw)
    except SettingsError as error:
        raise SettingsError(error.faults, file=str(path)) from error


def parse(raw: bytes) -> Settings:
    """The settings in the bytes of a file.

    Raises:
        SettingsError: with every fault.
    """
    document = _document(raw)
    faults: list[str] = []
    for unknown in document.keys() - SECTIONS.keys():
        faults.append(f"[{unknown[:60]}]: there is no such section{did_you_mean(unknown, list(SECTIONS))}")
    faults.sort()
    sections: dict[str, Any] = {}
    for name, section in SECTIONS.items():
        sections[name] = _section(name, section, document.get(name, {}), faults)
    if not faults:
        policy: PolicySection = sections.pop("policy")
        settings = Settings(**sections, policy=policy.policy())
        faults.extend(contradictions(settings))
        if not faults:
            return settings
    raise SettingsError(tuple(faults))


def _unread(error: OSError) -> str:
    match error:
        case FileNotFoundError():
            return "there is no such file; docs/device.toml shows what belongs into it"
        case IsADirectoryError():
            return "this is a folder, not a file"
        case PermissionError():
            return "this user may not read it; try with sudo"
        case _:
            return f"the file cannot be read: {error.strerror or error}"


def _document(raw: bytes) -> dict[str, Any]:
    if len(raw) > BYTES_MOST:
        raise SettingsError((f"the file is larger than {BYTES_MOST // 1024} KiB",))
    if not raw.strip():
        raise SettingsError(("the file is empty",))
    try:
        text = raw.decode()
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        raise SettingsError((f"line {line}: the file is not UTF-8",)) from error
    try:
        return tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError((_syntax(str(error), text),)) from error
    except RecursionError as error:
        raise SettingsError(("the file is nested too deeply",)) from error
    except ValueError as error:  # a number or a date that TOML allows and Python cannot hold
        raise SettingsError((f"the file holds a value that cannot be read: {error}",)) from error


def _syntax(message: str, text: str) -> str:
    found = re.search(r"\s*\(at (?:line (\d+), column (\d+)|end of document)\)$", message)
    line = found[1] if found and found[1] else str(text.count("\n") + 1)
    what = message[: found.start()] if found else message
    return f"line {line}: {what}"


def _section(name: str, section: type[Any], table: object, faults: list[str]) -> object:
    if not isinstance(table, dict):
        faults.append(f"[{name}]: {describe(table)} is not a section")
        return None
    known = entries(section)
    values: dict[str, object] = {}
    before = len(faults)
    for key, given in table.items():
        if key not in known:
            faults.append(f"{name}.{key[:60]}: there is no such setting{_hint(key, known, name)}")
            continue
        value = read_value(given, known[key])
        if isinstance(value, Wrong):
            faults.append(f"{name}.{key}: {value.fault}")
        else:
            values[key] = value
    for key, entry in known.items():
        if entry.is_required and key not in table:
            faults.append(f"{name}.{key}: is missing; {entry.meaning}")
    return section(**values) if len(faults) == before else None


def _hint(key: str, known: dict[str, Any], name: str) -> str:
    near = did_you_mean(key, list(known))
    if near:
        return near
    elsewhere = [f"{other}.{key}" for other, section in SECTIONS.items() if other != name and key in entries(section)]
    return f"; did you mean {elsewhere[0]}?" if len(elsewhere) == 1 else ""

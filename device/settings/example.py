"""Writes the example settings file from the catalogue, so that the file and the code cannot drift apart.

Never reads a file and never writes one; `scripts/write-example-settings` does.
"""

from enum import StrEnum
from typing import Final

from device.settings.document import SECTIONS
from device.settings.entry import Entry, Sort, entries

_EXAMPLES: Final = {"id": "xinyi-no1-school", "checkpoint": "south-gate", "device": "gate-0001"}

_HEAD: Final = """\
# Settings of one Menshen gate: /etc/menshen/device.toml
#
# Every setting, with its default. A line may be left out unless it says "required".
# Check a file with:  menshen check-settings /etc/menshen/device.toml
# Written by scripts/write-example-settings from device/settings; edit the catalogue, not this file.
"""


def example() -> str:
    """The whole example file, ending with a line break."""
    parts = [_HEAD]
    for name, section in SECTIONS.items():
        parts.append(f"\n# {_first_line(section)}\n[{name}]\n")
        parts.extend(f"# {_comment(entry)}\n{key} = {_value(key, entry)}\n" for key, entry in entries(section).items())
    return "".join(parts)


def _first_line(section: type) -> str:
    return (section.__doc__ or "").splitlines()[0]


def _comment(entry: Entry) -> str:
    return f"{entry.meaning[0].upper()}{entry.meaning[1:]}. {_range(entry)}"


def _range(entry: Entry) -> str:
    unit = f" {entry.unit}" if entry.unit else ""
    match entry.sort:
        case Sort.WHOLE | Sort.NUMBER:
            return f"{entry.least:g} to {entry.most:g}{unit}."
        case Sort.CHOICE:
            return f"One of {', '.join(entry.words or ())}."
        case Sort.CHOICES:
            return f"Any of {', '.join(entry.words or ())}."
        case Sort.TEXTS:
            return "List of texts."
        case Sort.NAME:
            return "1 to 40 of a-z, 0-9 and -. Required."
        case Sort.PATH:
            return "Path."
        case Sort.FLAG:
            return "true or false."
        case Sort.TEXT:
            return "Text."


def _value(key: str, entry: Entry) -> str:
    value = _EXAMPLES[key] if entry.is_required else entry.default
    if entry.unit == "I2C address" and isinstance(value, int):
        return f"0x{value:02X}"
    return _toml(value)


def _toml(value: object) -> str:
    match value:
        case bool():
            return str(value).lower()
        case StrEnum() | str():
            return '"' + str(value).replace("\\", "\\\\").replace('"', '\\"') + '"'
        case tuple():
            return "[" + ", ".join(_toml(item) for item in value) + "]"
        case _:
            return repr(value)

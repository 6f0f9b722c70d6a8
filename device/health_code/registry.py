"""Hands a scanned text to the one format it belongs to, out of those this gate accepts, in the installer's order.

Never raises on a text, never guesses: what belongs to no accepted format is a value that says what it looks like.
Never loads a format that is not accepted. A further format is one file with `NAME`, `belongs` and `judge`, and one line
in `_MODULES`.
"""

from collections.abc import Callable
from importlib import import_module
from types import MappingProxyType
from typing import Final

from msgspec import Struct

from device.errors import SettingsError
from device.health_code.circumstances import Circumstances
from device.health_code.parts import PartOfCode
from device.health_code.recogniser import LooksLike, looks_like
from device.health_code.verdict import HealthCode


class Format(Struct, frozen=True, kw_only=True):
    """One format of health codes."""

    belongs: Callable[[str], bool]
    """Claims that a text begins like one; no two formats claim the same text."""
    judge: Callable[[str, Circumstances], HealthCode | PartOfCode]


class OtherText(Struct, frozen=True, kw_only=True):
    """A text that is no health code accepted here."""

    looks_like: LooksLike


_MODULES: Final = MappingProxyType(
    {
        "phc1": "device.health_code.phc1",
        "hcert": "device.health_code.hcert",
        "nzcp": "device.health_code.nzcp",
        "shc": "device.health_code.shc",
        "vdsnc": "device.health_code.vds_nc",
        "opaque": "device.health_code.opaque",
    }
)
KNOWN_FORMATS: Final = tuple(_MODULES)
OPAQUE: Final = "opaque"
"""The one format that is recognised by what the settings say."""
OWN_FORMATS: Final = ("phc1",)
"""What a gate accepts unless its settings say otherwise."""


class Registry:
    """The ordered allow-list of formats."""

    def __init__(self, formats: tuple[str, ...] = OWN_FORMATS, *, opaque_hosts: tuple[str, ...] = ()) -> None:
        """`opaque_hosts` are the hosts whose addresses count as opaque codes; none is ever opened."""
        unknown = [name for name in formats if name not in _MODULES]
        if unknown:
            known = ", ".join(KNOWN_FORMATS)
            raise SettingsError(tuple(f"health code format {name!r} is not one of: {known}" for name in unknown))
        self._formats = tuple(_loaded(name, opaque_hosts) for name in formats)

    def judge(self, text: str, circumstances: Circumstances) -> HealthCode | PartOfCode | OtherText:
        """Give the verdict on `text`, what part of a code it is, or what it looks like."""
        for candidate in self._formats:
            if candidate.belongs(text):
                return candidate.judge(text, circumstances)
        return OtherText(looks_like=looks_like(text))


def _loaded(name: str, opaque_hosts: tuple[str, ...]) -> Format:
    module = import_module(_MODULES[name])
    if name == OPAQUE:
        return Format(belongs=module.recogniser(opaque_hosts), judge=module.judge)
    return Format(belongs=module.belongs, judge=module.judge)

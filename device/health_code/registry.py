"""Hands a scanned text to the one format it belongs to, out of those this gate accepts, in the installer's order.

Never raises on a text, never guesses: what begins like no accepted format is a value that says what it looks like.
A further format is one file with `NAME`, `PREFIX` and `judge`, and one line in `_KNOWN`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from types import MappingProxyType
from typing import Final

from device.errors import SettingsError
from device.health_code import phc1
from device.health_code.circumstances import Circumstances
from device.health_code.recogniser import LooksLike, looks_like
from device.health_code.verdict import HealthCode


@dataclass(frozen=True, slots=True, kw_only=True)
class Format:
    """One format of health codes."""

    prefix: str
    """How its texts begin; no two formats share one."""
    judge: Callable[[str, Circumstances], HealthCode]


@dataclass(frozen=True, slots=True, kw_only=True)
class OtherText:
    """A text that is no health code accepted here."""

    looks_like: LooksLike


_KNOWN: Final = MappingProxyType({phc1.NAME: Format(prefix=phc1.PREFIX, judge=phc1.judge)})
KNOWN_FORMATS: Final = tuple(_KNOWN)


class Registry:
    """The ordered allow-list of formats."""

    def __init__(self, formats: tuple[str, ...] = KNOWN_FORMATS) -> None:
        unknown = [name for name in formats if name not in _KNOWN]
        if unknown:
            known = ", ".join(KNOWN_FORMATS)
            raise SettingsError(tuple(f"health code format {name!r} is not one of: {known}" for name in unknown))
        self._formats = tuple(_KNOWN[name] for name in formats)

    def judge(self, text: str, circumstances: Circumstances) -> HealthCode | OtherText:
        """Give the verdict on `text`, or what it looks like."""
        for candidate in self._formats:
            if text.startswith(candidate.prefix):
                return candidate.judge(text, circumstances)
        return OtherText(looks_like=looks_like(text))

"""Recognises health codes that only their issuer can read: a base64 blob, or an address of a listed host.

Never opens an address and never gives a colour: what such a text means is asked of the authority, and where nobody
answers an inspector decides. Off unless the settings accept the format.
"""

import re
from collections.abc import Callable
from typing import Final
from urllib.parse import urlsplit

from device.health_code.circumstances import Circumstances
from device.health_code.verdict import HealthCode
from device.vocabulary import Assurance, Colour, Kind, Reason

NAME: Final = "opaque"
TEXT_LONGEST: Final = 1024
_BLOB: Final = re.compile(r"[A-Za-z0-9+/]{54,}={0,2}")
"""At least forty bytes; no number and no word is that long."""
_MIXED: Final = (re.compile("[A-Z]"), re.compile("[a-z]"), re.compile("[0-9]"))
_GROUP: Final = 4
_HOST: Final = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})+")


def recogniser(hosts: tuple[str, ...]) -> Callable[[str], bool]:
    """Give what claims a text that is such a code; `hosts` are those whose addresses are."""
    listed = frozenset(hosts)
    return lambda text: _is_blob(text) or (bool(listed) and _host_of(text) in listed)


def judge(text: str, circumstances: Circumstances) -> HealthCode:
    """Give the verdict on `text`: nothing is known until the authority is asked."""
    del text, circumstances
    return HealthCode(
        format=NAME,
        colour=Colour.UNKNOWN,
        kind=Kind.OPAQUE,
        assurance=Assurance.UNVERIFIED,
        reasons=(Reason.CODE_UNRESOLVED,),
    )


def is_host(text: str) -> bool:
    """Claim that `text` is a host's name as the settings list it: small letters, no port."""
    return _HOST.fullmatch(text) is not None


def _is_blob(text: str) -> bool:
    if len(text) > TEXT_LONGEST or _BLOB.fullmatch(text) is None:
        return False
    return (not text.endswith("=") or len(text) % _GROUP == 0) and all(letters.search(text) for letters in _MIXED)


def _host_of(text: str) -> str | None:
    """Give the host of a plain https address; one with a user, another port or a blank in it has none."""
    if len(text) > TEXT_LONGEST or not text.startswith("https://") or not text.isprintable() or " " in text:
        return None
    try:
        parts = urlsplit(text)
        return parts.hostname if parts.port is None and "@" not in parts.netloc and "\\" not in text else None
    except ValueError:
        return None

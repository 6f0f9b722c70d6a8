"""Divides the core's memory into rows, so that a commit writes only what changed.

Never interprets the memory: it is a JSON object whose long members (the ids of 256 orders) get rows of their own, and
whose short ones (what changes with every visit) share one.
"""

import msgspec

SHORT_ROW = ""
_SHORT_CHARACTERS = 400
"""A member longer than this would push the shared row into a second page of 1 KiB."""


def divide(memory_json: str) -> dict[str, str]:
    """Give each row's text by its name.

    Raises:
        msgspec.DecodeError: the memory is not a JSON object; whoever composed it must be corrected.
    """
    members = msgspec.json.decode(memory_json, type=dict[str, msgspec.Raw])
    long = {name: bytes(text).decode() for name, text in members.items() if len(bytes(text)) > _SHORT_CHARACTERS}
    short = {name: text for name, text in members.items() if name not in long}
    return {SHORT_ROW: msgspec.json.encode(short).decode(), **long}


def join(rows: dict[str, str]) -> str | None:
    """Give back one JSON object of equal value; None where nothing was ever kept."""
    if not rows:
        return None
    members = msgspec.json.decode(rows.get(SHORT_ROW, "{}"), type=dict[str, msgspec.Raw])
    members |= {name: msgspec.Raw(text.encode()) for name, text in rows.items() if name != SHORT_ROW}
    return msgspec.json.encode(members).decode()

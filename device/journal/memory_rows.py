"""Divides the core's memory into rows, so that a commit writes only what changed.

Never interprets the memory: it is a JSON object whose long members (the ids of 256 orders) get rows of their own, and
whose short ones (what changes with every visit) share one. A row is named by the path to it, `memory/orders_taken`.
"""

import msgspec

ROOT = ""
_SHORT_CHARACTERS = 400
"""A member longer than this would push the shared row into a second page of 1 KiB."""


def divide(memory_json: str) -> dict[str, str]:
    """Give each row's text by its name.

    Raises:
        msgspec.DecodeError: the memory is not a JSON object; whoever composed it must be corrected.
    """
    return _divide(ROOT, msgspec.json.decode(memory_json, type=dict[str, msgspec.Raw]))


def join(rows: dict[str, str]) -> str | None:
    """Give back one JSON object of equal value; None where nothing was ever kept."""
    if not rows:
        return None
    return msgspec.json.encode(_join(ROOT, rows)).decode()


def _divide(path: str, members: dict[str, msgspec.Raw]) -> dict[str, str]:
    rows: dict[str, str] = {}
    short: dict[str, msgspec.Raw] = {}
    for name, raw in members.items():
        text = bytes(raw)
        if len(text) <= _SHORT_CHARACTERS or not name or "/" in name:
            short[name] = raw
        elif text.startswith(b"{"):
            rows |= _divide(f"{path}/{name}", msgspec.json.decode(text, type=dict[str, msgspec.Raw]))
        else:
            rows[f"{path}/{name}"] = text.decode()
    return {path: msgspec.json.encode(short).decode(), **rows}


def _join(path: str, rows: dict[str, str]) -> dict[str, msgspec.Raw]:
    members = msgspec.json.decode(rows[path], type=dict[str, msgspec.Raw])
    for name, text in rows.items():
        parent, _, member = name.rpartition("/")
        if not member or parent != path:
            continue
        nested = msgspec.json.encode(_join(name, rows)) if text.startswith("{") else text.encode()
        members[member] = msgspec.Raw(nested)
    return members

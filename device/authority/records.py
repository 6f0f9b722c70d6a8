"""Finds who was at a venue in a window of time among entries as gates and consoles export them.

Never opens anything: what it finds is sealed, and waits for two persons. Reads one JSON object a line, as
`menshen journal export` prints them.
"""

from datetime import datetime
from pathlib import Path
from typing import Final

import msgspec

from device.errors import FileRefused
from device.visitor.identity import SEALED_BYTES

_LINE_LONGEST: Final = 1 << 16
_FILE_LONGEST_BYTES: Final = 1 << 28


class _Line(msgspec.Struct, frozen=True, kw_only=True):
    header: str
    body: str | None = None


class _Header(msgspec.Struct, frozen=True, kw_only=True):
    at: datetime
    class_: str = msgspec.field(name="class")


class _Code(msgspec.Struct, frozen=True, kw_only=True):
    holder_sealed: bytes | None = None


class _Body(msgspec.Struct, frozen=True, kw_only=True):
    venue: str = ""
    checkpoint: str = ""
    outcome: str = ""
    code: _Code | None = None


class Presence(msgspec.Struct, frozen=True, kw_only=True):
    """One person's check-in, sealed."""

    at: datetime
    checkpoint: str
    holder_sealed: bytes


def present(path: Path, *, venue: str, begins: datetime, ends: datetime) -> tuple[Presence, ...]:
    """Give who was admitted at `venue` from `begins` to `ends`, both inside; who had no code is not among them.

    Raises:
        FileRefused: the file cannot be read, or a line is no entry; the text names it.
    """
    found = []
    try:
        if path.stat().st_size > _FILE_LONGEST_BYTES:
            raise FileRefused(f"{path} is larger than {_FILE_LONGEST_BYTES >> 20} MiB: export a shorter time")
        with path.open("rb") as file:
            for number, line in enumerate(file, start=1):
                try:
                    presence = _presence(line[:_LINE_LONGEST], venue, begins, ends)
                except ValueError as error:
                    raise FileRefused(f"{path}, line {number} is no entry: {error}") from error
                if presence is not None:
                    found.append(presence)
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
    return tuple(found)


def _presence(line: bytes, venue: str, begins: datetime, ends: datetime) -> Presence | None:
    """Give the presence that an entry tells of, if it does.

    Raises:
        ValueError: it is no entry.
    """
    entry = msgspec.json.decode(line, type=_Line)
    header = msgspec.json.decode(entry.header, type=_Header)
    if header.class_ != "checkin" or entry.body is None or not begins <= header.at <= ends:
        return None
    body = msgspec.json.decode(entry.body, type=_Body)
    sealed = None if body.code is None else body.code.holder_sealed
    if (body.venue, body.outcome) != (venue, "admitted") or sealed is None or len(sealed) != SEALED_BYTES:
        return None
    return Presence(at=header.at, checkpoint=body.checkpoint, holder_sealed=sealed)

"""Keeps a ring of recording segments in one folder: names them, and deletes what is too old or too much.

Never deletes a file it did not name itself.
"""

import re
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from typing import Final

from msgspec import Struct

_NAME: Final = re.compile(r"events-(\d{6,12})-(\d{8}T\d{6}Z)\.jsonl")
_TIME: Final = "%Y%m%dT%H%M%SZ"


class Segment(Struct, frozen=True, kw_only=True):
    """One file of the ring."""

    path: Path
    number: int
    began: datetime


def segments_in(folder: Path) -> list[Segment]:
    """Give every segment, oldest first."""
    found = []
    for path in folder.iterdir():
        match = _NAME.fullmatch(path.name)
        if match is None:
            continue
        try:
            began = datetime.strptime(match[2], _TIME).replace(tzinfo=UTC)
        except ValueError:
            continue
        found.append(Segment(path=path, number=int(match[1]), began=began))
    return sorted(found, key=lambda segment: segment.number)


def next_segment(folder: Path, began: datetime) -> Segment:
    """Name the segment that begins now; the file is not made."""
    older = segments_in(folder)
    number = older[-1].number + 1 if older else 1
    path = folder / f"events-{number:06d}-{began.astimezone(UTC).strftime(_TIME)}.jsonl"
    return Segment(path=path, number=number, began=began)


def delete_old(folder: Path, *, wall: datetime | None, keep: timedelta, bytes_most: int) -> None:
    """Delete what ended more than `keep` ago (`wall` None: no age can be told) and what exceeds `bytes_most`.

    The newest segment stays. A segment ends when the next begins.

    Raises:
        OSError: the folder cannot be changed.
    """
    segments = segments_in(folder)
    total_bytes = sum(segment.path.stat().st_size for segment in segments)
    for segment, following in pairwise(segments):
        is_old = wall is not None and wall - following.began > keep
        if not is_old and total_bytes <= bytes_most:
            return
        total_bytes -= segment.path.stat().st_size
        segment.path.unlink()

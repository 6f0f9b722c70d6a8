"""Reads one segment of recorded events, for a replay or for whoever looks into an incident.

Never trusts the file: every line has a size limit and is read strictly. A segment cut off by a crash is read as far as
it goes.
"""

from pathlib import Path
from typing import Annotated, Final, TypeVar

import msgspec
from msgspec import Struct

from device.checkpoint.events import Event
from device.checkpoint.policy import Policy
from device.errors import FileRefused
from device.journal.event_text import read_event
from device.vocabulary import ClockQuality

RECORDING_FORMAT: Final = 1
_FILE_BYTES_MOST: Final = 32 << 20
_LINE_BYTES_MOST: Final = 1 << 20
_Text = Annotated[str, msgspec.Meta(max_length=120)]
_Shape = TypeVar("_Shape", bound=msgspec.Struct)
_Now = Annotated[float, msgspec.Meta(ge=0, le=1e12)]


class SegmentHead(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """The first line of a segment: how everything stood before its first event."""

    recording: int
    """Version of the format."""
    version: _Text
    """Version of the firmware."""
    session: _Text
    """Name of the run."""
    at: _Text
    clock: ClockQuality
    now: _Now
    policy: Policy
    state: str
    """The core's state, as the core writes it."""


class StepLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """One event and what came of it."""

    now: _Now
    event: _Text
    members: msgspec.Raw = msgspec.field(name="with")
    actions: Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{16}$")]


class LostLine(msgspec.Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """Events that could not be kept; the segment ends here."""

    lost: Annotated[int, msgspec.Meta(ge=1)]


class RecordedStep(Struct, frozen=True, kw_only=True):
    """One event as the core was given it."""

    now: float
    event: Event
    actions: str
    """Digest of what the core answered."""


class Recording(Struct, frozen=True, kw_only=True):
    """One segment."""

    head: SegmentHead
    steps: tuple[RecordedStep, ...]
    lost: int
    """Events missing at the end."""
    is_torn: bool
    """Whether the last line was cut off."""


def read_recording(path: Path) -> Recording:
    """Read a segment.

    Raises:
        FileRefused: the file cannot be read, or is no recording; the text names the line and what is wrong with it.
    """
    lines, is_torn = _lines(path)
    if not lines:
        raise FileRefused(f"{path}: line 1: there is no whole line")
    head = _line(path, 1, lines[0], SegmentHead)
    if head.recording != RECORDING_FORMAT:
        raise FileRefused(f"{path}: line 1: format {head.recording} is not known here")
    steps: list[RecordedStep] = []
    now = head.now
    for number, line in enumerate(lines[1:], start=2):
        if line.startswith(b'{"lost"'):
            lost = _line(path, number, line, LostLine).lost
            if number != len(lines):
                raise FileRefused(f"{path}: line {number + 1}: follows the end of the segment")
            return Recording(head=head, steps=tuple(steps), lost=lost, is_torn=is_torn)
        step = _line(path, number, line, StepLine)
        event = read_event(step.event, bytes(step.members))
        if isinstance(event, str):
            raise FileRefused(f"{path}: line {number}: {event}")
        if step.now < now:
            raise FileRefused(f"{path}: line {number}: time goes back")
        now = step.now
        steps.append(RecordedStep(now=now, event=event, actions=step.actions))
    return Recording(head=head, steps=tuple(steps), lost=0, is_torn=is_torn)


def _lines(path: Path) -> tuple[list[bytes], bool]:
    try:
        with path.open("rb") as file:
            content = file.read(_FILE_BYTES_MOST + 1)
    except OSError as error:
        raise FileRefused(f"{path}: {error.strerror or error}") from error
    if len(content) > _FILE_BYTES_MOST:
        raise FileRefused(f"{path}: more than {_FILE_BYTES_MOST >> 20} MiB is no segment of a recording")
    # After a power cut a file system may leave zeros where the last lines would have been.
    content = content.rstrip(b"\0")
    lines = content.split(b"\n")
    tail = lines.pop()
    return lines, bool(tail)


def _line(path: Path, number: int, line: bytes, shape: type[_Shape]) -> _Shape:
    if len(line) > _LINE_BYTES_MOST:
        raise FileRefused(f"{path}: line {number}: too long")
    try:
        return msgspec.json.decode(line, type=shape)
    except (msgspec.DecodeError, ValueError, RecursionError) as error:
        raise FileRefused(f"{path}: line {number}: {ascii(str(error))[1:-1][:120]}") from error

"""Reads the codes of a film frame by frame, as the gate does, and says when each was first seen.

Never keeps a frame. Unlike the gate it looks at both planes of every frame: nobody waits.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from device.scanner.coach import Coach, Hint
from device.scanner.decoders import ReadCode
from device.scanner.eyes import Eyes
from device.scanner.frame import is_sane
from device.scanner.ladder import Ladder

if TYPE_CHECKING:
    from device.scanner.frame import Frame

CODES_MOST = 1000
"""More different texts in one film are not told."""


class Frames(Protocol):
    """A film, or a camera that never ends."""

    def next_frame(self) -> "Frame | None":
        """Give the next frame, or None after the last."""


class SeenCode(Struct, frozen=True, kw_only=True):
    """One text in a film."""

    code: ReadCode
    """As it was first read."""
    seconds: float
    """When that was, from the film's beginning."""
    frames: int
    """In how many frames it was read."""


class FilmLook(Struct, frozen=True, kw_only=True):
    """What was seen in a film."""

    codes: tuple[SeenCode, ...]
    hint: Hint | None
    """What would have helped most often, where nothing was read."""
    frames: int


def read_film(
    camera: Frames, *, monotonic: Callable[[], float], progress: Callable[[int, float], None], seconds_most: float
) -> FilmLook:
    """Look at every frame; `progress` gets the frame's number and second. A camera is looked through for so long.

    Raises:
        DeviceFault: the film cannot be read on.
    """
    eyes, coach = Eyes(Ladder(monotonic)), Coach()
    seen: dict[str, SeenCode] = {}
    hints: dict[Hint, int] = {}
    frames, began = 0, None
    while (frame := camera.next_frame()) is not None:
        began = frame.at if began is None else began
        second = frame.at - began
        if second > seconds_most:
            break
        frames += 1
        progress(frames, second)
        if not is_sane(frame):
            continue
        read: dict[str, ReadCode] = {}
        brightness = float(frame.luma.mean())
        for _plane in ("luma", "blue"):
            glance = eyes.look(frame)
            read.update((code.text, code) for code in glance.look.codes)
            hint = coach.see(glance.sight(brightness), second)
            if hint is not None:
                hints[hint] = hints.get(hint, 0) + 1
        for text, code in read.items():
            before = seen.get(text)
            if before is not None:
                seen[text] = SeenCode(code=before.code, seconds=before.seconds, frames=before.frames + 1)
            elif len(seen) < CODES_MOST:
                seen[text] = SeenCode(code=code, seconds=second, frames=1)
    commonest = max(hints, key=lambda hint: hints[hint]) if hints and not seen else None
    return FilmLook(codes=tuple(seen.values()), hint=commonest, frames=frames)

"""Words what `menshen decode` found: lines for people, JSON for programs, a table, and progress while it lasts.

Never lets a text from a code move a terminal's cursor or ring its bell.
"""

import json
import statistics
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Final, TextIO

from msgspec import Struct

from device.scanner.coach import Hint
from device.scanner.decoders import ZBAR, ReadCode
from device.scanner.film_reader import SeenCode

_TABLE_TEXT_LONGEST: Final = 200


class Result(Struct, frozen=True, kw_only=True):
    """What was found in one picture or film."""

    path: Path
    codes: tuple[ReadCode, ...] | tuple[SeenCode, ...]
    hint: Hint | None
    milliseconds: float
    frames: int | None
    """Of a film; None for a picture."""


class Progress:
    """One line that is written over again and again, on a terminal alone; None is a stream that is closed."""

    def __init__(self, stream: TextIO | None) -> None:
        self._stream = stream if stream is not None and stream.isatty() else None

    def show(self, text: str) -> None:
        """Say how far it is."""
        if self._stream is not None:
            self._stream.write(f"\r\x1b[K{text[:100]}")
            self._stream.flush()

    def clear(self) -> None:
        """Take the line away."""
        if self._stream is not None:
            self._stream.write("\r\x1b[K")
            self._stream.flush()


def as_json(result: Result) -> str:
    """Give one JSON object."""
    codes: list[dict[str, object]] = []
    for found in result.codes:
        code = found.code if isinstance(found, SeenCode) else found
        told: dict[str, object] = {"text": code.text, "decoder": code.decoder, "corners": code.corners}
        if isinstance(found, SeenCode):
            told |= {"seconds": round(found.seconds, 3), "frames": found.frames}
        codes.append(told)
    told = {"image": str(result.path), "codes": codes, "hint": result.hint}
    told["milliseconds"] = round(result.milliseconds, 1)
    if result.frames is not None:
        told["frames"] = result.frames
    return json.dumps(told)


def as_lines(result: Result) -> str:
    """Give a line for every code, or one that says that there is none."""
    name = plain(str(result.path))
    if not result.codes:
        return f"{name}: no code" + (f" ({result.hint})" if result.hint else "")
    lines = []
    for found in result.codes:
        code = found.code if isinstance(found, SeenCode) else found
        seen = f" (from {found.seconds:.2f} s, in {found.frames} frames)" if isinstance(found, SeenCode) else ""
        doubt = " (read by zbar alone)" if code.decoder == ZBAR else ""
        lines.append(f"{name}: {plain(code.text)}{seen}{doubt}")
    return "\n".join(lines)


def as_table(results: Sequence[Result]) -> None:
    """Print everything as a table, and what it comes to."""
    from rich.console import Console  # noqa: PLC0415 - only where a table is wanted
    from rich.table import Table  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    table = Table("picture", "code", "decoder", "first seen", "ms")
    for result in results:
        name, took = Text(plain(str(result.path))), f"{result.milliseconds:.1f}"
        if not result.codes:
            table.add_row(name, Text(f"none{f', {result.hint}' if result.hint else ''}", style="dim"), "", "", took)
        for found in result.codes:
            code = found.code if isinstance(found, SeenCode) else found
            second = f"{found.seconds:.2f} s" if isinstance(found, SeenCode) else ""
            table.add_row(name, Text(plain(code.text[:_TABLE_TEXT_LONGEST])), code.decoder, second, took)
    console = Console()
    console.print(table)
    if results:
        read = sum(bool(result.codes) for result in results)
        median = statistics.median(result.milliseconds for result in results)
        console.print(f"{read} of {len(results)} read, median {median:.1f} ms", highlight=False)


def plain(text: str) -> str:
    """Give a text that moves no cursor and rings no bell, in the letters the terminal knows."""
    shown = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
    encoding = sys.stdout.encoding or "ascii"
    return shown.encode(encoding, "backslashreplace").decode(encoding)

"""Reads the codes in picture files and prints one line for each picture.

Never sends or stores a text; it goes to standard output alone. A file that cannot be taken is one line on standard
error, and the others are read.
"""

import argparse
import json
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.errors import FileRefused

if TYPE_CHECKING:
    from collections.abc import Iterator

    from device.scanner.coach import Hint
    from device.scanner.decoders import Look

SUMMARY = "Read the codes in image files; folders are searched for pictures."
_ONE_IS_NO: Final = 1


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the pictures and how to print."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line for every picture")
    parser.add_argument("images", nargs="+", metavar="IMAGE", type=Path, help="picture file or folder of pictures")


def run(arguments: argparse.Namespace) -> int:
    """Read every picture; 0 where a code was read in any, else 1."""
    from device.kernel_clock import LinuxKernel  # noqa: PLC0415
    from device.scanner.coach import Sight, hint_for  # noqa: PLC0415 - numpy and the decoders only where pictures are read
    from device.scanner.picture_file import open_picture  # noqa: PLC0415
    from device.scanner.still import StillReader  # noqa: PLC0415

    monotonic = LinuxKernel().monotonic_seconds
    reader = StillReader(monotonic)
    codes_read = 0
    for path in _pictures(arguments.images):
        began = monotonic()
        try:
            picture = open_picture(path).planes()
        except FileRefused as error:
            _complain(error)
            continue
        look = reader.read(picture)
        rows, columns = (round(pixels * picture.times_smaller) for pixels in picture.luma.shape)
        hint = hint_for(Sight(look=look, brightness=float(picture.luma.mean()), columns=columns, rows=rows))
        codes_read += len(look.codes)
        milliseconds = round((monotonic() - began) * 1000, 1)
        _print(path, look, hint, milliseconds, as_json=arguments.json)
    return 0 if codes_read else _ONE_IS_NO


def _pictures(given: "list[Path]") -> "Iterator[Path]":
    from device.scanner.picture_file import pictures_in  # noqa: PLC0415

    for path in given:
        try:
            found = pictures_in(path) if _is_folder(path) else [path]
        except FileRefused as error:
            _complain(error)
            continue
        if not found:
            _complain(FileRefused(f"{path}: holds no picture"))
        yield from found


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise FileRefused(f"{path}: cannot be read: {error.strerror}") from error


def _print(path: Path, look: "Look", hint: "Hint | None", milliseconds: float, *, as_json: bool) -> None:
    if as_json:
        codes = [{"text": code.text, "decoder": code.decoder, "corners": code.corners} for code in look.codes]
        print(json.dumps({"image": str(path), "codes": codes, "hint": hint, "milliseconds": milliseconds}))
        return
    name = _plain(str(path))
    if not look.codes:
        print(f"{name}: no code" + (f" ({hint})" if hint else ""))
    for code in look.codes:
        print(f"{name}: {_plain(code.text)}" + (" (read by zbar alone)" if code.decoder == "zbar" else ""))


def _plain(text: str) -> str:
    """Give a text that moves no cursor and rings no bell, in the letters the terminal knows."""
    shown = "".join(letter if letter.isprintable() else repr(letter)[1:-1] for letter in text)
    encoding = sys.stdout.encoding or "ascii"
    return shown.encode(encoding, "backslashreplace").decode(encoding)


def _complain(error: FileRefused) -> None:
    print(f"menshen decode: {_plain(str(error))}", file=sys.stderr)

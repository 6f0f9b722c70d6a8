"""Reads the codes in pictures, films and through cameras, and prints one line for each code.

Never sends or stores a text; it goes to standard output alone. A file that cannot be taken is one line on standard
error, and the others are read.
"""

import argparse
import math
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.errors import DeviceFault, FileRefused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from device.commands.decode_lines import Progress, Result
    from device.scanner.film_camera import FilmCamera
    from device.scanner.still import StillReader
    from device.scanner.v4l2_camera import V4l2Camera

SUMMARY = "Read the codes in image files, films and through a camera; folders are searched for pictures and films."
_ONE_IS_NO: Final = 1
FILM_WIDTH, FILM_HEIGHT, FILM_RATE = 1280, 720, 25
"""As the gate sees it; larger frames are fitted."""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Add the pictures and how to print."""
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one JSON object a line for every picture")
    form.add_argument("--table", action="store_true", help="a table of everything at the end")
    parser.add_argument(
        "--seconds", type=_seconds, default=60.0, help="how long to look through a camera, or into a film (%(default)s)"
    )
    parser.add_argument(
        "images", nargs="+", metavar="IMAGE", type=Path, help="picture, film, folder of them, or camera (/dev/video0)"
    )


def run(arguments: argparse.Namespace) -> int:
    """Read everything; 0 where a code was read in any, else 1.

    Raises:
        FileRefused: standard output is closed, so nothing could be told.
    """
    if sys.stdout is None:  # a shell's >&- closed it
        raise FileRefused("standard output is closed: what is read has nowhere to go")
    from device.clock.kernel_clock import LinuxKernel  # noqa: PLC0415
    from device.commands.decode_lines import Progress, as_json, as_lines, as_table, plain  # noqa: PLC0415
    from device.scanner.still import StillReader  # noqa: PLC0415 - numpy and the decoders only where pictures are read

    def complain(error: Exception) -> None:
        progress.clear()
        if sys.stderr is not None:  # else print would put it among the codes
            print(f"menshen decode: {plain(str(error))}", file=sys.stderr)

    monotonic = LinuxKernel().monotonic_seconds
    reader, progress = StillReader(monotonic), Progress(sys.stderr)
    results: list[Result] = []
    codes_read = 0
    for number, path in enumerate(_pictures(arguments.images, complain), start=1):
        progress.show(f"{number}: {plain(path.name)}")
        try:
            result = _read(path, reader, monotonic, progress, arguments.seconds)
        except (FileRefused, DeviceFault) as error:
            complain(error)
            continue
        codes_read += len(result.codes)
        progress.clear()
        if arguments.table:
            results.append(result)
        else:
            print(as_json(result) if arguments.json else as_lines(result), flush=True)
    if arguments.table:
        as_table(results)
    return 0 if codes_read else _ONE_IS_NO


def _seconds(text: str) -> float:
    try:
        seconds = float(text)
    except ValueError:
        seconds = math.nan
    if not 0 < seconds < math.inf:
        raise argparse.ArgumentTypeError(f"{text!r} is no time above 0")
    return seconds


def _read(
    path: Path, reader: "StillReader", monotonic: "Callable[[], float]", progress: "Progress", seconds_most: float
) -> "Result":
    """Give what is in one picture or film.

    Raises:
        FileRefused: it is no picture that can be taken.
        DeviceFault: the film or camera cannot be read.
    """
    from msgspec.structs import replace  # noqa: PLC0415

    from device.commands.decode_lines import Result  # noqa: PLC0415
    from device.scanner.coach import hint_for, sight_of  # noqa: PLC0415
    from device.scanner.film_camera import is_film  # noqa: PLC0415
    from device.scanner.picture_file import open_picture  # noqa: PLC0415
    from device.scanner.v4l2_camera import is_v4l2  # noqa: PLC0415
    from device.scanner.views import whole  # noqa: PLC0415

    began = monotonic()
    if is_film(path) or is_v4l2(path):
        from device.scanner.film_reader import read_film  # noqa: PLC0415

        camera = _opened(path)
        try:
            film = read_film(
                camera,
                monotonic=monotonic,
                progress=lambda frames, second: progress.show(f"{second:.1f} s, {frames} frames"),
                seconds_most=seconds_most,
            )
        finally:
            camera.close()
        return Result(
            path=path, codes=film.codes, hint=film.hint, milliseconds=(monotonic() - began) * 1000, frames=film.frames
        )
    picture = open_picture(path).planes()
    look = reader.read(picture)
    shrunk = whole(picture.luma, 1 / picture.times_smaller).home(look)  # corners are the file's
    unplaced = sight_of(shrunk, picture.luma, picture.luma, float(picture.luma.mean()))
    rows, columns = (round(pixels * picture.times_smaller) for pixels in picture.luma.shape)
    hint = hint_for(replace(unplaced, look=look, columns=columns, rows=rows))
    milliseconds = (monotonic() - began) * 1000
    return Result(path=path, codes=look.codes, hint=hint, milliseconds=milliseconds, frames=None)


def _opened(path: Path) -> "FilmCamera | V4l2Camera":
    """Open a film or a camera.

    Raises:
        DeviceFault: it cannot be opened.
    """
    from device.scanner.film_camera import FilmCamera, is_film  # noqa: PLC0415
    from device.scanner.v4l2_camera import V4l2Camera  # noqa: PLC0415

    if is_film(path):
        return FilmCamera(path, width=FILM_WIDTH, height=FILM_HEIGHT)
    return V4l2Camera(path, width=FILM_WIDTH, height=FILM_HEIGHT, frames_per_second=FILM_RATE)


def _pictures(given: "list[Path]", complain: "Callable[[Exception], None]") -> "Iterator[Path]":
    from device.scanner.picture_folder import pictures_in  # noqa: PLC0415

    for path in given:
        try:
            found, refused = pictures_in(path) if _is_folder(path) else ([path], [])
        except FileRefused as error:
            complain(error)
            continue
        for folder in refused:
            complain(folder)
        if not found and not refused:
            complain(FileRefused(f"{path}: holds no picture"))
        yield from found


def _is_folder(path: Path) -> bool:
    try:
        return path.is_dir()
    except OSError as error:
        raise FileRefused(f"{path}: cannot be read: {error.strerror}") from error

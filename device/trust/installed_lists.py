"""Reads the lists the installer put on the gate's disk: of keys, of withdrawn codes and of changed colours.

Never judges them: they are offered like any other.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import Final

from device.errors import FileRefused
from device.health_code.standing_list import MESSAGE_LONGEST_BYTES, ListKind

FILE_BYTES_MOST: Final = 1 << 20
_REVOKED_FILES_MOST: Final = 32


def read_trust_file(path: Path) -> bytes | None:
    """Give the list the installer put at `path`, or None where there is none.

    Raises:
        FileRefused: it is there and cannot be read, or is larger than 1 MiB.
    """
    return _read(path, FILE_BYTES_MOST)


def read_list_files(folder: Path) -> Iterator[tuple[ListKind, str, bytes]]:
    """Give the lists the installer put into `folder`: `revoked-{scope}.cose` and `colours.cose`.

    Raises:
        FileRefused: one cannot be read, or is larger than a list may be.
    """
    for path in sorted(folder.glob("revoked-*.cose"))[:_REVOKED_FILES_MOST]:
        message = _read(path, MESSAGE_LONGEST_BYTES)
        if message is not None:
            yield ListKind.REVOKED, path.stem.removeprefix("revoked-"), message
    message = _read(folder / "colours.cose", MESSAGE_LONGEST_BYTES)
    if message is not None:
        yield ListKind.COLOURS, "", message


def _read(path: Path, bytes_most: int) -> bytes | None:
    try:
        with path.open("rb") as file:
            message = file.read(bytes_most + 1)
    except FileNotFoundError:
        return None
    except OSError as error:
        raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
    if len(message) > bytes_most:
        raise FileRefused(f"{path} is larger than {bytes_most} bytes")
    return message

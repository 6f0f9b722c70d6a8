"""Finds the picture and film files of a folder and the folders in it.

Never follows a link to another folder, and never leaves a folder out in silence.
"""

import os
from pathlib import Path
from typing import Final

from device.errors import FileRefused
from device.scanner.film_camera import is_film

PICTURE_ENDINGS: Final = frozenset({".png", ".jpg", ".jpeg", ".bmp", ".gif", ".webp", ".tif", ".tiff", ".pgm", ".ppm"})


def pictures_in(folder: Path) -> tuple[list[Path], list[FileRefused]]:
    """Give the files in the order of their names, and a refusal for every folder that cannot be read."""
    found: list[Path] = []
    refused: list[FileRefused] = []
    waiting = [folder]
    while waiting:
        inside = waiting.pop()
        try:
            with os.scandir(inside) as entries:
                for entry in entries:
                    path = inside / entry.name
                    if entry.is_dir(follow_symlinks=False):
                        waiting.append(path)
                    elif is_picture(path) and _may_be_file(entry):
                        found.append(path)
        except OSError as error:
            refused.append(FileRefused(f"{inside}: cannot be read: {error.strerror}"))
    return sorted(found), sorted(refused, key=str)


def is_picture(path: Path) -> bool:
    """Claim that the path names a picture or a film, by its ending alone."""
    return path.suffix.lower() in PICTURE_ENDINGS or is_film(path)


def _may_be_file(entry: "os.DirEntry[str]") -> bool:
    try:
        return entry.is_file()
    except OSError:  # whoever opens it says why it cannot be
        return True

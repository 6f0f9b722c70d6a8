"""Gives what opens the camera that the settings name.

Never opens it itself, and never loads a library that the chosen camera does not need.
"""

from collections.abc import Callable
from pathlib import Path

from device.scanner.camera import Camera
from device.settings.sections import Camera as CameraSettings
from device.settings.words import CameraKind


def camera_opener(settings: CameraSettings) -> Callable[[], Camera]:
    """Give what opens the camera the settings name; its library is loaded by the thread that opens it.

    An emulated camera is opened by the emulated board; what this gives for it opens a Pi's.
    """
    width, height = settings.width, settings.height

    def open_picamera2() -> Camera:
        from device.scanner.picamera2_camera import Picamera2Camera  # noqa: PLC0415 - only there on a Pi

        return Picamera2Camera(width=width, height=height, frames_per_second=settings.frames_per_second)

    def open_v4l2() -> Camera:
        from device.scanner.v4l2_camera import V4l2Camera  # noqa: PLC0415 - only where one is plugged in

        rate = settings.frames_per_second
        return V4l2Camera(Path(settings.device), width=width, height=height, frames_per_second=rate)

    def open_folder() -> Camera:
        from device.scanner.folder_camera import FolderCamera  # noqa: PLC0415 - only where a folder is watched

        return FolderCamera(Path(settings.folder), width=width, height=height)

    def open_film() -> Camera:
        from device.scanner.film_camera import FilmCamera  # noqa: PLC0415 - only where a film is watched

        return FilmCamera(Path(settings.film), width=width, height=height)

    match settings.kind:
        case CameraKind.V4L2:
            return open_v4l2
        case CameraKind.FOLDER:
            return open_folder
        case CameraKind.FILM:
            return open_film
        case _:
            return open_picamera2

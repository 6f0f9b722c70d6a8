"""Defines what the scanner expects of a camera, and what can go wrong with one.

Never names a product; `picamera2_camera` and `v4l2_camera` are two, the emulated one another.
"""

from typing import TYPE_CHECKING, Protocol

from device.errors import DeviceFault

if TYPE_CHECKING:
    from device.scanner.frame import Frame


class CameraGone(DeviceFault):
    """No camera answers: look at the ribbon cable and at `menshen doctor`."""

    detail = "gone"


class CameraBusy(DeviceFault):
    """Another program holds the camera: end it; the running gate holds it rightly."""

    detail = "busy"


class CameraForbidden(DeviceFault):
    """The camera is there and this user may not use it: the group `video` may."""

    detail = "forbidden"


class CameraTimeout(DeviceFault):
    """No picture within the time allowed: the camera is opened anew, then somebody must look."""

    detail = "timeout"


class CameraFormat(DeviceFault):
    """The camera gives pictures in a form that was not asked for and cannot be read."""

    detail = "format"


class Camera(Protocol):
    """A source of frames."""

    @property
    def name(self) -> str:
        """Product or kind, for the log."""

    def capture(self) -> "Frame":
        """Give the newest frame; takes 2 s at most.

        Raises:
            DeviceFault: no frame; close the camera and open another.
        """

    def close(self) -> None:
        """Give the camera back; harmless when it is closed."""

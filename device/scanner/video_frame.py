"""Makes the gate's planes of a frame that FFmpeg gives, whatever form the camera or film had (YUYV, MJPEG, NV12, RGB).

Never keeps a frame. PyAV is loaded here alone, and late: a gate with a Pi camera does without it.
"""

from fractions import Fraction
from pathlib import Path
from typing import Any, Final

import numpy as np

from device.scanner.camera import CameraFormat, CameraGone
from device.scanner.frame import PIXELS_MOST, Frame, Plane

_SIDE_LEAST: Final = 16
_LACKS_PYAV: Final = "films and USB cameras need PyAV: pip install 'menshen[video]'"


def load_pyav() -> Any:  # noqa: ANN401 - PyAV itself, which need not be installed
    """Give PyAV.

    Raises:
        CameraGone: it is not installed; the text says what is to be done.
    """
    try:
        import av  # noqa: PLC0415 - large, and most gates do without it
    except ImportError as error:
        raise CameraGone(_LACKS_PYAV) from error
    return av


def fitted_frame(picture: Any, *, source: Path, size: tuple[int, int], at: float) -> Frame:  # noqa: ANN401 - PyAV's frame
    """Give the planes of `picture`, shrunk into `size` (columns, rows) where it is larger.

    Raises:
        CameraFormat: it is larger than any camera's, too small, or of a form that cannot be converted.
    """
    if picture.width * picture.height > 4 * PIXELS_MOST or min(picture.width, picture.height) < _SIDE_LEAST:
        raise CameraFormat(f"{source}: frames of {picture.width}x{picture.height}")
    share = min(Fraction(size[0], picture.width), Fraction(size[1], picture.height), Fraction(1))
    width, height = (max(int(side * share) // 2 * 2, 2) for side in (picture.width, picture.height))
    try:
        # full range, as `Frame` takes luma and colour to be
        small = picture.reformat(width=width, height=height, format="yuv420p", dst_color_range="JPEG")
    except (OSError, ValueError) as error:
        raise CameraFormat(f"{source}: frames of form {picture.format.name}: {error}") from error
    luma, chroma_u = (_plane(small.planes[number]) for number in (0, 1))
    return Frame(luma=luma, chroma_u=chroma_u, at=at)


def _plane(plane: Any) -> Plane:  # noqa: ANN401 - PyAV's plane
    """Give a plane without the padding behind its rows; its memory is its own."""
    rows = np.frombuffer(plane, dtype=np.uint8).reshape(plane.height, plane.line_size)
    return rows[:, : plane.width].copy()

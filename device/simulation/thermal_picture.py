"""Draws what a thermal array would see of a scene: faces, hair, caps, clothes, before a wall.

Never imports the firmware: it knows where people really stand. Angles are even over the picture, as the maker states
its field of view; a forehead is as warm as the infrared thermometer finds it.
"""

import math
from typing import Final

import numpy as np
from numpy.typing import NDArray

from device.simulation.infrared import covered_celsius, surface_celsius
from device.simulation.scene import Body, Scene

_FINER: Final = 2
"""Each pixel is looked at twice in each direction."""
_FOREHEAD_MM: Final = 35.0
"""The forehead of a face drawn at its full size."""
_FACE_MM: Final = (75.0, 100.0)
"""Half width, and half height from hairline to chin."""
_HEAD_MM: Final = (88.0, 128.0)
_BROWS_MM: Final = -33.0
"""Eyebrows above the middle of the face; a cap begins there."""
_FOREHEAD_ABOVE_MM: Final = 67.0
_NECK_MM: Final = (55.0, 160.0)
_SHOULDERS_MM: Final = (210.0, 150.0)
_HAIR_SHARE: Final = 0.5
_CLOTHES_SHARE: Final = 0.35
"""How far between room and skin hair and clothes are."""
_CHEEKS_COLDER: Final = 0.4


def thermal_picture(
    scene: Scene, *, width_degrees: float, height_degrees: float, rows: int, columns: int, at: float
) -> NDArray[np.float64]:
    """Give the picture in degrees Celsius, row by row from the top, as black surfaces would look."""
    grid = _angles(columns, width_degrees)[np.newaxis, :], _angles(rows, height_degrees)[:, np.newaxis]
    seen = np.full((rows * _FINER, columns * _FINER), scene.behind_celsius)
    for body in (scene.companion, scene.body):
        if body is not None:
            _draw(seen, body, scene, grid, at)
    mean: NDArray[np.float64] = seen.reshape(rows, _FINER, columns, _FINER).mean(axis=(1, 3))
    return mean


def _angles(count: int, degrees: float) -> NDArray[np.float64]:
    steps = (np.arange(count * _FINER) + 0.5) / (count * _FINER) - 0.5
    tangents: NDArray[np.float64] = np.tan(np.radians(steps * degrees))
    return tangents


def _draw(
    seen: NDArray[np.float64],
    body: Body,
    scene: Scene,
    grid: tuple[NDArray[np.float64], NDArray[np.float64]],
    at: float,
) -> None:
    across, down = grid
    room, size = scene.ambient_celsius, body.radius_mm / _FOREHEAD_MM
    aside = body.spot_offset_mm + body.sway_mm * math.sin(2.0 * math.pi * body.sway_hertz * at)
    x = (across * body.distance_mm - aside) / size
    skin = surface_celsius(body, room)
    if body.core_celsius is None:
        y = (down * body.distance_mm - body.below_mm) / size
        seen[np.hypot(x, y) <= _FOREHEAD_MM] = skin
        return
    y = (down * body.distance_mm - body.below_mm) / size - _FOREHEAD_ABOVE_MM
    face = np.hypot(x / _FACE_MM[0], y / _FACE_MM[1]) <= 1.0
    head = np.hypot(x / _HEAD_MM[0], y / _HEAD_MM[1]) <= 1.0
    seen[(np.abs(x) <= _SHOULDERS_MM[0]) & (y >= _SHOULDERS_MM[1])] = room + _CLOTHES_SHARE * (skin - room)
    seen[head] = room + _HAIR_SHARE * (skin - room)
    seen[(np.abs(x) <= _NECK_MM[0]) & (y >= 0.0) & (y <= _NECK_MM[1])] = skin - _CHEEKS_COLDER
    seen[face] = np.broadcast_to(np.where(y < _BROWS_MM, skin, skin - _CHEEKS_COLDER), face.shape)[face]
    if body.wears_cap:
        seen[head & (y < _BROWS_MM)] = covered_celsius(skin, room)

"""Draws what the gate's camera sees while somebody holds up a code: 25 frames a second of 1280 x 720 in NV12.

Never the same film for two seeds, always the same for one. A code is told by its size where it comes to rest, before it
is tilted. Luma and colour are mixed linearly; a real lens, sensor and picture processor are to be measured on a gate.
"""

from collections.abc import Iterator
from enum import StrEnum

import numpy as np
import numpy.typing as npt
import segno
from msgspec import Struct
from PIL import Image, ImageFilter

from device.scanner.frame import Frame
from device.scanner.picamera2_camera import planes_of_buffer
from device.simulation.code_picture import INKS
from device.simulation.empty_room import COAT, ROOM

WIDTH, HEIGHT = 1280, 720
FRAME_SECONDS = 0.04
FOCAL_PIXELS = 985.0
"""Of a lens with 66 degrees across 1280 pixels."""
EXPOSURE_SECONDS = 0.005
PAPER = (245, 245, 242)
APPROACH_SECONDS, APPROACH_SHARE = 0.3, 0.12
"""The code comes nearer by so much before it rests."""
WOBBLE_HERTZ = 0.8
"""How often the hand's tilt goes to and fro, by 1.5 degrees each way."""
_TEXTURE_PIXELS = 6
_QUIET_MODULES = 5
_ALPHABET = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:"
_GRAIN_LARGE = 1024
Levels = npt.NDArray[np.float32]
Sums = npt.NDArray[np.int16]


class Trouble(StrEnum):
    """What makes the code hard to read, beside tremor, approach and tilt, which every film has."""

    NONE = "nothing else"
    DEFOCUS = "defocus"
    MOTION = "motion blur"
    GLARE = "glare and moire"
    CREASE = "crease"
    DARK = "low light"


class Holding(Struct, frozen=True, kw_only=True):
    """One code held up by one person."""

    seed: int
    modules: int = 53
    pixels_per_module: float = 3.0
    ink: str = "black"
    trouble: Trouble = Trouble.NONE
    light: float = 1.0
    """Share of the light that falls on it else; the grain stays."""


def text_of(holding: Holding) -> str:
    """Give a text as long as a health code of so many modules holds."""
    prefix, letters = ("PHC1:", 246) if holding.modules == 53 else ("HC1:", 585)
    chosen = np.random.default_rng([holding.seed, 7]).integers(0, len(_ALPHABET), letters)
    return prefix + "".join(_ALPHABET[place] for place in chosen)


def film_of(holding: Holding) -> Iterator[Frame]:
    """Give frame after frame, without end."""
    chance = np.random.default_rng([holding.seed, 11])
    sheet = _sheet(holding)
    hand = _Hand(chance, is_moving=holding.trouble is Trouble.MOTION)
    light = _Light(chance, holding.trouble, holding.light)
    grain = np.rint(chance.normal(0.0, light.grain, (_GRAIN_LARGE, _GRAIN_LARGE * 2))).astype(np.int16)
    room_luma = np.full((HEIGHT, WIDTH), _luma(ROOM) * light.level, dtype=np.float32).astype(np.int16)
    room_luma[:, 400:900] = round(_luma(COAT) * light.level)
    room_blue = np.full((HEIGHT, WIDTH), 128, dtype=np.float32).astype(np.int16)
    for number in range(1_000_000):
        at = number * FRAME_SECONDS
        luma, blue = room_luma.copy(), room_blue.copy()
        left, top, ink, paper = _seen(sheet, hand, at, holding.pixels_per_module, light.blur_pixels)
        rows, columns = ink.shape
        box = np.s_[top : top + rows, left : left + columns]
        drawn = _luma(PAPER) + (_luma(INKS[holding.ink]) - _luma(PAPER)) * ink
        colour = _blue(PAPER) + (_blue(INKS[holding.ink]) - _blue(PAPER)) * ink
        drawn, colour = light.on(drawn, colour, at)
        luma[box] += np.rint((drawn * light.level - luma[box]) * paper).astype(np.int16)
        blue[box] += np.rint((128.0 + (colour - 128.0) * light.level - blue[box]) * paper).astype(np.int16)
        yield _as_nv12(luma, blue, grain, chance, at)


class _Hand:
    """Where the sheet is: drifting, trembling, coming nearer, tilted."""

    def __init__(self, chance: np.random.Generator, *, is_moving: bool) -> None:
        self._phases = chance.uniform(0, 2 * np.pi, 8)
        self._drift_pixels = chance.uniform(3.0, 9.0, 2)
        self._drift_hertz = chance.uniform(0.6, 1.6, 2)
        self._tremor_pixels = chance.uniform(0.2, 0.8, 2)
        self._tremor_hertz = chance.uniform(7.0, 11.0, 2)
        self._tilt = np.radians(chance.uniform(0.0, 30.0))
        self._tilt_towards = chance.uniform(0, 2 * np.pi)
        self._turn = np.radians(chance.uniform(-20.0, 20.0))
        self._middle = np.array([WIDTH / 2, HEIGHT / 2]) + chance.uniform(-90, 90, 2)
        speed = chance.uniform(250.0, 450.0) if is_moving else 0.0
        towards = chance.uniform(0, 2 * np.pi)
        self._velocity = speed * np.array([np.cos(towards), np.sin(towards)])
        self._rest_seconds = chance.uniform(0.25, 0.5)

    def middle(self, at: float) -> npt.NDArray[np.float64]:
        """Give the sheet's middle in pixels at second `at`."""
        drift = self._drift_pixels * np.sin(2 * np.pi * self._drift_hertz * at + self._phases[:2])
        tremor = self._tremor_pixels * np.sin(2 * np.pi * self._tremor_hertz * at + self._phases[2:4])
        # a hand that stops decelerates evenly until it rests
        left = max(self._rest_seconds - at, 0.0)
        return self._middle + drift + tremor - self._velocity * left * left / (2 * self._rest_seconds)

    def corners(self, at: float, side_pixels: float) -> npt.NDArray[np.float64]:
        """Give the sheet's four corners in pixels, clockwise from the upper left."""
        near = 1.0 - APPROACH_SHARE * max(1.0 - at / APPROACH_SECONDS, 0.0)
        half = side_pixels / 2
        tilt = self._tilt + np.radians(1.5) * np.sin(2 * np.pi * WOBBLE_HERTZ * at + self._phases[4])
        axis = np.array([np.cos(self._tilt_towards), np.sin(self._tilt_towards), 0.0])
        flat = np.array([[-half, -half, 0.0], [half, -half, 0.0], [half, half, 0.0], [-half, half, 0.0]])
        cos, sin = np.cos(self._turn), np.sin(self._turn)
        turned = flat @ np.array([[cos, sin, 0.0], [-sin, cos, 0.0], [0.0, 0.0, 1.0]])
        along = np.outer(turned @ axis, axis)
        leant = along + (turned - along) * np.cos(tilt) + np.cross(axis, turned) * np.sin(tilt)
        scale = near * FOCAL_PIXELS / (FOCAL_PIXELS + leant[:, 2:])
        return np.asarray(self.middle(at) + leant[:, :2] * scale)


class _Light:
    """Lamp, lens and glass: how bright it is, how sharp, and what lies over the code."""

    def __init__(self, chance: np.random.Generator, trouble: Trouble, share: float) -> None:
        self._trouble = trouble
        is_dark = trouble is Trouble.DARK
        self.level = share * (chance.uniform(0.22, 0.4) if is_dark else chance.uniform(0.75, 1.0))
        self.grain = chance.uniform(3.5, 6.0) if is_dark else chance.uniform(1.5, 3.0)
        sharp = chance.uniform(0.4, 0.6)
        self.blur_pixels = chance.uniform(0.7, 1.0) if trouble is Trouble.DEFOCUS else sharp
        self._spot = chance.uniform(0.1, 0.9, 2)
        towards, self._wobble_phase = chance.uniform(0, 2 * np.pi, 2)
        self._towards = np.array([np.cos(towards), np.sin(towards)])
        self._spot_size = chance.uniform(0.08, 0.16)
        self._beat = chance.uniform(-0.35, 0.35, 2)
        self._beat_share = chance.uniform(0.05, 0.12)
        self._crease = (chance.uniform(0, np.pi), chance.uniform(-0.2, 0.2), chance.uniform(0.2, 0.45))

    def on(self, luma: Levels, blue: Levels, at: float) -> tuple[Levels, Levels]:
        """Give the sheet's luma and blue difference as this light shows them.

        A mirror turned by 1.5 degrees sends a lamp's image 10 mm across a sheet at 200 mm: a quarter of a code.
        """
        rows, columns = luma.shape
        if self._trouble is Trouble.GLARE:
            down, across = np.ogrid[:rows, :columns]
            beat = np.sin(self._beat[0] * across + self._beat[1] * down + 7.0 * at)
            luma = luma * (1.0 + self._beat_share * beat.astype(np.float32)).astype(np.float32)
            wander = 0.25 * np.sin(2 * np.pi * WOBBLE_HERTZ * at + self._wobble_phase)
            x = across / columns - self._spot[0] - wander * self._towards[0]
            y = down / rows - self._spot[1] - wander * self._towards[1]
            far = (x * x + y * y) / self._spot_size**2
            glare = (0.95 * np.exp(-far)).astype(np.float32)
            return luma + glare * (255.0 - luma), blue + glare * (128.0 - blue)
        if self._trouble is Trouble.CREASE:
            angle, beside, shade = self._crease
            down, across = np.ogrid[-0.5 : 0.5 : rows * 1j, -0.5 : 0.5 : columns * 1j]
            far = across * np.cos(angle) + down * np.sin(angle) - beside
            shadow = np.where(far > 0, np.exp(-far / 0.12), np.exp(far / 0.01))
            return luma * (1.0 - shade * shadow).astype(np.float32), blue
        return luma, blue


def _sheet(holding: Holding) -> Image.Image:
    """Give the ink of code and quiet zone, several pixels a module."""
    error = "m" if holding.modules == 53 else "q"
    code = segno.make_qr(text_of(holding), error=error, boost_error=False)
    matrix = np.pad(np.array([list(row) for row in code.matrix], dtype=np.uint8) * 255, _QUIET_MODULES)
    if matrix.shape[0] != holding.modules + 2 * _QUIET_MODULES:
        raise ValueError(f"the text makes {matrix.shape[0] - 2 * _QUIET_MODULES} modules, not {holding.modules}")
    side = matrix.shape[0] * _TEXTURE_PIXELS
    return Image.fromarray(matrix).resize((side, side), Image.Resampling.NEAREST)


def _seen(
    sheet: Image.Image, hand: _Hand, at: float, pixels_per_module: float, blur_pixels: float
) -> tuple[int, int, Levels, Levels]:
    """Give left, top, ink and paper (0 to 1) of the rectangle that the sheet covers, smeared as the shutter does."""
    side = sheet.width / _TEXTURE_PIXELS * pixels_per_module
    shots = [hand.corners(at + share * EXPOSURE_SECONDS, side) for share in (0.0, 0.5, 1.0)]
    low = np.floor(np.min(shots, axis=(0, 1))).astype(int) - 4
    high = np.ceil(np.max(shots, axis=(0, 1))).astype(int) + 4
    low, high = np.clip(low, 0, (WIDTH, HEIGHT)), np.clip(high, 0, (WIDTH, HEIGHT))
    size = (int(high[0] - low[0]), int(high[1] - low[1]))
    paper = Image.new("L", sheet.size, 255)
    ink_levels, paper_levels = np.zeros(size[::-1], np.float32), np.zeros(size[::-1], np.float32)
    fine = (2 * size[0], 2 * size[1])
    for corners in shots:
        factors = _factors((corners - low) * 2, sheet.width)
        for picture, sum_of_shots in ((sheet, ink_levels), (paper, paper_levels)):
            large = picture.transform(fine, Image.Transform.PERSPECTIVE, factors, Image.Resampling.BILINEAR)
            seen = large.reduce(2).filter(ImageFilter.GaussianBlur(blur_pixels))
            np.add(sum_of_shots, np.asarray(seen, dtype=np.float32) / (255 * len(shots)), out=sum_of_shots)
    return int(low[0]), int(low[1]), ink_levels, paper_levels


def _factors(corners: npt.NDArray[np.float64], side: int) -> tuple[float, ...]:
    """Give the perspective that takes places in the frame to places on the sheet."""
    sources = ((0.0, 0.0), (side, 0.0), (side, side), (0.0, side))
    rows, values = [], []
    for (x, y), (u, v) in zip(corners, sources, strict=True):
        rows += [[x, y, 1, 0, 0, 0, -u * x, -u * y], [0, 0, 0, x, y, 1, -v * x, -v * y]]
        values += [u, v]
    return tuple(np.linalg.solve(np.array(rows), np.array(values, dtype=np.float64)).tolist())


def _as_nv12(luma: Sums, blue: Sums, grain: Sums, chance: np.random.Generator, at: float) -> Frame:
    """Give the frame out of one NV12 buffer, as the camera's driver hands it over."""
    down, across = chance.integers(0, _GRAIN_LARGE - HEIGHT), chance.integers(0, _GRAIN_LARGE * 2 - WIDTH)
    luma += grain[down : down + HEIGHT, across : across + WIDTH]
    halved = (blue[::2, ::2] + blue[1::2, ::2] + blue[::2, 1::2] + blue[1::2, 1::2] + 2) >> 2
    down, across = chance.integers(0, _GRAIN_LARGE // 2), chance.integers(0, _GRAIN_LARGE)
    halved += grain[down : down + HEIGHT // 2, across : across + WIDTH // 2] >> 1
    buffer = np.full(WIDTH * HEIGHT * 3 // 2, 128, dtype=np.uint8)
    buffer[: WIDTH * HEIGHT] = np.clip(luma, 0, 255).reshape(-1)
    buffer[WIDTH * HEIGHT :: 2] = np.clip(halved, 0, 255).reshape(-1)
    seen, chroma = planes_of_buffer(buffer, form="NV12", width=WIDTH, height=HEIGHT, stride=WIDTH)
    return Frame(luma=seen, chroma_u=chroma, at=at)


def _luma(ink: tuple[int, int, int]) -> float:
    return 0.299 * ink[0] + 0.587 * ink[1] + 0.114 * ink[2]


def _blue(ink: tuple[int, int, int]) -> float:
    return 128.0 + 0.564 * (ink[2] - _luma(ink))

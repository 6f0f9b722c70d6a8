"""Spoils photographs in ways nobody tuned a reader for: turned, shrunk, blurred, darkened, faded, grained.

Never random from run to run. Used by `bench.photographs --spoil`.
"""

from collections.abc import Callable

import numpy as np
from PIL import Image, ImageEnhance, ImageFilter, ImageOps

Spoil = Callable[[Image.Image], Image.Image]


def _turned(degrees: float) -> Spoil:
    return lambda picture: picture.rotate(degrees, Image.Resampling.BICUBIC, expand=True, fillcolor=(128, 128, 128))


def _shrunk(share: float) -> Spoil:
    return lambda picture: picture.resize(
        (round(picture.width * share), round(picture.height * share)), Image.Resampling.BILINEAR
    )


def _grained(picture: Image.Image) -> Image.Image:
    grain = np.random.default_rng(picture.width).normal(0.0, 12.0, (picture.height, picture.width, 1))
    return Image.fromarray(np.clip(np.asarray(picture) + grain, 0, 255).astype(np.uint8))


SPOILS: dict[str, Spoil] = {
    "turned by 17 degrees": _turned(17),
    "turned by 180 degrees": _turned(180),
    "turned by 245 degrees": _turned(245),
    "mirrored": ImageOps.mirror,
    "inverted": ImageOps.invert,
    "shrunk to 80 %": _shrunk(0.8),
    "shrunk to 60 %": _shrunk(0.6),
    "blurred by 1 pixel": lambda picture: picture.filter(ImageFilter.GaussianBlur(1.0)),
    "darkened to 35 %": lambda picture: ImageEnhance.Brightness(picture).enhance(0.35),
    "contrast of 40 %": lambda picture: ImageEnhance.Contrast(picture).enhance(0.4),
    "grain of 12 levels": _grained,
}

"""Measures how loud a prompt is, as an ear hears it, and how high its samples reach.

Pure: samples in, figures out. ITU-R BS.1770-4, integrated loudness of one channel: K-weighting, blocks of 400 ms that
overlap by three quarters, gates at -70 LUFS and 10 LU below the mean. The filters are worked out for the file's own
rate from the standard's analogue prototypes.
"""

import math
from array import array
from collections.abc import Iterable, Sequence
from typing import Final

from msgspec import Struct

FULL_SCALE: Final = 32768.0
_BLOCK_SECONDS: Final = 0.4
_HOP_SECONDS: Final = 0.1
_ABSOLUTE_GATE: Final = -70.0
_RELATIVE_GATE: Final = -10.0
_OFFSET: Final = -0.691
SILENCE_LUFS: Final = -100.0


class Level(Struct, frozen=True, kw_only=True):
    """What was measured."""

    seconds: float
    lufs: float
    """Integrated loudness; `SILENCE_LUFS` where nothing passes the gates."""
    peak_dbfs: float
    rms_dbfs: float


class _Filter(Struct, frozen=True, kw_only=True):
    b: tuple[float, float, float]
    a: tuple[float, float]


def measure(samples: bytes, rate: int) -> Level:
    """Measure 16-bit samples."""
    values = array("h", samples)
    peak = max((abs(value) for value in values), default=0)
    mean_square = sum(value * value for value in values) / len(values) if values else 0.0
    return Level(
        seconds=len(values) / rate,
        lufs=_integrated([value / FULL_SCALE for value in values], rate),
        peak_dbfs=_decibels(peak / FULL_SCALE),
        rms_dbfs=_decibels(math.sqrt(mean_square) / FULL_SCALE),
    )


def _integrated(values: Sequence[float], rate: int) -> float:
    weighted = list(_filtered(_filtered(values, _shelf(rate)), _high_pass(rate)))
    block, hop = round(_BLOCK_SECONDS * rate), round(_HOP_SECONDS * rate)
    weighted += [0.0] * max(0, block - len(weighted))  # a word shorter than a block is measured in one
    powers = [
        sum(value * value for value in weighted[start : start + block]) / block
        for start in range(0, len(weighted) - block + 1, hop)
    ]
    loud = [power for power in powers if _lufs(power) > _ABSOLUTE_GATE]
    if not loud:
        return SILENCE_LUFS
    gate = _lufs(sum(loud) / len(loud)) + _RELATIVE_GATE
    counted = [power for power in loud if _lufs(power) > gate]
    return _lufs(sum(counted) / len(counted))


def _filtered(values: Iterable[float], how: _Filter) -> Iterable[float]:
    (b0, b1, b2), (a1, a2) = how.b, how.a
    x1 = x2 = y1 = y2 = 0.0
    for x in values:
        y = b0 * x + b1 * x1 + b2 * x2 - a1 * y1 - a2 * y2
        x2, x1, y2, y1 = x1, x, y1, y
        yield y


def _shelf(rate: int) -> _Filter:
    """The head's own gain of 4 dB above 1.7 kHz."""
    gain, q, frequency = 3.999843853973347, 0.7071752369554196, 1681.974450955533
    k = math.tan(math.pi * frequency / rate)
    high = 10.0 ** (gain / 20.0)
    middle = high**0.4996667741545416
    a0 = 1.0 + k / q + k * k
    return _Filter(
        b=((high + middle * k / q + k * k) / a0, 2.0 * (k * k - high) / a0, (high - middle * k / q + k * k) / a0),
        a=(2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0),
    )


def _high_pass(rate: int) -> _Filter:
    """What is below 38 Hz hardly counts."""
    q, frequency = 0.5003270373238773, 38.13547087602444
    k = math.tan(math.pi * frequency / rate)
    a0 = 1.0 + k / q + k * k
    return _Filter(b=(1.0, -2.0, 1.0), a=(2.0 * (k * k - 1.0) / a0, (1.0 - k / q + k * k) / a0))


def _lufs(power: float) -> float:
    return _OFFSET + 10.0 * math.log10(power) if power > 0.0 else -math.inf


def _decibels(part: float) -> float:
    return 20.0 * math.log10(part) if part > 0.0 else SILENCE_LUFS

"""Draws the shape of each sentence on a grid of 100 by 100; no two sentences of different meaning share one.

Never uses colour: a shape must say the same in black and white, at the far end of the lane.
"""

import math
from typing import Final

from msgspec import Struct

from device.guidance.sentences import Sentence
from device.screen.marks import Point


class Dot(Struct, frozen=True, kw_only=True):
    """A filled circle on the grid."""

    centre: Point
    radius: float


class Line(Struct, frozen=True, kw_only=True):
    """A line on the grid."""

    points: tuple[Point, ...]
    width: float = 8.0


class Patch(Struct, frozen=True, kw_only=True):
    """A filled polygon on the grid."""

    points: tuple[Point, ...]
    cut_out: bool = False
    """Painted in the colour of the ground."""


Part = Dot | Line | Patch
Symbol = tuple[Part, ...]


def _line(*points: Point, width: float = 8.0) -> Line:
    return Line(points=points, width=width)


def _dot(x: float, y: float, radius: float) -> Dot:
    return Dot(centre=(x, y), radius=radius)


def _patch(*points: Point) -> Patch:
    return Patch(points=points)


def _box(left: float, top: float, right: float, bottom: float) -> tuple[Point, ...]:
    return ((left, top), (right, top), (right, bottom), (left, bottom))


def _ring(x: float, y: float, radius: float, width: float = 8.0) -> Line:
    steps = 36
    turns = (math.tau * step / steps for step in range(steps + 1))
    return Line(points=tuple((x + radius * math.cos(a), y + radius * math.sin(a)) for a in turns), width=width)


def _star(points: int) -> Patch:
    corners = []
    for step in range(points * 2):
        radius, angle = (38.0 if step % 2 == 0 else 16.0), math.pi * step / points - math.pi / 2
        corners.append((50 + radius * math.cos(angle), 50 + radius * math.sin(angle)))
    return _patch(*corners)


def _person(x: float = 50.0, scale: float = 1.0) -> Symbol:
    def at(dx: float, y: float) -> Point:
        return x + dx * scale, 50 + (y - 50) * scale

    head, top = at(0, 26)
    body = (at(-20, 84), at(-20, 56), at(-10, 46), at(10, 46), at(20, 56), at(20, 84))
    return Dot(centre=(head, top), radius=13 * scale), Patch(points=body)


def _feet(shift: float = 0.0) -> Symbol:
    return tuple(
        part
        for x in (36.0 + shift, 64.0 + shift)
        for part in (_patch((x - 9, 38), (x + 9, 38), (x + 7, 64), (x - 7, 64)), _dot(x, 36, 10), _dot(x, 68, 8))
    )


def _code(scale: float = 1.0) -> Symbol:
    corners = ((30, 30, 46, 46), (54, 30, 70, 46), (30, 54, 46, 70), (54, 54, 61, 61), (63, 63, 70, 70))
    return tuple(_patch(*_box(*(50 + (side - 50) * scale for side in corner))) for corner in corners)


def _arrow(tail: Point, head: Point, width: float = 6.0) -> Symbol:
    """A straight arrow with a head of a third of its length."""
    (x, y), (to_x, to_y) = tail, head
    back_x, back_y = (x - to_x) / 2.2, (y - to_y) / 2.2
    one, other = (to_x + back_x - back_y, to_y + back_y + back_x), (to_x + back_x + back_y, to_y + back_y - back_x)
    return _line(tail, head, width=width), _line(one, head, other, width=width)


def _arrows(inner: float, outer: float) -> Symbol:
    """Four arrows on the diagonals, `inner` and `outer` from the middle; outwards where `outer` is the head."""
    return tuple(
        part
        for dx, dy in ((-1, -1), (1, -1), (-1, 1), (1, 1))
        for part in _arrow((50 + dx * inner, 50 + dy * inner), (50 + dx * outer, 50 + dy * outer))
    )


def _corners() -> Symbol:
    return tuple(
        _line((x, y + dy), (x, y), (x + dx, y), width=6)
        for x, y, dx, dy in ((14, 14, 18, 18), (86, 14, -18, 18), (14, 86, 18, -18), (86, 86, -18, -18))
    )


def _rays(x: float, y: float, inner: float, outer: float, width: float) -> Symbol:
    turns = (math.tau * step / 8 for step in range(8))
    return tuple(
        _line(
            (x + inner * math.cos(a), y + inner * math.sin(a)),
            (x + outer * math.cos(a), y + outer * math.sin(a)),
            width=width,
        )
        for a in turns
    )


_FACE: Final[Symbol] = (_ring(50, 54, 30, 7), _dot(40, 56, 4), _dot(60, 56, 4), _line((40, 70), (60, 70), width=5))

S = Sentence
SYMBOLS: Final[dict[Sentence, Symbol]] = {
    S.DARK: (_ring(50, 54, 28), _line((50, 16), (50, 50))),
    S.WARMING_UP: (
        _patch((28, 16), (72, 16), (50, 50)),
        _patch((28, 84), (72, 84), (50, 50)),
        _line((24, 14), (76, 14)),
        _line((24, 86), (76, 86)),
    ),
    S.READY: (*_person(), _line((14, 92), (86, 92), width=6)),
    S.COME_CLOSER: (
        _line((50, 86), (50, 30), width=12),
        _line((26, 52), (50, 28), (74, 52), width=12),
        _line((20, 12), (80, 12)),
    ),
    S.STEP_BACK: (
        _line((50, 20), (50, 74), width=12),
        _line((26, 52), (50, 76), (74, 52), width=12),
        _line((20, 8), (80, 8)),
        _line((20, 92), (80, 92), width=4),
    ),
    S.HOLD_STILL: (*_person(scale=0.75), *_corners()),
    S.SHOW_CODE: (*_code(), _line(*_box(20, 8, 80, 92), (20, 8), width=6), _line((44, 83), (56, 83), width=5)),
    S.NOT_A_HEALTH_CODE: (*_code(), _line((18, 18), (82, 82), width=10)),
    S.ONE_AT_A_TIME: (_line((36, 32), (54, 18), (54, 80), width=12), _line((36, 82), (72, 82), width=10)),
    S.NEXT_OF_GROUP: (
        *_person(30, 0.7),
        _line((58, 50), (88, 50), width=9),
        _line((76, 36), (90, 50), (76, 64), width=9),
    ),
    S.WAIT: (_dot(22, 50, 10), _dot(50, 50, 10), _dot(78, 50, 10)),
    S.PASS: (_line((18, 54), (42, 78), (84, 24), width=15),),
    S.STEP_ASIDE: (
        _line((26, 88), (26, 40), (74, 40), width=12),
        _line((56, 18), (80, 40), (56, 62), width=12),
    ),
    S.GO_TO_THE_DESK: (
        _dot(50, 22, 10),
        _line((40, 42), (52, 42), (52, 78), width=11),
        _line((36, 80), (66, 80), width=10),
    ),
    S.OUT_OF_SERVICE: (_line((18, 50), (82, 50), width=18),),
    S.LOCKED: (
        _patch(*_box(24, 46, 76, 86)),
        _line((34, 46), (34, 30), (42, 18), (58, 18), (66, 30), (66, 46), width=9),
    ),
    S.EMERGENCY: (
        _line((52, 14), (18, 14), (18, 86), (52, 86), width=8),
        _line((36, 50), (86, 50), width=12),
        _line((68, 30), (88, 50), (68, 70), width=12),
    ),
    S.IDENTIFY: (_star(5),),
    S.STAND_ON_THE_FOOTPRINTS: (*_feet(), _line(*_box(14, 14, 86, 86), (14, 14), width=5)),
    S.FOREHEAD_TO_THE_MARK: (*_FACE, _ring(50, 34, 7, 4), _line((50, 6), (50, 26), width=5)),
    S.CAP_OFF: (
        *_FACE,
        _patch((26, 30), (30, 16), (46, 8), (62, 10), (72, 24), (72, 30)),
        _line((66, 30), (90, 30), width=6),
        _line((84, 22), (84, 6), width=5),
        _line((77, 12), (84, 5), (91, 12), width=5),
    ),
    S.WARM_UP_FIRST: (_dot(50, 50, 18), *_rays(50, 50, 27, 39, 7)),
    S.HOT_THING_AWAY: (
        _patch((24, 48), (66, 48), (60, 86), (30, 86)),
        _line((66, 54), (80, 56), (78, 70), (63, 72), width=6),
        _line((36, 38), (32, 30), (38, 22), (34, 14), width=5),
        _line((54, 38), (50, 30), (56, 22), (52, 14), width=5),
    ),
    S.THE_DESK_HELPS: (*_person(36, 0.8), _dot(76, 28, 6), _line((76, 42), (76, 72), width=8)),
    S.CODE_CLOSER: (*_code(0.8), *_arrows(25, 42)),
    S.CODE_FURTHER: (*_code(0.8), *_arrows(42, 25)),
    S.CODE_STILL: (*_code(), *_corners()),
    S.CODE_BRIGHTER: (*_code(), *_rays(50, 50, 34, 44, 6)),
    S.CODE_WHOLE: (
        *_code(1.3),
        Patch(points=_box(66, 10, 92, 92), cut_out=True),
        _line((63, 12), (63, 88), width=5),
        *_arrow((92, 50), (72, 50)),
    ),
    S.CODE_TILTED: (*_code(0.9), _line((20, 62), (16, 40), (30, 20), (54, 12), width=6), *_arrow((46, 13), (62, 12))),
}

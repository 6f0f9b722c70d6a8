"""Writes a scene as SVG, for a page or a picture in the documents; the browser brings the fonts.

Never carries a script or a link, and escapes every text.
"""

from typing import Final, assert_never
from xml.sax.saxutils import escape, quoteattr

from device.guidance.patterns import Tone
from device.screen.inks import Ground, colour_of
from device.screen.marks import Area, Disc, Ink, Mark, Modules, Point, Scene, Stroke, Words

_CHINESE: Final = "Noto Sans CJK SC, Noto Sans SC, PingFang SC, Microsoft YaHei, sans-serif"
_LATIN: Final = "Noto Sans, Helvetica Neue, Arial, sans-serif"
_MIDDLE: Final = 0.36
"""From a line's middle down to where its letters stand, in sizes."""


def svg(scene: Scene, ground: Ground) -> str:
    """Give the scene as one SVG element with its sentence as its title."""
    tone = Tone(scene.tone)
    title = escape(" · ".join(scene.said))
    marks = "".join(_mark(mark, tone, ground) for mark in scene.marks)
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {scene.width} {scene.height}" role="img">'
        f"<title>{title}</title>{marks}</svg>"
    )


def _mark(mark: Mark, tone: Tone, ground: Ground) -> str:
    match mark:
        case Area():
            return f'<path d="M{_path(mark.points)}Z" fill="{_colour(mark.ink, tone, ground)}"/>'
        case Disc():
            (x, y), colour = mark.centre, _colour(mark.ink, tone, ground)
            return f'<circle cx="{_n(x)}" cy="{_n(y)}" r="{_n(mark.radius)}" fill="{colour}"/>'
        case Stroke():
            return (
                f'<path d="M{_path(mark.points)}" fill="none" stroke="{_colour(mark.ink, tone, ground)}" '
                f'stroke-width="{_n(mark.width)}" stroke-linecap="round" stroke-linejoin="round"/>'
            )
        case Words():
            return _words(mark, _colour(mark.ink, tone, ground))
        case Modules():
            return _modules(mark)
        case _:
            assert_never(mark)


def _words(mark: Words, colour: str) -> str:
    x, y = mark.at
    family = quoteattr(_CHINESE if mark.chinese else _LATIN)
    return (
        f'<text x="{_n(x)}" y="{_n(y + _MIDDLE * mark.size)}" font-size="{_n(mark.size)}" font-family={family} '
        f'font-weight="{700 if mark.bold else 400}" text-anchor="{"middle" if mark.centred else "start"}" '
        f'fill="{colour}" lang="{"zh" if mark.chinese else "en"}">{escape(mark.text)}</text>'
    )


def _modules(mark: Modules) -> str:
    (x, y), side = mark.corner, mark.side
    count = len(mark.rows)
    dark = "".join(
        f"M{column} {row}h1v1h-1z"
        for row, line in enumerate(mark.rows)
        for column, module in enumerate(line)
        if module == "1"
    )
    return (
        f'<g transform="translate({_n(x)} {_n(y)}) scale({side / count:.4f})" shape-rendering="crispEdges">'
        f'<path d="M0 0h{count}v{count}h-{count}z" fill="#fff"/><path d="{dark}" fill="#000"/></g>'
    )


def _path(points: tuple[Point, ...]) -> str:
    return "L".join(f"{_n(x)} {_n(y)}" for x, y in points)


def _n(value: float) -> str:
    return f"{value:.1f}".removesuffix(".0")


def _colour(ink: Ink, tone: Tone, ground: Ground) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour_of(ink, tone, ground))

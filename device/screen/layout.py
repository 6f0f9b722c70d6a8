"""Lays out one scene: a symbol on its badge, the sentence in both languages, and on an idle gate the check-in code.

Pure: the same telling on the same panel is the same scene. Never shows a name that is not masked, and shows one at all
only where it is handed one and the person may pass.
"""

from collections.abc import Sequence
from typing import Final

from msgspec import Struct

from device.guidance.patterns import PATTERNS
from device.guidance.sentences import WORDS, Language, Sentence
from device.guidance.telling import Telling
from device.screen.line_breaks import lines_of, width_in_sizes
from device.screen.marks import Area, Disc, Ink, Mark, Modules, Scene, Stroke, Words
from device.screen.symbols import SYMBOLS, Dot, Line, Patch
from device.vocabulary import Signal

GRID: Final = 100.0
MARGIN: Final = 0.05
"""Of the shorter side."""
SECOND_SHARE: Final = 0.52
"""Size of the second language against the first."""
CHECK_IN_WORDS: Final = ("扫码快速登记", "Quick check-in")
_LEADING: Final = 1.22
_LINES_MOST: Final = 3
_CODE_SHARE: Final = 0.42
"""Of the panel's longer side, for the check-in code beside its words."""


class Panel(Struct, frozen=True, kw_only=True):
    """What the scene is drawn for."""

    width: int
    height: int
    first: Language = Language.MANDARIN
    """Chinese, or English where English comes first."""
    check_in_rows: tuple[str, ...] = ()
    """The quick check-in page's QR code, quiet zone included; empty: none is shown."""


class _Box(Struct, frozen=True, kw_only=True):
    left: float
    top: float
    width: float
    height: float


class _Text(Struct, frozen=True, kw_only=True):
    pieces: tuple[str, ...]
    is_second: bool
    """Of the second language: smaller."""

    @property
    def share(self) -> float:
        """Its size against the first language's."""
        return SECOND_SHARE if self.is_second else 1.0


def scene(telling: Telling, panel: Panel) -> Scene:
    """Draw what `telling` says on `panel`."""
    tone = PATTERNS[telling.signal].tone
    if telling.signal is Signal.DARK:
        marks: tuple[Mark, ...] = (_paper(panel),)
        return Scene(width=panel.width, height=panel.height, tone=tone, marks=marks, said=())
    symbol_box, words_box, code_box = _boxes(panel, with_code=telling.signal is Signal.READY)
    texts = _texts(telling, panel.first)
    marks = (
        _paper(panel),
        *_badge(telling.sentence, symbol_box, round_badge=PATTERNS[telling.signal].tone.value in ("go", "ask")),
        *_words(texts, words_box, is_wide=panel.width >= panel.height),
    )
    said = tuple("".join(text.pieces).strip() for text in texts)
    if code_box is not None:
        marks += _check_in(panel, code_box)
        said += CHECK_IN_WORDS
    return Scene(width=panel.width, height=panel.height, tone=tone, marks=marks, said=said)


def _paper(panel: Panel) -> Area:
    right, bottom = float(panel.width), float(panel.height)
    return Area(points=((0.0, 0.0), (right, 0.0), (right, bottom), (0.0, bottom)), ink=Ink.PAPER)


def _texts(telling: Telling, first: Language) -> list[_Text]:
    """Each text, in reading order."""
    words = WORDS[telling.sentence]
    chinese, english = words.chinese_pieces, tuple(f"{word} " for word in words.english.split(" "))
    is_english = first is Language.ENGLISH
    texts = [
        _Text(pieces=english if is_english else chinese, is_second=False),
        _Text(pieces=chinese if is_english else english, is_second=True),
    ]
    if telling.name and telling.signal is Signal.PASS:
        greeting = f"Welcome, {telling.name}" if is_english else f"{telling.name}，您好"
        return [_Text(pieces=(greeting,), is_second=False), *texts]
    return texts


def _boxes(panel: Panel, *, with_code: bool) -> tuple[_Box, _Box, _Box | None]:
    margin = MARGIN * min(panel.width, panel.height)
    width, height = panel.width - 2 * margin, panel.height - 2 * margin
    is_wide = width >= height
    code: _Box | None = None
    if with_code and panel.check_in_rows:
        if is_wide:
            side = min(height, _CODE_SHARE * width)
            code = _Box(left=margin + width - side, top=margin, width=side, height=height)
            width -= side + margin
        else:
            side = min(width, _CODE_SHARE * height)
            code = _Box(left=margin, top=margin + height - side, width=width, height=side)
            height -= side + margin
    if is_wide and width >= height * 1.2:
        side = min(height, width * 0.4)
        symbol = _Box(left=margin, top=margin + (height - side) / 2, width=side, height=side)
        words = _Box(left=margin * 2 + side, top=margin, width=width - side - margin, height=height)
    else:
        side = min(width, height * 0.48)
        symbol = _Box(left=margin + (width - side) / 2, top=margin, width=side, height=side)
        words = _Box(left=margin, top=margin * 2 + side, width=width, height=height - side - margin)
    return symbol, words, code


def _badge(sentence: Sentence, box: _Box, *, round_badge: bool) -> tuple[Mark, ...]:
    scale, left, top = box.width / GRID, box.left, box.top
    middle = (left + box.width / 2, top + box.height / 2)
    marks: list[Mark] = []
    if round_badge:
        marks.append(Disc(centre=middle, radius=box.width / 2, ink=Ink.BADGE))
    else:
        corners = ((left, top), (left + box.width, top), (left + box.width, top + box.height), (left, top + box.height))
        marks.append(Area(points=corners, ink=Ink.BADGE))
    inset = 0.68  # the symbol's square inside the disc's circle

    def at(x: float, y: float) -> tuple[float, float]:
        return middle[0] + (x - GRID / 2) * scale * inset, middle[1] + (y - GRID / 2) * scale * inset

    for part in SYMBOLS[sentence]:
        match part:
            case Dot():
                marks.append(Disc(centre=at(*part.centre), radius=part.radius * scale * inset, ink=Ink.SYMBOL))
            case Line():
                points = tuple(at(*point) for point in part.points)
                marks.append(Stroke(points=points, width=part.width * scale * inset, ink=Ink.SYMBOL))
            case Patch():
                ink = Ink.BADGE if part.cut_out else Ink.SYMBOL
                marks.append(Area(points=tuple(at(*point) for point in part.points), ink=ink))
    return tuple(marks)


def _words(texts: Sequence[_Text], box: _Box, *, is_wide: bool) -> tuple[Words, ...]:
    """Set the texts as large as the box allows, the second language smaller."""
    best: list[tuple[str, _Text]] = []
    best_size = 0.0
    for lines_most in range(1, _LINES_MOST + 1):
        lines = [(line, text) for text in texts for line in lines_of(text.pieces, lines_most)]
        widest = max(width_in_sizes(line) * text.share for line, text in lines)
        tall = sum(text.share for _, text in lines) * _LEADING
        size = min(box.width / widest, box.height / tall)
        if size > best_size:
            best, best_size = lines, size
    y = box.top + (box.height - sum(text.share for _, text in best) * best_size * _LEADING) / 2
    marks = []
    for line, text in best:
        size = best_size * text.share
        y += size * _LEADING / 2
        marks.append(_line_of(line, size, box, y, is_second=text.is_second, is_centred=not is_wide))
        y += size * _LEADING / 2
    return tuple(marks)


def _line_of(line: str, size: float, box: _Box, y: float, *, is_second: bool, is_centred: bool) -> Words:
    return Words(
        text=line,
        at=(box.left + (box.width / 2 if is_centred else 0.0), y),
        size=size,
        width_most=box.width,
        ink=Ink.QUIET_WORDS if is_second else Ink.WORDS,
        bold=not is_second,
        centred=is_centred,
        chinese=not line.isascii(),
    )


def _check_in(panel: Panel, box: _Box) -> tuple[Mark, ...]:
    chinese, english = CHECK_IN_WORDS
    size = min(box.height * 0.09, box.width / width_in_sizes(chinese))
    side = min(box.width, box.height - 2.4 * size)
    left = box.left + (box.width - side) / 2
    top = box.top + (box.height - side - 2.4 * size) / 2
    middle = _Box(left=box.left, top=0.0, width=box.width, height=0.0)
    return (
        Modules(rows=panel.check_in_rows, corner=(left, top), side=side),
        _line_of(chinese, size, middle, top + side + size * 0.7, is_second=False, is_centred=True),
        _line_of(english, size * 0.8, middle, top + side + size * 1.8, is_second=True, is_centred=True),
    )

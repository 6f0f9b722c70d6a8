from itertools import pairwise

import pytest
from PIL import Image

from device.guidance.patterns import PATTERNS, Tone
from device.guidance.sentences import Sentence
from device.guidance.telling import Telling
from device.screen import palette
from device.screen.inks import Ground, Rgb, colour_of
from device.screen.layout import Panel, scene
from device.screen.marks import Ink, Modules, Words
from device.screen.painter import FONTS, Painter
from device.vocabulary import Signal

pytestmark = pytest.mark.skipif(not all(font.is_file() for font in FONTS), reason="needs Debian's fonts-noto-cjk")

E_PAPER = Panel(width=250, height=122, check_in_rows=("101", "010", "101"))


def painted(sentence: Sentence, panel: Panel, ground: Ground, signal: Signal = Signal.HOLD_STILL) -> Image.Image:
    return Painter(ground).paint(scene(Telling(signal=signal, sentence=sentence), panel))


def colours_of(picture: Image.Image) -> set[Rgb]:
    found = picture.convert("RGB").getcolors(picture.width * picture.height)
    assert found is not None
    return {(colour[0], colour[1], colour[2]) for _, colour in found if isinstance(colour, tuple)}


@pytest.mark.parametrize("tone", Tone)
@pytest.mark.parametrize("ground", Ground)
def test_every_ink_is_painted_in_its_own_colour(tone: Tone, ground: Ground) -> None:
    colours = palette.palette(tone, ground)
    assert len(colours) == 256 * 3
    numbers = {
        Ink.PAPER: palette.PAPER,
        Ink.BADGE: palette.numbers_of_shapes()[128],
        Ink.SYMBOL: palette.numbers_of_shapes()[255],
        Ink.WORDS: palette.numbers_of_text(Ink.WORDS)[255],
        Ink.QUIET_WORDS: palette.numbers_of_text(Ink.QUIET_WORDS)[255],
        Ink.CODE_PAPER: palette.CODE_PAPER,
        Ink.CODE: palette.CODE,
    }
    assert len(set(numbers.values())) == len(Ink)
    for ink, number in numbers.items():
        assert tuple(colours[number * 3 : number * 3 + 3]) == colour_of(ink, tone, ground), ink


@pytest.mark.parametrize("ink", [Ink.WORDS, Ink.QUIET_WORDS])
def test_where_no_letter_is_the_paper_stays(ink: Ink) -> None:
    number = palette.numbers_of_text(ink)[0]
    colours = palette.palette(Tone.ASK, Ground.DARK)
    assert tuple(colours[number * 3 : number * 3 + 3]) == colour_of(Ink.PAPER, Tone.ASK, Ground.DARK)


@pytest.mark.parametrize("sentence", [each for each in Sentence if each is not Sentence.DARK])
def test_e_paper_gets_black_and_white_and_nothing_between(sentence: Sentence) -> None:
    assert colours_of(painted(sentence, E_PAPER, Ground.BLACK_AND_WHITE)) == {(0, 0, 0), (255, 255, 255)}


@pytest.mark.parametrize("signal", [each for each in Signal if each is not Signal.DARK])
def test_on_e_paper_shape_and_words_are_large_enough_to_be_told(signal: Signal) -> None:
    drawn = scene(Telling(signal=signal, sentence=PATTERNS[signal].sentence), Panel(width=250, height=122))
    chinese = [mark.size for mark in drawn.marks if isinstance(mark, Words) and mark.chinese]
    english = [mark.size for mark in drawn.marks if isinstance(mark, Words) and not mark.chinese]
    # fonts of pixels begin at 16 for Chinese letters with all their strokes, and at 7 for Latin ones
    assert min(chinese) >= 16
    assert min(english) >= 7
    picture = Painter(Ground.BLACK_AND_WHITE).paint(drawn).convert("L")
    badge = picture.crop((0, 0, 110, 122)).histogram()
    black, white = badge[0], badge[255]
    assert black > white / 2, "the badge is no solid ground"


def test_no_two_signals_look_alike_on_e_paper() -> None:
    shown = [
        painted(PATTERNS[signal].sentence, E_PAPER, Ground.BLACK_AND_WHITE, signal).tobytes()
        for signal in Signal
        if signal is not Signal.DARK
    ]
    assert len(set(shown)) == len(shown)


def test_the_check_in_code_is_painted_in_whole_pixels_black_on_white_on_every_ground() -> None:
    rows = tuple("10" * 10 + "1" for _ in range(21))
    panel = Panel(width=800, height=480, check_in_rows=rows)
    drawn = scene(Telling(signal=Signal.READY, sentence=Sentence.READY), panel)
    code = next(mark for mark in drawn.marks if isinstance(mark, Modules))
    picture = Painter(Ground.DARK).paint(drawn).convert("RGB")
    y = round(code.corner[1] + code.side / 2)
    line = [picture.getpixel((x, y)) for x in range(round(code.corner[0]), round(code.corner[0] + code.side))]
    changes = [place for place, (one, other) in enumerate(pairwise(line)) if one != other]
    steps = {after - before for before, after in pairwise(changes)}
    assert len(changes) >= 20
    assert len(steps) == 1
    assert {(0, 0, 0), (255, 255, 255)} <= set(line)

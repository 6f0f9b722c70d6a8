import re
import xml.etree.ElementTree as ET

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.guidance.patterns import PATTERNS, Tone
from device.guidance.sentences import WORDS, Language, Sentence
from device.guidance.telling import Telling
from device.screen.inks import Ground, Rgb, colour_of
from device.screen.layout import Panel, scene
from device.screen.marks import Area, Disc, Ink, Modules, Scene, Stroke, Words
from device.screen.svg import svg
from device.screen.symbols import SYMBOLS, Line
from device.vocabulary import Signal

CODE = tuple("10" * 12 + "1" for _ in range(25))
SIZES = ((1920, 1080), (800, 480), (480, 800), (320, 240), (296, 128), (250, 122), (122, 250))


def telling(signal: Signal, *, name: str = "") -> Telling:
    return Telling(signal=signal, sentence=PATTERNS[signal].sentence, name=name)


def words_of(drawn: Scene) -> list[Words]:
    return [mark for mark in drawn.marks if isinstance(mark, Words)]


def corners_of(drawn: Scene) -> list[tuple[float, float]]:
    corners: list[tuple[float, float]] = []
    for mark in drawn.marks:
        match mark:
            case Area():
                corners += mark.points
            case Disc():
                (x, y), r = mark.centre, mark.radius
                corners += [(x - r, y - r), (x + r, y + r)]
            case Stroke():
                half = mark.width / 2
                corners += [(x + d, y + d) for x, y in mark.points for d in (-half, half)]
            case Words():
                (x, y), half = mark.at, mark.width_most / 2
                left = x - half if mark.centred else x
                corners += [(left, y - mark.size / 2), (left + mark.width_most, y + mark.size / 2)]
            case Modules():
                x, y = mark.corner
                corners += [(x, y), (x + mark.side, y + mark.side)]
    return corners


def luminance(colour: Rgb) -> float:
    parts = [each / 255 for each in colour]
    red, green, blue = (p / 12.92 if p <= 0.04045 else ((p + 0.055) / 1.055) ** 2.4 for p in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: Rgb, other: Rgb) -> float:
    dark, light = sorted((luminance(one), luminance(other)))
    return (light + 0.05) / (dark + 0.05)


@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("sentence", [each for each in Sentence if each is not Sentence.DARK])
def test_everything_lies_on_the_panel(sentence: Sentence, width: int, height: int) -> None:
    panel = Panel(width=width, height=height, check_in_rows=CODE)
    drawn = scene(Telling(signal=Signal.READY, sentence=sentence), panel)
    for x, y in corners_of(drawn):
        assert -0.5 <= x <= width + 0.5
        assert -0.5 <= y <= height + 0.5


@pytest.mark.parametrize("signal", [signal for signal in Signal if signal is not Signal.DARK])
def test_every_signal_has_its_shape_and_its_words_in_chinese_first(signal: Signal) -> None:
    drawn = scene(telling(signal), Panel(width=800, height=480))
    words = WORDS[PATTERNS[signal].sentence]
    assert drawn.said == (words.chinese, words.english)
    shown = words_of(drawn)
    assert "".join(each.text for each in shown if each.chinese) == words.chinese
    assert " ".join(each.text for each in shown if not each.chinese) == words.english
    assert shown[0].chinese
    assert any(isinstance(mark, Disc | Area | Stroke) and mark.ink is Ink.SYMBOL for mark in drawn.marks)


@pytest.mark.parametrize("signal", [signal for signal in Signal if signal is not Signal.DARK])
def test_the_first_language_is_large_enough_to_be_read_from_two_metres(signal: Signal) -> None:
    # a 7-inch panel of 800 pixels is 154 mm wide; 12 mm letters are read at 2 m by eyes of 0.5 (ISO 9241-303)
    first = words_of(scene(telling(signal), Panel(width=800, height=480)))[0]
    assert first.size * 154 / 800 >= 12


def test_english_comes_first_where_the_venue_says_so() -> None:
    drawn = scene(telling(Signal.PASS), Panel(width=800, height=480, first=Language.ENGLISH))
    assert drawn.said == ("Please go through.", "请通行")


def test_a_dark_gate_shows_nothing() -> None:
    assert scene(telling(Signal.DARK), Panel(width=800, height=480)).said == ()


@pytest.mark.parametrize("signal", Signal)
def test_a_name_is_shown_to_nobody_but_the_one_who_passes(signal: Signal) -> None:
    said = "".join(scene(telling(signal, name="张*三"), Panel(width=800, height=480)).said)
    assert ("张*三" in said) is (signal is Signal.PASS)


@pytest.mark.parametrize("signal", Signal)
def test_the_check_in_code_is_shown_on_an_idle_gate_alone(signal: Signal) -> None:
    drawn = scene(telling(signal), Panel(width=800, height=480, check_in_rows=CODE))
    assert any(isinstance(mark, Modules) for mark in drawn.marks) is (signal is Signal.READY)


def test_a_gate_without_a_check_in_page_shows_no_code() -> None:
    drawn = scene(telling(Signal.READY), Panel(width=800, height=480))
    assert not any(isinstance(mark, Modules) for mark in drawn.marks)


def test_no_two_sentences_share_a_shape() -> None:
    assert set(SYMBOLS) == set(Sentence)
    assert len(set(SYMBOLS.values())) == len(Sentence)


@pytest.mark.parametrize("sentence", Sentence)
def test_every_shape_stays_on_its_grid(sentence: Sentence) -> None:
    for part in SYMBOLS[sentence]:
        points = part.points if isinstance(part, Line) or hasattr(part, "points") else (part.centre,)
        assert all(0 <= x <= 100 and 0 <= y <= 100 for x, y in points)


@pytest.mark.parametrize("ground", Ground)
@pytest.mark.parametrize("tone", Tone)
def test_words_and_shapes_stand_out(tone: Tone, ground: Ground) -> None:
    paper = colour_of(Ink.PAPER, tone, ground)
    badge = colour_of(Ink.BADGE, tone, ground)
    assert contrast(paper, colour_of(Ink.WORDS, tone, ground)) >= 7
    assert contrast(paper, colour_of(Ink.QUIET_WORDS, tone, ground)) >= 7
    assert contrast(badge, colour_of(Ink.SYMBOL, tone, ground)) >= 4.5
    assert contrast(badge, paper) >= 4.5


@pytest.mark.parametrize("ground", [Ground.LIGHT, Ground.DARK])
def test_nothing_on_the_screen_is_red(ground: Ground) -> None:
    for tone in Tone:
        red, green, _ = colour_of(Ink.BADGE, tone, ground)
        assert not (red > 120 and green < 60)


@pytest.mark.parametrize("sentence", Sentence)
@pytest.mark.parametrize("ground", Ground)
def test_the_svg_is_well_formed_and_draws_the_same_texts(sentence: Sentence, ground: Ground) -> None:
    drawn = scene(Telling(signal=Signal.HOLD_STILL, sentence=sentence), Panel(width=800, height=480))
    root = ET.fromstring(svg(drawn, ground))  # noqa: S314 - written a line above
    texts = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert texts == [each.text for each in words_of(drawn)]
    assert "<script" not in svg(drawn, ground)
    assert not re.search(r"(href|url)\s*[=(]", svg(drawn, ground))


@given(name=st.text(max_size=40))
def test_whatever_stands_for_a_name_cannot_break_the_drawing(name: str) -> None:
    clean = "".join(letter for letter in name if letter.isprintable())
    drawn = scene(telling(Signal.PASS, name=clean), Panel(width=320, height=240))
    ET.fromstring(svg(drawn, Ground.DARK))  # noqa: S314 - written a line above
    assert all(0 <= y <= 240 for _, y in corners_of(drawn))

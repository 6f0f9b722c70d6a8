"""A code is read from whatever kind of file, colour, turn and size a person has it in."""

import io
import time
from pathlib import Path

import numpy as np
import pytest
import segno
from PIL import Image
from scanner_rig import HEALTH_CODE

from device.scanner.picture_file import open_picture
from device.scanner.still import StillReader

Colour = tuple[int, int, int]
BLACK, WHITE, YELLOW, GREEN, RED, BLUE = (
    (0, 0, 0),
    (255, 255, 255),
    (255, 225, 0),
    (0, 150, 60),
    (220, 0, 0),
    (0, 0, 255),
)
GROUND = (120, 130, 140)


def drawn(ink: Colour = BLACK, paper: Colour = WHITE) -> Image.Image:
    """A code on a grey table."""
    stream = io.BytesIO()
    segno.make_qr(HEALTH_CODE, error="m").save(stream, kind="png", scale=6, dark=ink, light=paper)
    table = Image.new("RGB", (720, 640), GROUND)
    table.paste(Image.open(stream).convert("RGB"), (150, 110))
    return table


def wide(levels: int) -> Image.Image:
    return Image.fromarray(np.asarray(drawn().convert("L")).astype(np.uint16) * levels)


def texts(path: Path) -> list[str]:
    return [code.text for code in StillReader(time.thread_time).read(open_picture(path).planes()).codes]


@pytest.mark.parametrize(
    ("name", "mode"),
    [
        ("grey.png", "L"),
        ("two-levels.png", "1"),
        ("palette.png", "P"),
        ("palette.gif", "P"),
        ("grey-and-alpha.png", "LA"),
        ("alpha.png", "RGBA"),
        ("print.jpg", "CMYK"),
        ("print.tif", "CMYK"),
        ("plain.jpg", "RGB"),
        ("plain.webp", "RGB"),
        ("plain.bmp", "RGB"),
        ("plain.ppm", "RGB"),
    ],
)
def test_a_file_of_any_kind_and_mode_is_read(tmp_path: Path, name: str, mode: str) -> None:
    drawn().convert(mode).save(tmp_path / name)
    assert texts(tmp_path / name) == [HEALTH_CODE]


@pytest.mark.parametrize("name", ["wide.png", "wide.tif"])
@pytest.mark.parametrize("levels", [16, 257])
def test_a_file_of_sixteen_bits_is_read_however_many_of_them_it_uses(tmp_path: Path, name: str, levels: int) -> None:
    wide(levels).save(tmp_path / name)
    assert texts(tmp_path / name) == [HEALTH_CODE]


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_photograph_is_read_however_the_telephone_was_held(tmp_path: Path, orientation: int) -> None:
    exif = Image.Exif()
    exif[0x112] = orientation
    drawn().save(tmp_path / "a.jpg", exif=exif)
    assert texts(tmp_path / "a.jpg") == [HEALTH_CODE]


@pytest.mark.parametrize(
    ("ink", "paper"),
    [(YELLOW, WHITE), (BLUE, YELLOW), (WHITE, GREEN), (YELLOW, BLACK), (RED, BLACK), (BLACK, RED), (BLUE, BLACK)],
)
def test_a_code_of_two_colours_is_read(tmp_path: Path, ink: Colour, paper: Colour) -> None:
    drawn(ink, paper).save(tmp_path / "a.png")
    assert texts(tmp_path / "a.png") == [HEALTH_CODE]


def test_a_code_without_a_ground_of_its_own_lies_on_white(tmp_path: Path) -> None:
    stream = io.BytesIO()
    segno.make_qr(HEALTH_CODE, error="m").save(stream, kind="png", scale=6, light=None)
    (tmp_path / "a.png").write_bytes(stream.getvalue())
    assert texts(tmp_path / "a.png") == [HEALTH_CODE]


def test_a_small_code_in_a_large_photograph_is_found_within_its_time(tmp_path: Path) -> None:
    large = Image.new("RGB", (4032, 3024), GROUND)
    large.paste(drawn().crop((150, 110, 550, 510)).resize((300, 300)), (3000, 2000))
    large.save(tmp_path / "a.jpg", quality=92)
    began = time.thread_time()
    assert texts(tmp_path / "a.jpg") == [HEALTH_CODE]
    assert time.thread_time() - began < 2.0  # half a second of looking, and unpacking twelve million pixels

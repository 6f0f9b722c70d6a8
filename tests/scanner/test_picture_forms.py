"""A code is read from whatever kind of file, colour, turn and size a person has it in."""

import io
import os
import struct
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pytest
import segno
from PIL import Image
from scanner_rig import HEALTH_CODE

from device.errors import FileRefused
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


def test_a_sideways_tiff_is_read_and_not_turned_twice(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x112] = 6
    drawn().save(tmp_path / "a.tif", exif=exif)
    assert open_picture(tmp_path / "a.tif").image.size == (640, 720)
    assert texts(tmp_path / "a.tif") == [HEALTH_CODE]


@pytest.mark.parametrize("kind", ["jpg", "png", "webp"])
def test_a_sideways_photograph_is_upright_even_where_its_other_words_are_nonsense(tmp_path: Path, kind: str) -> None:
    width_below_zero = struct.pack("<HHIi", 0x100, 9, 1, -1)
    sideways = struct.pack("<HHII", 0x112, 3, 1, 6)
    exif = b"Exif\0\0II*\0" + struct.pack("<IH", 8, 2) + width_below_zero + sideways + bytes(4)
    drawn().save(tmp_path / f"a.{kind}", exif=exif)
    assert texts(tmp_path / f"a.{kind}") == [HEALTH_CODE]


def test_a_photograph_whose_word_about_its_turn_is_nonsense_is_read_as_it_lies(tmp_path: Path) -> None:
    exif = b"Exif\0\0II*\0" + struct.pack("<IHHHII", 8, 1, 0x112, 2, 2**31, 2**31)
    drawn().save(tmp_path / "a.jpg", exif=exif)
    assert open_picture(tmp_path / "a.jpg").image.size == (720, 640)


@pytest.mark.parametrize("odd", [np.nan, np.inf, -np.inf])
def test_a_pixel_that_is_no_number_hides_nothing(tmp_path: Path, odd: float) -> None:
    levels = np.asarray(drawn().convert("L")).astype(np.float32) / 255
    levels[3, 4] = odd
    Image.fromarray(levels).save(tmp_path / "a.tif")
    assert texts(tmp_path / "a.tif") == [HEALTH_CODE]


def test_a_picture_of_nothing_but_what_is_no_number_is_black(tmp_path: Path) -> None:
    Image.fromarray(np.full((30, 40), np.nan, dtype=np.float32)).save(tmp_path / "a.tif")
    assert not open_picture(tmp_path / "a.tif").planes().luma.any()


@pytest.mark.parametrize(
    ("kind", "mode"), [("png", "RGB"), ("png", "RGBA"), ("png", "LA"), ("png", "I;16"), ("tif", "F")]
)
def test_opening_takes_little_more_memory_than_the_picture_unpacked(tmp_path: Path, kind: str, mode: str) -> None:
    path, megapixels = tmp_path / f"a.{kind}", 5200 * 2600 / 1e6
    Image.new(mode, (5200, 2600), 90 if mode in ("I;16", "F") else "tan").save(
        path, compress_level=1, compression="tiff_adobe_deflate"
    )
    measure = (
        "import resource, sys, pathlib\n"
        "from device.scanner.picture_file import open_picture\n"
        "def most(): return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss\n"
        "before = most()\n"
        "open_picture(pathlib.Path(sys.argv[1])).planes()\n"
        "print(most() - before)\n"
    )
    told = subprocess.run([sys.executable, "-c", measure, path], capture_output=True, text=True, check=True)
    assert int(told.stdout) * 1024 / 1e6 < 9 * megapixels  # where each step was a copy: 12 to 30


@pytest.mark.parametrize(("kind", "side"), [("WEBP", 3800), ("TIFF", 6000)])
def test_a_kind_that_takes_much_to_unpack_may_have_fewer_pixels(tmp_path: Path, kind: str, side: int) -> None:
    Image.new("RGB", (side, side)).save(tmp_path / "a", kind, compression="tiff_lzw", method=0)
    with pytest.raises(FileRefused, match=f"pixels of a {kind} of mode RGB are more than"):
        open_picture(tmp_path / "a")


def test_a_pipe_that_calls_itself_a_picture_is_refused_at_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    os.mkfifo(tmp_path / "a.png")
    with pytest.raises(FileRefused, match="not a file"):
        open_picture(tmp_path / "a.png")
    monkeypatch.setattr(Path, "is_file", lambda _path: True)  # it took the file's place just now
    with pytest.raises(FileRefused, match="not a file"):
        open_picture(tmp_path / "a.png")


@pytest.mark.parametrize("size", [(1, 60_000), (60_000, 1), (5121, 5), (5, 5119), (2561, 2561)])
@pytest.mark.parametrize("mode", ["1", "L", "RGBA", "I;16"])
def test_a_picture_of_any_shape_is_fitted_whole(tmp_path: Path, size: tuple[int, int], mode: str) -> None:
    Image.new(mode, size, 1 if mode != "RGBA" else "white").save(tmp_path / "a.png", compress_level=1)
    opened = open_picture(tmp_path / "a.png")
    assert max(opened.image.size) <= 2560
    assert opened.times_smaller == pytest.approx(max(size) / max(opened.image.size))
    assert opened.planes().luma.min() > 0


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

"""`menshen decode` gives one line for each picture, survives every file, and says by its exit whether it read any."""

import json
import os
import struct
import zlib
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import segno
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from PIL import Image
from scanner_rig import HEALTH_CODE

from device.cli import main
from device.errors import FileRefused
from device.scanner.picture_file import open_picture
from device.simulation.code_picture import INKS, CodePicture, draw

Capture = pytest.CaptureFixture[str]


def code_file(
    path: Path, text: str = HEALTH_CODE, *, scale: int = 4, dark: str = "#000000", light: str | None = "#ffffff"
) -> Path:
    segno.make_qr(text, encoding="utf-8").save(str(path), scale=scale, border=4, dark=dark, light=light)
    return path


def lines(capture: Capture) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capture.readouterr().out.splitlines()]


def decode(*words: Path | str) -> int:
    return main(["decode", "--json", *map(str, words)])


def test_a_line_tells_what_the_contract_says(tmp_path: Path, capsys: Capture) -> None:
    path = code_file(tmp_path / "a.png", "健康码 张*三")
    assert decode(path) == 0
    (line,) = lines(capsys)
    assert line.keys() == {"image", "codes", "hint", "milliseconds"}
    assert line["image"] == str(path)
    assert line["hint"] is None
    assert line["milliseconds"] > 0
    (code,) = line["codes"]
    assert code["text"] == "健康码 张*三"
    assert code["decoder"] == "zxing"
    with Image.open(path) as image:
        side = image.width
    assert np.array(code["corners"]) == pytest.approx(
        np.array([[16, 16], [side - 16, 16], [side - 16, side - 16], [16, side - 16]]), abs=4
    )


def test_a_person_reads_one_line_that_rings_no_bell(tmp_path: Path, capsys: Capture) -> None:
    code_file(tmp_path / "a.png", "line\n\x1b[2Jend")
    Image.new("RGB", (99, 99), "white").save(tmp_path / "b.png")
    assert main(["decode", str(tmp_path)]) == 0
    told = capsys.readouterr().out
    assert told.splitlines() == [f"{tmp_path}/a.png: line\\n\\x1b[2Jend", f"{tmp_path}/b.png: no code"]


def test_nothing_read_is_exit_1(tmp_path: Path, capsys: Capture) -> None:
    Image.new("RGB", (320, 200), "grey").save(tmp_path / "a.png")
    assert decode(tmp_path) == 1
    (line,) = lines(capsys)
    assert line["codes"] == []


def test_no_picture_named_is_wrong_usage() -> None:
    with pytest.raises(SystemExit) as ended:
        main(["decode"])
    assert ended.value.code == 2


def test_a_file_that_cannot_be_taken_is_one_line_and_the_others_are_read(tmp_path: Path, capsys: Capture) -> None:
    (tmp_path / "text.png").write_text("this is no picture")
    whole = code_file(tmp_path / "whole.png").read_bytes()
    (tmp_path / "half.png").write_bytes(whole[: len(whole) // 2])
    (tmp_path / "empty.png").write_bytes(b"")
    (tmp_path / "nothing here").mkdir()
    os.mkfifo(tmp_path / "pipe")
    bad = ["text.png", "half.png", "empty.png", "missing.png", "nothing here", "pipe"]
    assert decode(*(tmp_path / name for name in bad), tmp_path / "whole.png") == 0
    told = capsys.readouterr()
    assert len(told.out.splitlines()) == 1
    complaints = told.err.splitlines()
    assert len(complaints) == len(bad)
    for name, complaint in zip(bad, complaints, strict=True):
        assert complaint.startswith("menshen decode: ")
        assert name in complaint


def test_only_bad_files_are_exit_1(tmp_path: Path, capsys: Capture) -> None:
    assert decode(tmp_path / "missing.png") == 1
    assert "No such file" in capsys.readouterr().err


def test_a_decompression_bomb_is_refused_before_it_is_unpacked(tmp_path: Path, capsys: Capture) -> None:
    def chunk(name: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", zlib.crc32(name + content))

    for name, side in (("large.png", 9_000), ("gigantic.png", 60_000)):
        header = chunk(b"IHDR", struct.pack(">IIBBBBB", side, side, 1, 0, 0, 0, 0))
        pixels = chunk(b"IDAT", zlib.compress(bytes(1000)))
        (tmp_path / name).write_bytes(b"\x89PNG\r\n\x1a\n" + header + pixels + chunk(b"IEND", b""))
    assert decode(tmp_path) == 1
    complaints = capsys.readouterr().err.splitlines()
    assert len(complaints) == 2
    assert all("pixels" in complaint for complaint in complaints)


@pytest.mark.parametrize("ending", ["png", "jpg", "bmp", "gif", "webp", "tiff", "ppm"])
@pytest.mark.parametrize("mode", ["1", "L", "P", "RGB"])
def test_every_common_kind_of_picture_is_read(tmp_path: Path, capsys: Capture, ending: str, mode: str) -> None:
    picture = Image.open(code_file(tmp_path / "made.png")).convert(mode)
    if (ending, mode) in {("jpg", "P"), ("webp", "P"), ("webp", "1"), ("ppm", "P")}:
        picture = picture.convert("RGB")
    picture.save(tmp_path / f"a.{ending}")
    assert decode(tmp_path / f"a.{ending}") == 0
    (line,) = lines(capsys)
    assert [code["text"] for code in line["codes"]] == [HEALTH_CODE]


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P", "I;16", "CMYK"])
def test_transparent_and_deep_pictures_are_read(tmp_path: Path, mode: str, capsys: Capture) -> None:
    if mode == "P":
        code_file(tmp_path / "a.png", light=None)
    elif mode == "I;16":
        deep = np.asarray(Image.open(code_file(tmp_path / "b.png")).convert("L")).astype(np.uint16) * 256
        Image.fromarray(deep).save(tmp_path / "a.png")
    else:
        grey = Image.open(code_file(tmp_path / "b.png")).convert("L")
        if mode == "CMYK":
            grey.convert("CMYK").save(tmp_path / "a.jpg")
        else:
            clear = Image.merge("LA", (Image.new("L", grey.size, 0), grey.point(lambda level: 255 - level)))
            clear.convert(mode).save(tmp_path / "a.png")
    (tmp_path / "b.png").unlink(missing_ok=True)
    assert decode(tmp_path) == 0
    (line,) = lines(capsys)
    assert [code["text"] for code in line["codes"]] == [HEALTH_CODE]


@pytest.mark.parametrize("ink", INKS)
def test_codes_of_every_ink_are_read(tmp_path: Path, ink: str, capsys: Capture) -> None:
    code_file(tmp_path / "a.png", dark="#" + bytes(INKS[ink]).hex())
    assert decode(tmp_path) == 0
    assert len(lines(capsys)[0]["codes"]) == 1


def test_a_code_that_is_small_in_a_large_photograph_is_read_and_placed_in_its_pixels(
    tmp_path: Path, capsys: Capture
) -> None:
    scene = Image.new("RGB", (4000, 3000), (90, 100, 110))
    code = Image.open(code_file(tmp_path / "made.png", scale=8)).convert("RGB")
    scene.paste(code, (3000, 2000))
    scene.save(tmp_path / "a.jpg", quality=80)
    assert decode(tmp_path / "a.jpg") == 0
    (code_read,) = lines(capsys)[0]["codes"]
    assert np.mean(code_read["corners"], axis=0) == pytest.approx(
        [3000 + code.width / 2, 2000 + code.height / 2], abs=12
    )


def test_a_photograph_taken_sideways_is_placed_upright(tmp_path: Path, capsys: Capture) -> None:
    scene = Image.new("RGB", (800, 400), "white")
    code = Image.open(code_file(tmp_path / "made.png")).convert("RGB")
    scene.paste(code, (0, 0))
    exif = Image.Exif()
    exif[0x0112] = 6
    scene.save(tmp_path / "a.jpg", exif=exif)
    assert decode(tmp_path / "a.jpg") == 0
    (code_read,) = lines(capsys)[0]["codes"]
    assert np.mean(code_read["corners"], axis=0) == pytest.approx([400 - code.width / 2, code.height / 2], abs=6)


def test_two_codes_of_two_inks_in_one_picture_are_both_told(tmp_path: Path, capsys: Capture) -> None:
    scene = Image.new("RGB", (640, 300), "white")
    scene.paste(Image.open(code_file(tmp_path / "1.png", "BLACK")).convert("RGB"), (20, 40))
    yellow = code_file(tmp_path / "2.png", "YELLOW", dark="#FFE100")
    scene.paste(Image.open(yellow).convert("RGB"), (340, 40))
    scene.save(tmp_path / "a.png")
    assert decode(tmp_path / "a.png") == 0
    assert {code["text"] for code in lines(capsys)[0]["codes"]} == {"BLACK", "YELLOW"}


@pytest.mark.parametrize(
    ("picture", "hint"),
    [
        (CodePicture(text=HEALTH_CODE, pixels_per_module=2.2, blur_pixels=1.2), "closer"),
        (CodePicture(text=HEALTH_CODE, pixels_per_module=5.0, glare=0.35), "glare"),
    ],
)
def test_a_code_that_cannot_be_read_gets_a_hint(
    tmp_path: Path, capsys: Capture, picture: CodePicture, hint: str
) -> None:
    Image.fromarray(draw((picture,), 640, 480).luma).save(tmp_path / "a.png")
    assert decode(tmp_path) == 1
    assert lines(capsys)[0]["hint"] == hint


@pytest.mark.parametrize("times", [1, 3])
def test_glare_is_judged_where_the_code_is_however_large_the_picture(
    times: int, tmp_path: Path, capsys: Capture
) -> None:
    code = CodePicture(text=HEALTH_CODE, pixels_per_module=9.0, glare=0.35, across=0.7, down=0.6)
    small = Image.fromarray(draw((code,), 1280, 960).luma)
    small.resize((1280 * times, 960 * times), Image.Resampling.BICUBIC).save(tmp_path / "glare.png")
    assert decode(tmp_path / "glare.png") == 1
    assert lines(capsys)[0]["hint"] == "glare"


def test_a_dark_picture_gets_a_hint(tmp_path: Path, capsys: Capture) -> None:
    Image.new("L", (320, 240), 12).save(tmp_path / "a.png")
    assert decode(tmp_path) == 1
    assert lines(capsys)[0]["hint"] == "too_dark"


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.integers(0, 2**32 - 1), st.integers(1, 30), st.sampled_from(["PNG", "JPEG", "GIF", "WEBP", "TIFF", "BMP"]))
def test_a_damaged_file_is_read_or_refused_and_nothing_else(tmp_path: Path, seed: int, wounds: int, kind: str) -> None:
    chance = np.random.default_rng(seed)
    path = tmp_path / "damaged"
    Image.fromarray(chance.integers(0, 256, (40, 50, 3), dtype=np.uint8)).save(path, kind)
    content = bytearray(path.read_bytes())
    for place in chance.integers(0, len(content), wounds):
        content[place] = chance.integers(0, 256)
    path.write_bytes(content)
    try:
        opened = open_picture(path)
    except FileRefused as refused:
        assert "\n" not in str(refused)
    else:
        assert opened.planes().luma.ndim == 2


@pytest.mark.parametrize("form", [[], ["--json"], ["--table"]])
def test_a_closed_standard_output_is_one_line(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch, form: list[str]
) -> None:
    path = code_file(tmp_path / "a.png")
    monkeypatch.setattr("sys.stdout", None)
    assert main(["decode", *form, str(path)]) == 1
    assert capsys.readouterr().err.splitlines() == [
        "menshen decode: standard output is closed: what is read has nowhere to go"
    ]


def test_a_closed_standard_error_keeps_complaints_from_among_the_codes(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = code_file(tmp_path / "a.png")
    monkeypatch.setattr("sys.stderr", None)
    assert decode(tmp_path / "missing.png", path) == 0
    assert [line["image"] for line in lines(capsys)] == [str(path)]


@pytest.mark.parametrize("seconds", ["0", "-1", "nan", "inf", "soon"])
def test_a_film_is_looked_into_for_a_time_that_ends(seconds: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit):
        main(["decode", "--seconds", seconds, "film.mp4"])
    assert "no time above 0" in capsys.readouterr().err

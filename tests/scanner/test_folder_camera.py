"""A folder of pictures is a camera: every readable file takes its turn, and nothing else stops it."""

import os
from pathlib import Path

import pytest
from PIL import Image

from device.scanner.camera import CameraGone
from device.scanner.folder_camera import FolderCamera
from device.scanner.frame import is_sane
from device.scanner.watch import CameraWatch


def picture(path: Path, level: int, size: tuple[int, int] = (64, 48)) -> Path:
    Image.new("RGB", size, (level, level, level)).save(path)
    return path


def camera(folder: Path) -> FolderCamera:
    return FolderCamera(folder, width=320, height=240)


def test_the_pictures_come_twice_each_in_the_order_of_their_names_and_then_again(tmp_path: Path) -> None:
    for name, level in (("b.png", 100), ("a.png", 50), ("c.png", 149)):
        picture(tmp_path / name, level)
    eyes = camera(tmp_path)
    levels = [round(float(eyes.capture().luma[4:, 4:].mean())) for _ in range(8)]
    assert levels == [50, 50, 100, 100, 149, 149, 50, 50]


@pytest.mark.parametrize("size", [(64, 48), (65, 49), (2, 2), (3, 201), (2000, 100), (640, 480)])
def test_any_size_gives_a_frame_within_the_stream(tmp_path: Path, size: tuple[int, int]) -> None:
    picture(tmp_path / "a.png", 99, size)
    frame = camera(tmp_path).capture()
    assert is_sane(frame)
    assert frame.chroma_u is not None
    assert frame.luma.shape[0] <= 240
    assert frame.luma.shape[1] <= 320


def test_yellow_is_kept_as_colour(tmp_path: Path) -> None:
    Image.new("RGB", (32, 32), (255, 225, 0)).save(tmp_path / "a.png")
    frame = camera(tmp_path).capture()
    assert frame.luma[8, 8] > 200
    assert frame.chroma_u is not None
    assert frame.chroma_u[4, 4] < 20


def test_files_that_are_no_pictures_are_left_out(tmp_path: Path) -> None:
    (tmp_path / "a.png").write_bytes(b"no picture")
    (tmp_path / "b.png").write_bytes(b"")
    (tmp_path / "c.txt").write_text("a note")
    whole = picture(tmp_path / "d.png", 70).read_bytes()
    (tmp_path / "e.png").write_bytes(whole[: len(whole) // 2])
    picture(tmp_path / "f.png", 20, (1, 1))
    eyes = camera(tmp_path)
    assert [round(float(eyes.capture().luma[4:].mean())) for _ in range(3)] == [70, 70, 70]


def test_a_pipe_that_calls_itself_a_picture_is_left_out_and_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.png")
    (tmp_path / "b.png").mkdir()
    picture(tmp_path / "c.png", 70)
    assert round(float(camera(tmp_path).capture().luma[4:].mean())) == 70


def test_what_is_transparent_lies_on_white(tmp_path: Path) -> None:
    image = Image.new("RGBA", (64, 48), (0, 0, 0, 0))
    image.paste((0, 0, 0, 255), (0, 0, 32, 48))
    image.save(tmp_path / "a.png")
    luma = camera(tmp_path).capture().luma
    assert (luma[8, 8], luma[8, 40]) == (0, 255)


def test_a_photograph_taken_sideways_is_shown_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.new("RGB", (64, 48), "grey").save(tmp_path / "a.jpg", exif=exif)
    assert camera(tmp_path).capture().luma.shape == (64, 48)


def test_a_picture_that_vanishes_is_left_out(tmp_path: Path) -> None:
    picture(tmp_path / "a.png", 50)
    picture(tmp_path / "b.png", 90)
    eyes = camera(tmp_path)
    eyes.capture()
    (tmp_path / "b.png").unlink()
    assert round(float(eyes.capture().luma[4:].mean())) == 50


@pytest.mark.parametrize("content", [None, b"no picture"])
def test_a_folder_without_a_picture_is_a_camera_that_is_gone(tmp_path: Path, content: bytes | None) -> None:
    if content is not None:
        (tmp_path / "a.png").write_bytes(content)
    with pytest.raises(CameraGone, match="holds no picture"):
        camera(tmp_path).capture()


def test_a_folder_that_is_not_there_is_a_camera_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(CameraGone, match="cannot be read"):
        camera(tmp_path / "none")


def test_a_gigantic_picture_is_left_out_before_it_is_unpacked(tmp_path: Path) -> None:
    Image.new("1", (12_000, 6_000)).save(tmp_path / "a.png")
    with pytest.raises(CameraGone, match="holds no picture"):
        camera(tmp_path).capture()


def test_one_picture_shown_for_long_is_no_frozen_camera(tmp_path: Path) -> None:
    image = Image.new("RGB", (64, 48), (40, 40, 40))
    image.paste((200, 200, 200), (0, 0, 32, 48))
    image.save(tmp_path / "a.png")
    eyes, watch = camera(tmp_path), CameraWatch()
    assert {watch.look(eyes.capture().luma, float(second)) for second in range(60)} == {None}

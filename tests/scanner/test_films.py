"""Films are read frame by frame; what cannot be opened is one clear line."""

import json
import sys
from fractions import Fraction
from pathlib import Path

import av
import numpy as np
import pytest
from scanner_rig import HEALTH_CODE, frame_of

from device.cli import main
from device.scanner.camera import CameraGone
from device.scanner.film_camera import SKIP_SECONDS, FilmCamera, is_film
from device.scanner.v4l2_camera import is_v4l2
from device.simulation.code_picture import CodePicture

RATE = 10


def film(
    path: Path,
    *,
    ink: str = "black",
    empty: int = 5,
    held: int = 10,
    width: int = 640,
    height: int = 480,
    first_time: int = 0,
) -> Path:
    """Half a second of an empty room, then a second of a code; the first frame has that time, in tenths of a second."""
    with av.open(str(path), "w", options={"avoid_negative_ts": "disabled"}) as container:
        stream = container.add_stream("mjpeg", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = width, height, "yuvj420p"
        for number in range(empty + held):
            code = (CodePicture(text=HEALTH_CODE, ink=ink, pixels_per_module=4.0),) if number >= empty else ()
            seen = frame_of(*code, width=width, height=height, seed=number)
            assert seen.chroma_u is not None
            red = np.full_like(seen.chroma_u, 128)
            planes = np.vstack([plane.reshape(-1, width) for plane in (seen.luma, seen.chroma_u, red)])
            picture = av.VideoFrame.from_ndarray(planes, format="yuvj420p")
            picture.pts, picture.time_base = number + first_time, Fraction(1, RATE)
            for packet in stream.encode(picture):
                container.mux(packet)
        for packet in stream.encode():
            container.mux(packet)
    return path


@pytest.mark.parametrize("ink", ["black", "yellow"])
def test_a_film_tells_when_its_code_was_first_seen(
    tmp_path: Path, ink: str, capsys: pytest.CaptureFixture[str]
) -> None:
    path = film(tmp_path / "gate.avi", ink=ink)
    assert main(["decode", "--json", str(path)]) == 0
    told = json.loads(capsys.readouterr().out)
    assert told.keys() == {"image", "codes", "hint", "milliseconds", "frames"}
    assert told["frames"] == 15
    (code,) = told["codes"]
    assert code["text"] == HEALTH_CODE
    assert 0.5 <= code["seconds"] <= 0.7
    assert 8 <= code["frames"] <= 10


def test_a_film_may_be_looked_into_for_so_long(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["decode", "--json", "--seconds", "0.3", str(film(tmp_path / "gate.avi"))]) == 1
    assert json.loads(capsys.readouterr().out)["frames"] == 4


def test_a_folder_gives_pictures_and_films_and_a_table_counts_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film(tmp_path / "gate.mkv", held=3)
    film(tmp_path / "empty.avi", held=0)
    assert main(["decode", "--table", str(tmp_path)]) == 0
    assert "1 of 2 read" in capsys.readouterr().out


def test_a_film_gives_frames_fitted_into_the_size_asked_for(tmp_path: Path) -> None:
    camera = FilmCamera(film(tmp_path / "gate.avi", held=0), width=320, height=320)
    frame = camera.capture()
    camera.close()
    assert frame.luma.shape == (240, 320)
    assert frame.chroma_u is not None
    assert frame.chroma_u.shape == (120, 160)
    assert 80 < float(frame.luma.mean()) < 140


@pytest.mark.parametrize("first_time", [0, 100_000, -500])
def test_a_gate_before_a_film_sees_what_is_shown_now_and_the_beginning_after_the_end(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, first_time: int
) -> None:
    now = [100.0]
    monkeypatch.setattr("device.scanner.film_camera.monotonic", lambda: now[0])
    camera = FilmCamera(film(tmp_path / "gate.mkv", empty=5, held=5, first_time=first_time), width=640, height=480)
    brightness = []
    for second in (0.0, 0.35, 0.55, 0.85, 1.15, 1.4, 1.7):
        now[0] = 100.0 + second
        brightness.append(float(camera.capture().luma.mean()))
    camera.close()
    empty, held = brightness[0], brightness[2]
    assert held > empty + 5
    assert [round(level) for level in brightness] == [round(empty)] * 2 + [round(held)] * 2 + [round(empty)] * 2 + [
        round(held)
    ]


def test_a_film_that_is_unpacked_slower_than_it_plays_is_shown_slower_and_holds_nobody_up(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    now = [100.0]
    monkeypatch.setattr("device.scanner.film_camera.monotonic", lambda: now[0])
    camera = FilmCamera(film(tmp_path / "gate.avi", empty=40, held=0, width=64, height=48), width=64, height=48)
    unpack = camera._next_picture

    def slowly() -> object:
        now[0] += 0.15
        return unpack()

    monkeypatch.setattr(camera, "_next_picture", slowly)
    took = []
    for _ in range(12):
        began = now[0]
        camera.capture()
        took.append(now[0] - began)
    camera.close()
    assert max(took) <= SKIP_SECONDS + 0.16


def test_a_list_of_films_that_calls_itself_a_film_opens_none_of_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    film(tmp_path / "other.avi")
    (tmp_path / "gate.mp4").write_text("ffconcat version 1.0\nfile other.avi\n")
    assert main(["decode", str(tmp_path / "gate.mp4")]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert "gate.mp4" in told.err


def test_a_film_without_a_frame_is_a_camera_that_is_gone(tmp_path: Path) -> None:
    path = tmp_path / "gate.mjpeg"
    path.write_bytes(b"\xff\xd8\xff\xd9" * 3)
    with pytest.raises(CameraGone):
        FilmCamera(path, width=640, height=480).capture()


@pytest.mark.parametrize("name", ["gate.mp4", "gate.avi", "gate.webm"])
@pytest.mark.parametrize(
    "content", [b"", b"not a film", b"\x00\x00\x00\x20ftypisom" + bytes(100), b"#EXTM3U\n/etc/passwd\n"]
)
def test_what_is_no_film_is_one_line(
    tmp_path: Path, name: str, content: bytes, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / name).write_bytes(content)
    assert main(["decode", str(tmp_path / name)]) == 1
    told = capsys.readouterr()
    assert told.out == ""
    assert len(told.err.splitlines()) == 1
    assert "Traceback" not in told.err


def test_a_film_that_breaks_off_is_read_so_far_or_refused_in_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = film(tmp_path / "gate.avi")
    whole = path.read_bytes()
    for share in (0.1, 0.5, 0.9):
        path.write_bytes(whole[: int(len(whole) * share)])
        main(["decode", str(path)])
        assert "Traceback" not in capsys.readouterr().err


def test_a_film_that_is_not_there_is_a_camera_that_is_gone() -> None:
    with pytest.raises(CameraGone, match="cannot be opened"):
        FilmCamera(Path("/nowhere/gate.avi"), width=640, height=480)


def test_without_its_library_a_film_says_what_to_install(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = film(tmp_path / "gate.avi", held=0)
    monkeypatch.setitem(sys.modules, "av", None)
    with pytest.raises(CameraGone, match="menshen\\[video\\]"):
        FilmCamera(path, width=640, height=480)


def test_films_and_cameras_are_known_by_name() -> None:
    assert is_film(Path("a.MP4"))
    assert is_v4l2(Path("/dev/video0"))
    assert is_v4l2(Path("/dev/v4l/by-id/usb-camera"))
    assert not is_v4l2(Path("video0.png"))
    assert not is_film(Path("a.png"))

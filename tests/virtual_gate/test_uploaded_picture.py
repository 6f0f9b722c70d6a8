"""A picture from a browser is decoded within limits, or refused in one line; nothing hostile gets further."""

import contextlib
import io
import struct
import zlib

import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from device.simulation.virtual_gate.uploaded_picture import PictureRefused, read_picture


def written(image: Image.Image, kind: str = "PNG", **options: object) -> bytes:
    into = io.BytesIO()
    image.save(into, kind, **options)
    return into.getvalue()


def png_of_size(width: int, height: int) -> bytes:
    """A PNG that says it is so large and holds next to nothing."""
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    chunks = b""
    for name, body in ((b"IHDR", header), (b"IDAT", zlib.compress(bytes(64))), (b"IEND", b"")):
        chunks += struct.pack(">I", len(body)) + name + body + struct.pack(">I", zlib.crc32(name + body))
    return b"\x89PNG\r\n\x1a\n" + chunks


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_a_photograph_is_no_larger_than_a_frame_afterwards(kind: str) -> None:
    shown = read_picture(written(Image.new("RGB", (4000, 1000), "green"), kind))
    assert shown.mode == "RGB"
    assert max(shown.size) == 1280


def test_a_telephones_picture_is_turned_upright() -> None:
    turned = Image.Exif()
    turned[0x0112] = 6
    assert read_picture(written(Image.new("RGB", (100, 50)), "JPEG", exif=turned)).size == (50, 100)


def test_what_is_seen_through_becomes_paper() -> None:
    assert read_picture(written(Image.new("RGBA", (40, 40), (0, 0, 0, 0)))).getpixel((20, 20)) == (255, 255, 255)


@pytest.mark.parametrize(
    ("body", "why"),
    [
        (b"", "no picture that can be read"),
        (b"%PDF-1.7", "no picture that can be read"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'/>", "no picture that can be read"),
        (written(Image.new("RGB", (64, 64)), "BMP"), "no picture that can be read"),
        (written(Image.new("P", (64, 64)), "GIF"), "no picture that can be read"),
        (written(Image.effect_noise((640, 480), 50))[:9000], "no picture that can be read"),
        (png_of_size(60_000, 60_000), "no picture that can be read"),
        (png_of_size(6000, 5000), "6000 x 5000 pixels are too many"),
        (written(Image.new("RGB", (8, 400))), "too small"),
    ],
)
def test_what_is_no_picture_for_a_camera_is_refused_in_one_line(body: bytes, why: str) -> None:
    with pytest.raises(PictureRefused, match=why) as refused:
        read_picture(body)
    assert "\n" not in str(refused.value)


@given(st.binary(max_size=300), st.integers(0, 200), st.integers(0, 255))
def test_whatever_bytes_come_there_is_a_picture_or_a_refusal(tail: bytes, at: int, value: int) -> None:
    broken = bytearray(written(Image.new("RGB", (32, 32), "red")))
    broken[at % len(broken)] = value
    for body in (tail, bytes(broken), bytes(broken) + tail):
        with contextlib.suppress(PictureRefused):
            assert read_picture(body).mode == "RGB"

"""Packet error codes against frames that other people published."""

import pytest
from hypothesis import given
from hypothesis import strategies as some
from sensor_rig import vectors

from device.sensors.packet_error_code import packet_error_code


def test_the_check_value_of_the_polynomial_is_the_published_one() -> None:
    assert packet_error_code(b"123456789") == int(vectors()["crc8"]["check_123456789"], 16)


def test_every_published_frame_carries_the_code_we_compute() -> None:
    frames = vectors()["mlx90614_frames"]
    assert len(frames) >= 16
    for frame in frames:
        assert packet_error_code(frame["bytes"]) == frame["pec"], frame["src"]


def test_no_bytes_have_the_code_zero() -> None:
    assert packet_error_code(()) == 0


@given(frame=some.binary(min_size=1, max_size=8), place=some.integers(0, 63))
def test_a_single_flipped_bit_never_keeps_the_code(frame: bytes, place: int) -> None:
    place %= len(frame) * 8
    altered = bytearray(frame)
    altered[place // 8] ^= 1 << place % 8
    assert packet_error_code(altered) != packet_error_code(frame)


@pytest.mark.parametrize("frame", [b"\xb4\x07\xb5\xd2\x3a"])
def test_a_frame_followed_by_its_code_has_the_code_zero(frame: bytes) -> None:
    assert packet_error_code(frame + bytes((packet_error_code(frame),))) == 0

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


def test_no_published_line_is_left_out_in_silence() -> None:
    """How many lines each table of the vectors holds; whoever adds one finds the test that must use it here."""
    found = vectors()
    tables = {
        **{name: len(found[name]) for name in ("mlx90614_frames", "crc8")},
        **{name: len(rows) for name, rows in found["mlx90632"].items() if isinstance(rows, list | dict)},
        "melexis_forehead_to_body": len(found["melexis_forehead_to_body"]["v"]),
    }
    assert set(found) == {"crc8", "mlx90614_frames", "mlx90632", "melexis_forehead_to_body"}
    assert tables == {
        "crc8": 3,  # here: the check value; polynomial and start are those that give it
        "mlx90614_frames": 16,  # here: each code; test_mlx90614_driver and test_mlx90614_chip: temperatures and bytes
        "consts": 13,  # test_mlx90632_arithmetic, with all that follow
        "pre_ambient": 3,
        "pre_object": 5,
        "ambient": 3,
        "object_22454_23030": 8,
        "object_Hb10240": 5,
        "reflected_eps0.1": 2,
        "official_C_run_here_an19700_ao23030_ta25.0300": 11,
        "official_C_columns": 3,
        "melexis_forehead_to_body": 11,  # test_corrections
    }

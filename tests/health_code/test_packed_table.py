"""Rows side by side in memory: found when there, never when not, whatever the order they came in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.health_code.packed_table import NotATable, from_rows, pack

ROWS = st.dictionaries(st.binary(min_size=3, max_size=3), st.binary(min_size=2, max_size=2), max_size=40)


@given(ROWS, st.binary(min_size=3, max_size=3))
def test_a_table_answers_as_a_mapping_does(rows: dict[bytes, bytes], asked: bytes) -> None:
    table = pack(rows, key_bytes=3, value_bytes=2)
    assert table.find(asked) == rows.get(asked)
    assert all(table.find(key) == value for key, value in rows.items())
    assert table.as_mapping() == rows
    assert len(table) == len(rows)
    assert from_rows(table.packed, key_bytes=3, value_bytes=2) == table


@given(ROWS, ROWS, st.sets(st.binary(min_size=3, max_size=3)))
def test_a_change_gives_what_the_same_change_of_a_mapping_gives(
    rows: dict[bytes, bytes], added: dict[bytes, bytes], gone: set[bytes]
) -> None:
    left_out = gone | set(list(rows)[::2])
    after = {key: value for key, value in rows.items() if key not in left_out} | added
    changed = pack(rows, key_bytes=3, value_bytes=2).changed(
        pack(added, key_bytes=3, value_bytes=2), pack(((key, b"") for key in left_out), key_bytes=3, value_bytes=0)
    )
    assert changed.as_mapping() == after
    assert changed.digest() == pack(after, key_bytes=3, value_bytes=2).digest()


@pytest.mark.parametrize("asked", [b"", b"ab", b"abcd"], ids=["empty", "shorter", "longer"])
def test_a_key_of_another_width_is_not_there(asked: bytes) -> None:
    assert pack({b"abc": b"1"}, key_bytes=3, value_bytes=1).find(asked) is None


@pytest.mark.parametrize(
    "packed",
    [b"abc1ab", b"abc1abc1", b"abd1abc1", b"abc1abc2"],
    ids=["cut short", "twice", "descending", "one key, two values"],
)
def test_rows_that_are_no_table_are_not_one(packed: bytes) -> None:
    with pytest.raises(NotATable):
        from_rows(packed, key_bytes=3, value_bytes=1)


def test_a_row_of_another_width_is_not_packed() -> None:
    with pytest.raises(NotATable):
        pack({b"ab": b"1"}, key_bytes=3, value_bytes=1)
    with pytest.raises(NotATable):
        pack({b"abc": b""}, key_bytes=3, value_bytes=1)
    with pytest.raises(NotATable):
        pack({}, key_bytes=3, value_bytes=1).changed(
            pack({}, key_bytes=4, value_bytes=1), pack({}, key_bytes=3, value_bytes=0)
        )

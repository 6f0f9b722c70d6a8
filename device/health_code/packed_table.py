"""Holds rows of one width side by side in one piece of memory, sorted, and finds one among 250,000.

Never says that a row is there that is not: a key is held whole, not a shortened mark of it. Never changes; a change
gives a new table. A row is a key and a value behind it.
"""

import hashlib
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Mapping
from typing import Final

from msgspec import Struct

_STRIDE: Final = 64


class NotATable(ValueError):
    """The bytes are no rows of that width, or out of order, or two of them have one key."""


class PackedTable(Struct, frozen=True, kw_only=True):
    """Rows of `key_bytes` and `value_bytes`, keys strictly ascending; `from_rows` and `changed` make sure of that."""

    key_bytes: int
    value_bytes: int
    packed: bytes = b""
    landmarks: tuple[bytes, ...] = ()
    """Every 64th key: where to begin to look."""

    def __len__(self) -> int:
        """Give how many rows there are."""
        return len(self.packed) // self.row_bytes

    @property
    def row_bytes(self) -> int:
        """How wide a row is."""
        return self.key_bytes + self.value_bytes

    def find(self, key: bytes) -> bytes | None:
        """Give the value behind `key`, empty where the rows have none, or None where the key is not there."""
        packed, width, length = self.packed, self.row_bytes, self.key_bytes
        if len(key) != length:
            return None
        first = max(0, bisect_right(self.landmarks, key) - 1) * _STRIDE
        near = range(first, min(first + _STRIDE, len(self)))
        row = first + bisect_left(near, key, key=lambda at: packed[at * width : at * width + length])
        start = row * width
        if packed[start : start + length] != key:
            return None
        return packed[start + length : start + width]

    def changed(self, rows: "PackedTable", gone: "PackedTable") -> "PackedTable":
        """Give this table with `rows` added or put in the place of their namesakes, and the keys of `gone` left out.

        Raises:
            NotATable: they are not of one width.
        """
        if (rows.key_bytes, rows.value_bytes, gone.row_bytes) != (self.key_bytes, self.value_bytes, self.key_bytes):
            raise NotATable("rows of another width")
        found = self.as_mapping()
        for key in gone.as_mapping():
            found.pop(key, None)
        found.update(rows.as_mapping())
        return pack(found.items(), key_bytes=self.key_bytes, value_bytes=self.value_bytes)

    def as_mapping(self) -> dict[bytes, bytes]:
        """Give the values by key, in the order of the keys."""
        packed, width, length = self.packed, self.row_bytes, self.key_bytes
        return {
            packed[start : start + length]: packed[start + length : start + width]
            for start in range(0, len(packed), width)
        }

    def digest(self) -> bytes:
        """Give SHA-256 over the rows: two tables of one digest are one."""
        return hashlib.sha256(self.packed).digest()


def from_rows(packed: bytes, *, key_bytes: int, value_bytes: int) -> PackedTable:
    """Give the table whose rows are `packed`.

    Raises:
        NotATable: a width that does not fit, or keys that do not ascend.
    """
    width = key_bytes + value_bytes
    if len(packed) % width:
        raise NotATable("a row is cut short")
    keys = [packed[start : start + key_bytes] for start in range(0, len(packed), width)]
    if not all(map(bytes.__lt__, keys, keys[1:])):
        raise NotATable("keys that do not ascend")
    return PackedTable(key_bytes=key_bytes, value_bytes=value_bytes, packed=packed, landmarks=tuple(keys[::_STRIDE]))


def pack(
    rows: Iterable[tuple[bytes, bytes]] | Mapping[bytes, bytes], *, key_bytes: int, value_bytes: int
) -> PackedTable:
    """Give the table of `rows`, in whatever order they come; of two with one key the last counts.

    Raises:
        NotATable: a key or a value of another width.
    """
    held = dict(rows)
    if any(len(key) != key_bytes or len(value) != value_bytes for key, value in held.items()):
        raise NotATable("a row of another width")
    keys = sorted(held)
    packed = b"".join([key + held[key] for key in keys])
    return PackedTable(key_bytes=key_bytes, value_bytes=value_bytes, packed=packed, landmarks=tuple(keys[::_STRIDE]))

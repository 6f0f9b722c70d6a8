"""Plays how a part of 16-bit registers moves words over two wires: an address of two bytes, then word after word.

Never knows what a register means: the part reads and writes it. High byte first; the address counts on by itself.
As the datasheets of MLX90632 and MLX90640 (revision 11) describe their addressed reads and writes.
"""

from collections.abc import Callable
from typing import Final

_ADDRESS_BYTES: Final = 2
_FLIPPED_BIT: Final = 0x0400


class WordTransfer:
    """The bytes of one part, between its wires and its registers."""

    def __init__(self, *, read: Callable[[int], int], write: Callable[[int, int], None]) -> None:
        """`read` gives the word of a register, `write` takes register and word."""
        self._read, self._write = read, write
        self._words_read = 0
        self.start_over()

    def start_over(self) -> None:
        """Forget what was under way, as after power-on."""
        self._pointer = 0
        self._frame: list[int] = []
        self._low: int | None = None

    def begin(self, *, reading: bool) -> None:
        """A write begins with a register address; a read goes on from the last one."""
        if not reading:
            self._frame = []
        self._low = None

    def take(self, byte: int) -> None:
        """Take the register address, then words."""
        self._frame.append(byte)
        if len(self._frame) == _ADDRESS_BYTES:
            self._pointer = self._frame[0] << 8 | byte
        elif len(self._frame) % 2 == 0:
            self._write(self._pointer, self._frame[-2] << 8 | byte)
            self._pointer = (self._pointer + 1) & 0xFFFF

    def give(self, *, altered_every: int) -> int:
        """Give the next byte; every n-th word has a flipped bit, with 0 none."""
        if self._low is not None:
            low, self._low = self._low, None
            return low
        word = self._read(self._pointer)
        self._pointer = (self._pointer + 1) & 0xFFFF
        self._words_read += 1
        if altered_every and self._words_read % altered_every == 0:
            word ^= _FLIPPED_BIT
        self._low = word & 0xFF
        return word >> 8

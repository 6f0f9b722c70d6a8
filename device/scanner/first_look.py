"""Looks at a whole plane as quickly as will do, and now and then as thoroughly as can be.

Never looks harder at one place: that is for the ladder, once a code shows.
"""

from collections.abc import Callable
from typing import Final

from device.scanner.decoders import Decoder, Look, ZxingDecoder
from device.scanner.frame import Plane
from device.scanner.pace import Pace, Way

_THOROUGH_EVERY: Final = 9
"""One look in so many is thorough even with nothing in view: a blurred large code shows only in a shrunk picture.

Odd, so that luma and blue both have their turn.
"""
_INVERTS_EVERY: Final = 4
"""A light code on a dark screen waits for every second plane of luma."""


class FirstLook:
    """Knows from `pace` what a thorough look costs here, and takes care that none costs `seconds_most`."""

    def __init__(
        self,
        monotonic: Callable[[], float],
        pace: Pace,
        *,
        seconds_most: float,
        quick: Decoder | None,
        thorough: Decoder,
    ) -> None:
        """`quick` stands in for the quick ways of zxing-cpp where it is given."""
        self._monotonic, self._pace, self._seconds_most = monotonic, pace, seconds_most
        self._inverting = quick or ZxingDecoder(thorough=False)
        self._quickest = quick or ZxingDecoder(thorough=False, inverts=False)
        self._thorough = thorough
        self._thorough_looks_left = 0

    def is_thorough(self, number: int) -> bool:
        """Claim that the `number`-th look would be thorough whatever the one before it gave."""
        return self._thorough_looks_left > 0 or number % _THOROUGH_EVERY == 0

    def look(self, plane: Plane, *, number: int, a_code_showed: bool) -> Look:
        """Look for the `number`-th time: thoroughly where a code showed lately. Luma has the odd numbers.

        What a thorough look has read may be read by no other, and is to be seen to stay: those after it are thorough.
        """
        is_thorough = a_code_showed or self.is_thorough(number)
        self._thorough_looks_left -= self._thorough_looks_left > 0
        if not is_thorough:
            return (self._inverting if number % _INVERTS_EVERY == 1 else self._quickest).look(plane)
        if self._pace.likely_seconds(Way.THOROUGH, plane.size) > self._seconds_most:
            self._pace.leave_out(Way.THOROUGH)
            return self._inverting.look(plane)
        began = self._monotonic()
        look = self._thorough.look(plane)
        self._pace.learn(Way.THOROUGH, plane.size, self._monotonic() - began)
        if look.codes:
            self._thorough_looks_left = _THOROUGH_EVERY - 1
        return look

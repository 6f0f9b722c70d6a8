"""A decoder that cannot say where a code is does not stop the reading of a picture."""

import numpy as np
import pytest

from device.scanner.decoders import ZXING, Look, ReadCode, UnreadCode
from device.scanner.frame import Plane
from device.scanner.still import StillPicture, StillReader

SOMEWHERE = ((1, 1), (9, 1), (9, 9), (1, 9))


@pytest.mark.parametrize("read_at", [(), SOMEWHERE])
@pytest.mark.parametrize("unread_at", [(), SOMEWHERE])
def test_a_code_without_a_place_is_told(
    monkeypatch: pytest.MonkeyPatch, read_at: tuple[tuple[int, int], ...], unread_at: tuple[tuple[int, int], ...]
) -> None:
    look = Look(
        codes=(ReadCode(text="a", decoder=ZXING, corners=read_at),),
        unread=(UnreadCode(corners=unread_at, modules=None),),
    )

    class Placeless:
        def __init__(self, *, by_histogram: bool = False) -> None:
            self.by_histogram = by_histogram

        def look(self, _plane: Plane) -> Look:
            return look

    monkeypatch.setattr("device.scanner.still.ZxingDecoder", Placeless)
    reader = StillReader(lambda: 0.0)
    plane = np.full((40, 40), 200, dtype=np.uint8)
    assert [code.text for code in reader.read(StillPicture(luma=plane, blue=None)).codes] == ["a"]

"""Measures how many photographed codes are read with the right text, beside plain pyzbar and plain zxing-cpp.

Needs the published photographs in `qr-photos` of `../shared/vectors` beside the checkout, or of the folder named by
`MENSHEN_VECTORS`. Exit 1 where this project reads fewer than plain zxing-cpp followed by pyzbar, or reads anything in a
picture without a code. Run with `python -m bench.photographs`.
"""

import os
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import zxingcpp
from PIL import Image
from pyzbar import pyzbar

from device.scanner.frame import Plane
from device.scanner.picture_file import open_picture
from device.scanner.still import StillReader

LONG_SIDE_PIXELS = 640
WITHOUT_CODES = "falsepositives-2"
HERE = Path(__file__).parents[2] / "shared" / "vectors"
Read = Callable[[Path], list[str]]


def plane_of(path: Path) -> Plane:
    """Give the luma of a picture, its long side at most 640 pixels."""
    with Image.open(path) as image:
        small = image.convert("RGBA").convert("RGB")
    small.thumbnail((LONG_SIDE_PIXELS, LONG_SIDE_PIXELS))
    return np.asarray(small.convert("L"))


def by_pyzbar(path: Path) -> list[str]:
    """Read with pyzbar as it comes."""
    plane = plane_of(path)
    rows, columns = plane.shape
    found = pyzbar.decode((plane.tobytes(), columns, rows), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [symbol.data.decode("utf-8", "replace") for symbol in found]


def by_zxing(path: Path) -> list[str]:
    """Read with zxing-cpp as it comes, its text as it is encoded."""
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(plane_of(path), formats=formats, text_mode=zxingcpp.TextMode.Plain)
    return [code.text for code in found]


def by_both(path: Path) -> list[str]:
    """Read with zxing-cpp, and with pyzbar where it reads nothing."""
    return by_zxing(path) or by_pyzbar(path)


class Menshen:
    """What `menshen decode` does."""

    def __init__(self) -> None:
        self._reader = StillReader(time.monotonic)

    def __call__(self, path: Path) -> list[str]:
        """Read one file."""
        return [code.text for code in self._reader.read(open_picture(path).planes()).codes]


def expected(path: Path) -> str | None:
    """Give the text beside a picture, every byte of it, or None where there is none."""
    beside = path.with_suffix(".txt")
    return beside.read_bytes().decode("utf-8") if beside.is_file() else None


def measured(folder: Path, read: Read) -> tuple[int, int, int, list[float]]:
    """Give how many pictures there are, how many were read rightly and wrongly, and the milliseconds of each."""
    count = right = wrong = 0
    milliseconds = []
    for path in sorted(folder.glob("*.png")):
        text, begun = expected(path), time.perf_counter()
        texts = read(path)
        milliseconds.append((time.perf_counter() - begun) * 1000)
        count += 1
        right += text in texts
        wrong += bool(texts) and text not in texts
    return count, right, wrong, milliseconds


def main() -> int:
    """Print a table and say whether the goal is met."""
    photographs = Path(os.environ.get("MENSHEN_VECTORS", HERE)) / "qr-photos"
    folders = sorted(folder for folder in photographs.glob("*") if folder.is_dir())
    if not folders:
        print(f"no photographs in {photographs}", file=sys.stderr)
        return 1
    readers: dict[str, Read] = {
        "pyzbar": by_pyzbar,
        "zxing-cpp": by_zxing,
        "zxing-cpp, then pyzbar": by_both,
        "menshen": Menshen(),
    }
    for path in folders[0].glob("1*.png"):
        for read in readers.values():
            read(path)  # libraries load, caches warm
    total: dict[str, int] = dict.fromkeys(readers, 0)
    false_reads = 0
    print(f"{'corpus':<18}{'pictures':>9}  reader{'':<18}{'right':>6}{'wrong':>6}   median ms   most ms")
    for folder in folders:
        for name, read in readers.items():
            count, right, wrong, milliseconds = measured(folder, read)
            figures = f"{statistics.median(milliseconds):11.1f}{max(milliseconds):10.1f}"
            print(f"{folder.name:<18}{count:>9}  {name:<24}{right:>6}{wrong:>6} {figures}")
            if folder.name != WITHOUT_CODES:
                total[name] += right
            elif name == "menshen":
                false_reads = wrong
    pictures = sum(1 for folder in folders if folder.name != WITHOUT_CODES for _ in folder.glob("*.png"))
    for name, right in total.items():
        print(f"{name:<24} {right} of {pictures} right, {right / pictures:.1%}")
    return 0 if total["menshen"] >= total["zxing-cpp, then pyzbar"] and not false_reads else 1


if __name__ == "__main__":
    sys.exit(main())

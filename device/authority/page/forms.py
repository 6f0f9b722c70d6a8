"""Reads a form once, within its limits.

Never reads more than a form of ours holds, never guesses at what is none.
"""

from typing import Final
from urllib.parse import parse_qs

from starlette.requests import Request

FORM_LONGEST_BYTES: Final = 8192
FIELDS_MOST: Final = 64


async def read_form(request: Request) -> dict[str, tuple[str, ...]] | None:
    """Give the fields of a form, or None where it is none, too long, or has too many."""
    received = bytearray()
    async for piece in request.stream():
        received += piece
        if len(received) > FORM_LONGEST_BYTES:
            return None
    try:
        fields = parse_qs(received.decode("ascii"), keep_blank_values=True, max_num_fields=FIELDS_MOST, errors="strict")
    except ValueError:
        return None
    return {name: tuple(values) for name, values in fields.items()}

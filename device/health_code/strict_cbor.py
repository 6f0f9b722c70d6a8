"""Reads CBOR that has exactly one meaning, and refuses everything else.

Never follows a tag (no dates, big numbers, patterns, shared references), an indefinite length, a duplicate key, a
longer form where a shorter exists, or anything after the end.
Standard: RFC 8949, 4.2.1 (all of the core deterministic encoding but the order of keys, which changes no meaning).
"""

from collections.abc import Mapping
from typing import Any, Final, NoReturn, cast

import cbor2

_DEPTH_MOST: Final = 8


class NotStrictCbor(ValueError):
    """The bytes have no meaning, or more than one."""


def decode(message: bytes) -> object:
    """Give the value of `message`.

    Raises:
        NotStrictCbor: for every reason there is; the one boundary between hostile bytes and the rest.
    """
    try:
        value: object = cbor2.loads(
            message,
            tag_hook=_refuse,
            semantic_decoders=_NO_TAG_IS_FOLLOWED,
            max_depth=_DEPTH_MOST,
            allow_indefinite=False,
            allow_duplicate_keys=False,
        )
        again = cbor2.dumps(value)
    except Exception as error:
        raise NotStrictCbor(str(error)) from error
    if again != message:
        raise NotStrictCbor("another text has the same meaning")
    return value


def encode(value: object) -> bytes:
    """Give the deterministic bytes of `value`."""
    return cbor2.dumps(value, canonical=True)


def _refuse(*_: object) -> NoReturn:
    raise NotStrictCbor("tags are not followed here")


_NO_TAG_IS_FOLLOWED: Final = cast(
    "Mapping[int, Any]",
    dict.fromkeys(
        (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799), _refuse
    ),
)
"""Every tag that the decoder would follow by itself; all others reach the hook."""

"""Reads CBOR that has exactly one meaning, and refuses everything else.

Never follows a tag (no dates, big numbers, patterns, shared references), takes a duplicate key or anything after the
end; in a message of our own nor an indefinite length or a longer form where a shorter exists.
Standard: RFC 8949, 4.2.1 (all of the core deterministic encoding but the order of keys, which changes no meaning).
"""

import hashlib
from collections.abc import Mapping
from typing import Any, Final, NoReturn, cast

import cbor2

_DEPTH_MOST: Final = 8
_FOREIGN_DEPTH_MOST: Final = 16
_ARRAY_OF_TWO: Final = b"\x82"
_BYTES_OF_32: Final = b"\x58\x20"


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


def decode_any_spelling(message: bytes) -> object:
    """Give the value of `message`, which may be spelled in any way that has this one meaning.

    For foreign certificates: their issuers write indefinite lengths, long forms and tagged dates (left as they are
    written); what is signed are the bytes.

    Raises:
        NotStrictCbor: for every other reason there is.
    """
    # One item and its own hash, as an array of two. What is cut short swallows of the hash, what has something behind
    # its end puts that in the place of the hash, and nobody can write a message that ends in its own hash.
    end = hashlib.sha256(message).digest()
    try:
        pair: object = cbor2.loads(
            _ARRAY_OF_TWO + message + _BYTES_OF_32 + end,
            tag_hook=_refuse,
            semantic_decoders=_DATES_STAY_AS_WRITTEN,
            max_depth=_FOREIGN_DEPTH_MOST + 1,
            allow_duplicate_keys=False,
        )
    except Exception as error:
        raise NotStrictCbor(str(error)) from error
    match pair:
        case [value, bytes() as behind] if behind == end:
            return value
        case _:
            raise NotStrictCbor("something behind the end")


def encode(value: object) -> bytes:
    """Give the deterministic bytes of `value`."""
    return cbor2.dumps(value, canonical=True)


def encode_bytes(value: bytes) -> bytes:
    """Give the deterministic bytes of `value`, which needs no keys put in order."""
    return cbor2.dumps(value)


def _refuse(*_: object) -> NoReturn:
    raise NotStrictCbor("tags are not followed here")


def _as_written(value: object, *_: object) -> object:
    if not isinstance(value, str | int | float):
        raise NotStrictCbor("a date that is none")
    return value


_NO_TAG_IS_FOLLOWED: Final = cast(
    "Mapping[int, Any]",
    dict.fromkeys(
        (0, 1, 2, 3, 4, 5, 25, 28, 29, 30, 35, 36, 37, 52, 54, 100, 256, 258, 260, 261, 1004, 43000, 55799), _refuse
    ),
)
"""Every tag that the decoder would follow by itself; all others reach the hook."""
_DATES_STAY_AS_WRITTEN: Final = cast("Mapping[int, Any]", {**_NO_TAG_IS_FOLLOWED, 0: _as_written, 1: _as_written})
"""Some issuers mark dates as such; the mark is dropped, what it stands before is kept."""

"""Gives a journal entry its exact texts and hashes, and takes one apart again.

Never reads a clock, a disk or a random source: sequence number, salt and previous hash come from the caller.
The form is the published contract's, `docs/contract.md`, "Entries".
"""

from base64 import b64decode, b64encode
from datetime import UTC, datetime
from hashlib import sha256
from typing import Annotated, Final

import msgspec
from msgspec import Struct

from device.vocabulary import ClockQuality, EntryClass

ZERO_HASH: Final = "0" * 64
"""What the first entry names as its previous hash."""
SALT_BYTES: Final = 16
HEADER_BYTES_MOST: Final = 2048
BODY_BYTES_MOST: Final = 65536

_Hash = Annotated[str, msgspec.Meta(pattern="^[0-9a-f]{64}$")]
_Name = Annotated[str, msgspec.Meta(min_length=1, max_length=120)]
_Time = Annotated[str, msgspec.Meta(pattern=r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$")]


class EntryContent(Struct, frozen=True, kw_only=True):
    """What somebody wants kept; the journal gives it its place in the chain."""

    entry_class: EntryClass
    at: datetime
    """Wall-clock time, timezone-aware; kept to the millisecond."""
    clock: ClockQuality
    monotonic_ms: int
    visit: str | None
    case: str | None
    body: str
    """The exact JSON text of the body, at most 64 KiB."""


class Header(msgspec.Struct, frozen=True, kw_only=True):
    """What a header says; the exact text, not this value, is what is hashed."""

    seq: Annotated[int, msgspec.Meta(ge=1, le=2**53 - 1)]
    entry_class: EntryClass = msgspec.field(name="class")
    at: _Time
    clock: ClockQuality
    boot: _Name
    monotonic_ms: Annotated[int, msgspec.Meta(ge=0, le=2**53 - 1)]
    visit: _Name | None
    case: _Name | msgspec.UnsetType = msgspec.UNSET
    """Present only where the entry belongs to a case."""
    body_hash: _Hash
    previous_hash: _Hash


class Entry(Struct, frozen=True, kw_only=True):
    """One entry as it travels and as it is proven: exact texts beside what the header says."""

    header_text: str
    header: Header
    salt: bytes | None
    """None, like `body`, where the body has been erased."""
    body: str | None

    @property
    def seq(self) -> int:
        """The entry's place, counted from 1 without gaps."""
        return self.header.seq

    @property
    def hash(self) -> str:
        """What the next entry names as its previous hash, and an acknowledgement as `head_hash`."""
        return text_hash(self.header_text)

    @property
    def at(self) -> datetime:
        """Wall-clock time of the entry, UTC."""
        return datetime.fromisoformat(self.header.at)

    def to_wire(self) -> dict[str, str | None]:
        """Give the three members the contract publishes."""
        salt = None if self.salt is None else b64encode(self.salt).decode("ascii")
        return {"header": self.header_text, "salt": salt, "body": self.body}

    def body_is_true(self) -> bool:
        """Whether the body is the one the header was made for; an erased body contradicts nothing."""
        if self.salt is None or self.body is None:
            return True
        return body_hash(self.salt, self.body) == self.header.body_hash


class EntryRefused(Struct, frozen=True, kw_only=True):
    """Something that is not an entry, and why, in one machine word."""

    why: str


def make_entry(content: EntryContent, *, seq: int, boot: str, salt: bytes, previous_hash: str) -> Entry:
    """Give `content` its place in the chain.

    Raises:
        ValueError: the content is longer than an entry may be; whoever composed it must be corrected.
    """
    header = Header(
        seq=seq,
        entry_class=content.entry_class,
        at=time_text(content.at),
        clock=content.clock,
        boot=boot,
        monotonic_ms=content.monotonic_ms,
        visit=content.visit,
        case=msgspec.UNSET if content.case is None else content.case,
        body_hash=body_hash(salt, content.body),
        previous_hash=previous_hash,
    )
    text = msgspec.json.encode(header).decode()
    if len(text.encode()) > HEADER_BYTES_MOST or len(content.body.encode()) > BODY_BYTES_MOST:
        raise ValueError(f"an entry of class {content.entry_class} is too long")
    return Entry(header_text=text, header=header, salt=salt, body=content.body)


def parse_entry(header: str, salt: str | None, body: str | None) -> Entry | EntryRefused:
    """Take the three members of an entry from the wire; the texts are kept exactly as they came.

    Says nothing about the chain: see `device.journal.chain`.
    """
    if (salt is None) != (body is None):
        return EntryRefused(why="half_erased")
    try:
        salt_bytes = None if salt is None else b64decode(salt, validate=True)
        too_long = len(header.encode()) > HEADER_BYTES_MOST or len((body or "").encode()) > BODY_BYTES_MOST
    except ValueError:
        return EntryRefused(why="encoding")
    if salt_bytes is not None and len(salt_bytes) != SALT_BYTES:
        return EntryRefused(why="salt")
    if too_long:
        return EntryRefused(why="too_long")
    parsed = parse_header(header)
    if isinstance(parsed, EntryRefused):
        return parsed
    return Entry(header_text=header, header=parsed, salt=salt_bytes, body=body)


def parse_header(text: str) -> Header | EntryRefused:
    """Read a header's exact text; members a later version added are allowed."""
    try:
        header = msgspec.json.decode(text, type=Header)
        datetime.fromisoformat(header.at)
    except (msgspec.DecodeError, ValueError):
        return EntryRefused(why="header")
    return header


def text_hash(text: str) -> str:
    """SHA-256 of the text's UTF-8 bytes, lowercase hex."""
    return sha256(text.encode()).hexdigest()


def body_hash(salt: bytes, body: str) -> str:
    """SHA-256 of raw salt and body, lowercase hex."""
    return sha256(salt + body.encode()).hexdigest()


def time_text(moment: datetime) -> str:
    """Write a moment as the contract does: UTC, milliseconds, `Z`."""
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"

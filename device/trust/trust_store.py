"""Keeps the newest trust list on the disk and never goes back to an older one, whatever is put there.

Never trusts the file it reads: the list is verified anew at every start. The list is made durable before the number
that forbids older ones, so a power cut between the two leaves a list that is still accepted.
"""

import contextlib
import os
from pathlib import Path
from typing import Final

import msgspec

from device.errors import FileRefused
from device.health_code.keys import VerifierKey
from device.health_code.trust import TrustRefusal, TrustSnapshot, may_replace
from device.health_code.trust_list import LIST_LONGEST_BYTES, read_trust_list

_LIST_FILE: Final = "trust.cose"
_MARK_FILE: Final = "trust.mark"


class _Mark(msgspec.Struct, frozen=True, kw_only=True):
    """The newest list ever accepted here."""

    seq: int = 0
    digest: str = ""


class TrustStore:
    """The gate's memory of the trust list; for one thread."""

    def __init__(self, *, directory: Path, roots: tuple[VerifierKey, ...]) -> None:
        """Take the state directory and the authority's root keys.

        Raises:
            FileRefused: the mark of the newest list exists and cannot be read.
        """
        self._directory = directory
        self._roots = roots
        self._mark = self._read_mark()

    def held(self) -> TrustSnapshot:
        """Give the list on the disk, or the empty one where there is none that may be used."""
        try:
            message = (self._directory / _LIST_FILE).read_bytes()
        except FileNotFoundError:
            return TrustSnapshot()
        except OSError as error:
            raise FileRefused(f"{self._directory / _LIST_FILE} cannot be read: {error.strerror}") from error
        verdict = self._judge(message)
        return verdict if isinstance(verdict, TrustSnapshot) else TrustSnapshot()

    def offer(self, message: bytes) -> TrustSnapshot | TrustRefusal:
        """Give the list in `message` once it is durable, or why it is not taken.

        Raises:
            FileRefused: the disk did not take it.
        """
        verdict = self._judge(message)
        if isinstance(verdict, TrustRefusal):
            return verdict
        mark = _Mark(seq=verdict.seq, digest=verdict.digest.hex())
        try:
            write_durably(self._directory / _LIST_FILE, message)
            if mark != self._mark:
                write_durably(self._directory / _MARK_FILE, msgspec.json.encode(mark))
        except OSError as error:
            raise FileRefused(f"{self._directory} does not take the trust list: {error.strerror}") from error
        self._mark = mark
        return verdict

    def _judge(self, message: bytes) -> TrustSnapshot | TrustRefusal:
        verdict = read_trust_list(message[: LIST_LONGEST_BYTES + 1], self._roots)
        if isinstance(verdict, TrustSnapshot) and not may_replace(
            held_seq=self._mark.seq, held_digest=bytes.fromhex(self._mark.digest), offered=verdict
        ):
            return TrustRefusal.ROLLED_BACK
        return verdict

    def _read_mark(self) -> _Mark:
        path = self._directory / _MARK_FILE
        try:
            mark = msgspec.json.decode(path.read_bytes(), type=_Mark)
            bytes.fromhex(mark.digest)
        except FileNotFoundError:
            return _Mark()
        except (OSError, ValueError) as error:
            raise FileRefused(f"{path} cannot be read: restore it, or remove it together with {_LIST_FILE}") from error
        return mark


def write_durably(path: Path, content: bytes, *, mode: int = 0o600) -> None:
    """Put `content` at `path` whole or not at all, on the disk before this returns.

    Raises:
        OSError: the disk did not take it; what was there before still is.
    """
    fresh = path.with_name(f"{path.name}.new")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    try:
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        fresh.replace(path)
    except OSError:
        with contextlib.suppress(OSError):
            fresh.unlink()
        raise
    directory = os.open(path.parent, os.O_RDONLY | os.O_DIRECTORY)
    try:
        os.fsync(directory)
    finally:
        os.close(directory)

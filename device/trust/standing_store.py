"""Keeps the lists of withdrawn codes and changed colours on the disk and never goes back to an older one.

Never trusts the files it reads: message and rows are verified anew at every start. A list is one file, so that a power
cut leaves the old one or the new one; the number that forbids older ones is written after it. What a key said ends with
that key's duty, its numbers too (docs/decisions/a-stolen-duty-ends-with-its-key.md).
"""

from collections.abc import Iterable
from pathlib import Path
from types import MappingProxyType
from typing import Final

import msgspec

from device.errors import FileRefused
from device.health_code.duties import DutyKeys
from device.health_code.keys import VerifierKey, key_id_of
from device.health_code.packed_table import NotATable
from device.health_code.standing import Standing
from device.health_code.standing_list import ListKind, ListMessage, StandingList, apply, read_list
from device.health_code.trust import TrustRefusal
from device.trust.trust_store import write_durably

REVOKED_LISTS_MOST: Final = 64
_MARK_FILE: Final = "standing.mark"
_LENGTH_BYTES: Final = 4
_FILE_LONGEST_BYTES: Final = 1 << 24


class _Mark(msgspec.Struct, frozen=True, kw_only=True):
    """The newest list of one name ever accepted here."""

    seq: int
    digest: str
    kid: str
    """Of the key that signed it."""


class StandingStore:
    """The gate's memory of what the authority said since; for one thread."""

    def __init__(self, *, directory: Path, roots: tuple[VerifierKey, ...]) -> None:
        """Take the state directory and the authority's root keys.

        Raises:
            FileRefused: the mark of the newest lists exists and cannot be read.
        """
        self._directory, self._roots = directory, roots
        self._root_kids = frozenset(key_id_of(root) for root in roots)
        self._marks = self._read_marks()
        self._held: dict[str, StandingList] = {}

    def standing(self) -> Standing:
        """Give the lists as they are held."""
        revoked = {held.message.scope: held for held in self._held.values() if held.message.kind is ListKind.REVOKED}
        return Standing(revoked=MappingProxyType(revoked), colours=self._held.get(_name(ListKind.COLOURS, "")))

    def seq(self, kind: ListKind, scope: str) -> int:
        """Give the number of the list held, 0 where none is."""
        held = self._held.get(_name(kind, scope))
        return 0 if held is None else held.message.seq

    def lacking(self, scopes: Iterable[str]) -> frozenset[tuple[ListKind, str]]:
        """Give the lists once taken and not held now: colours, and codes withdrawn under one of `scopes`."""
        wanted = {_name(ListKind.COLOURS, ""), *(_name(ListKind.REVOKED, scope) for scope in scopes)}
        return frozenset(_kind_and_scope(name) for name in wanted & self._marks.keys() - self._held.keys())

    def load(self, duty_keys: DutyKeys) -> None:
        """Take what lies on the disk, as far as it can be verified, and let go of what a key without that duty said."""
        for name in sorted(self._marks):
            kind, scope = _kind_and_scope(name)
            if not self._may_sign(self._marks[name].kid, kind, duty_keys):
                self._held.pop(name, None)
                continue
            found = self._read(name, kind, duty_keys)
            if found is not None and found.message.scope == scope:
                self._held[name] = found

    def offer(
        self, message: bytes, kind: ListKind, duty_keys: DutyKeys, now: int | None, *, scope: str
    ) -> ListMessage | TrustRefusal:
        """Give the message once the list it makes is durable, or why it is not taken; `scope` is where it came under.

        Raises:
            FileRefused: the disk did not take it.
        """
        verdict = read_list(message, kind, roots=self._roots, duty_keys=duty_keys, now=now)
        if isinstance(verdict, TrustRefusal):
            return verdict
        if verdict.scope != scope:
            return TrustRefusal.MALFORMED
        name, digest = _name(kind, verdict.scope), verdict.result_digest.hex()
        mark, held = self._marks.get(name), self._held.get(name)
        if mark is not None and not self._may_sign(mark.kid, kind, duty_keys):
            mark = None
        if mark is not None and (verdict.seq, digest) != (mark.seq, mark.digest) and verdict.seq <= mark.seq:
            return TrustRefusal.ROLLED_BACK
        if held is not None and (held.message.seq, held.message.signed_by) == (verdict.seq, verdict.signed_by):
            return verdict
        after = apply(held, verdict)
        if after is None:
            return TrustRefusal.GAP
        if not self._has_room(name, kind, duty_keys):
            return TrustRefusal.TOO_MANY
        self._keep(name, message, after)
        return verdict

    def _may_sign(self, kid: str, kind: ListKind, duty_keys: DutyKeys) -> bool:
        """Claim that the key `kid` has the duty, whatever the time is: only a newer trust list takes it away."""
        named = duty_keys.get(bytes.fromhex(kid))
        return bytes.fromhex(kid) in self._root_kids or (named is not None and kind.value.duty in named.duties)

    def _has_room(self, name: str, kind: ListKind, duty_keys: DutyKeys) -> bool:
        """Claim that `name` may be kept; of withdrawn codes, a name whose key has lost the duty gives way."""
        if name in self._marks or kind is ListKind.COLOURS:
            return True
        revoked = [mark for mark in self._marks if _kind_and_scope(mark)[0] is ListKind.REVOKED]
        if len(revoked) >= REVOKED_LISTS_MOST:
            void = [mark for mark in revoked if not self._may_sign(self._marks[mark].kid, kind, duty_keys)]
            if not void:
                return False
            del self._marks[void[0]]
            self._held.pop(void[0], None)
        return True

    def _keep(self, name: str, message: bytes, after: StandingList) -> None:
        content = len(message).to_bytes(_LENGTH_BYTES, "big") + message + after.table.packed
        newest = after.message
        mark = _Mark(seq=newest.seq, digest=newest.result_digest.hex(), kid=newest.signed_by.hex())
        try:
            write_durably(self._directory / f"{name}.list", content)
            write_durably(self._directory / _MARK_FILE, msgspec.json.encode({**self._marks, name: mark}))
        except OSError as error:
            raise FileRefused(f"{self._directory} does not take {name}: {error.strerror}") from error
        self._marks[name], self._held[name] = mark, after

    def _read(self, name: str, kind: ListKind, duty_keys: DutyKeys) -> StandingList | None:
        path = self._directory / f"{name}.list"
        try:
            with path.open("rb") as file:
                content = file.read(_FILE_LONGEST_BYTES)
        except FileNotFoundError:
            return None
        except OSError as error:
            raise FileRefused(f"{path} cannot be read: {error.strerror}") from error
        end = _LENGTH_BYTES + int.from_bytes(content[:_LENGTH_BYTES], "big")
        message = read_list(content[_LENGTH_BYTES:end], kind, roots=self._roots, duty_keys=duty_keys, now=None)
        if isinstance(message, TrustRefusal) or message.seq < self._marks[name].seq:
            return None
        try:
            table = kind.table(content[end:])
        except NotATable:
            return None
        return StandingList(message=message, table=table) if table.digest() == message.result_digest else None

    def _read_marks(self) -> dict[str, _Mark]:
        path = self._directory / _MARK_FILE
        try:
            marks = msgspec.json.decode(path.read_bytes(), type=dict[str, _Mark])
            for name, mark in marks.items():
                _kind_and_scope(name)
                bytes.fromhex(mark.kid)
        except FileNotFoundError:
            return {}
        except (OSError, ValueError) as error:
            raise FileRefused(f"{path} cannot be read: restore it, or remove it") from error
        return marks


def _name(kind: ListKind, scope: str) -> str:
    return f"revoked-{scope}" if kind is ListKind.REVOKED else "colours"


def _kind_and_scope(name: str) -> tuple[ListKind, str]:
    """Take a list's name apart.

    Raises:
        ValueError: it is none.
    """
    word, _, scope = name.partition("-")
    kinds = {"revoked": ListKind.REVOKED, "colours": ListKind.COLOURS}
    if word not in kinds or "/" in scope:
        raise ValueError(f"{name} is no list")
    return kinds[word], scope

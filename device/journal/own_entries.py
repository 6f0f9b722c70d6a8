"""Composes the few entries the journal writes about itself; everything else is composed by the performer.

Never names a person.
"""

from collections.abc import Mapping

import msgspec

from device.clock.protocol import Clock
from device.journal.entry import EntryContent
from device.vocabulary import AlertKind, AlertState, EntryClass, Severity


def beginning(clock: Clock, *, device: str, epoch: str, previous_epoch: str | None) -> EntryContent:
    """Compose the first entry of every journal."""
    body = {"what": "journal_began", "device": device, "epoch": epoch, "previous_epoch": previous_epoch}
    return _content(clock, EntryClass.SERVICE, body)


def retention_gap(clock: Clock, *, first: int, last: int) -> EntryContent:
    """Compose the alert that entries `first` to `last` are deleted though nobody acknowledged them."""
    return _alert(clock, AlertKind.RETENTION_GAP, {"first": first, "last": last, "entries": last - first + 1})


def journal_fork(clock: Clock, *, through: int, head_hash: str) -> EntryContent:
    """Compose the alert that the system of record holds another entry `through` than this journal."""
    return _alert(clock, AlertKind.JOURNAL_FORK, {"through": through, "acknowledged_hash": head_hash})


def _alert(clock: Clock, kind: AlertKind, details: Mapping[str, int | str]) -> EntryContent:
    body = {
        "kind": kind,
        "severity": Severity.CRITICAL,
        "state": AlertState.RAISED,
        "raised_by": "device",
        "details": details,
    }
    return _content(clock, EntryClass.ALERT, body)


def _content(clock: Clock, entry_class: EntryClass, body: Mapping[str, object]) -> EntryContent:
    return EntryContent(
        entry_class=entry_class,
        at=clock.wall(),
        clock=clock.quality(),
        monotonic_ms=int(clock.monotonic() * 1000),
        visit=None,
        case=None,
        body=msgspec.json.encode(body).decode(),
    )

"""Turns the core's drafts into journal entries: wall-clock time, venue, and the masked person behind a handle.

Never writes anything and never puts a name in clear, a code's text or a holder's id into a body; the health declaration
goes into a referral's alert alone. The bodies are the published contract's, `docs/contract.md`, "Entries".
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import msgspec

from device.checkpoint.facts import CodeFacts, Reading
from device.checkpoint.records import Alert, CheckIn, Correction, Movement, Record, Result, Service
from device.clock.protocol import Clock
from device.health_code.declaration import Declaration
from device.health_code.verdict import HealthCode
from device.journal.entry import EntryContent
from device.visitor.identity import IdentityKeys
from device.vocabulary import AlertState, Band, EntryClass

Body = dict[str, object]


class EntryComposer:
    """Composes the entries of one gate."""

    def __init__(
        self,
        *,
        venue: str,
        checkpoint: str,
        timezone: ZoneInfo,
        clock: Clock,
        identity: IdentityKeys,
        person: Callable[[str], HealthCode | None],
    ) -> None:
        self._place: Body = {"venue": venue, "checkpoint": checkpoint, "source": "gate"}
        self._timezone = timezone
        self._clock = clock
        self._identity = identity
        self._person = person

    def compose(self, records: tuple[Record, ...]) -> tuple[EntryContent, ...]:
        """Give one entry a record, in order, all at this moment."""
        wall, now, quality = self._clock.wall(), self._clock.monotonic(), self._clock.quality()
        contents = []
        for record in records:
            entry_class, body = self._body(record, wall, now)
            contents.append(
                EntryContent(
                    entry_class=entry_class,
                    at=wall,
                    clock=quality,
                    monotonic_ms=int(now * 1000),
                    visit=getattr(record, "visit", None),
                    case=getattr(record, "case", None),
                    body=msgspec.json.encode(body).decode(),
                )
            )
        return tuple(contents)

    def _body(self, record: Record, wall: datetime, now: float) -> tuple[EntryClass, Body]:
        match record:
            case CheckIn():
                return EntryClass.CHECKIN, self._check_in(record, wall)
            case Correction():
                return EntryClass.CORRECTION, _correction(record)
            case Alert():
                return EntryClass.ALERT, self._alert(record)
            case Movement():
                return EntryClass.MOVEMENT, _movement(record, wall, now)
            case Result():
                return EntryClass.RESULT, _result(record)
            case Service():
                return EntryClass.SERVICE, {"what": record.what, **dict(record.details)}

    def _check_in(self, record: CheckIn, wall: datetime) -> Body:
        body: Body = dict(self._place)
        body |= {"outcome": record.outcome, "reasons": list(record.reasons), "decided_by": record.decided_by}
        if record.group is not None:
            body["group"] = record.group
        if record.companion:
            body["companion"] = True
        body["temperature"] = _temperature(record.band, record.reading, record.attempt)
        body["code"] = None if record.code is None else self._code(record.code, wall)
        return body

    def _code(self, code: CodeFacts, wall: datetime) -> Body:
        person = self._person(code.ref)
        body: Body = {
            "format": code.format,
            "colour": code.colour,
            "assurance": code.assurance,
            "kind": code.kind,
            "name": person.masked_name if person else "",
            "phone": person.masked_phone if person else "",
        }
        if person is not None:
            kept = self._identity.record(person, wall.astimezone(self._timezone).date())
            body |= {"holder": kept.holder, "holder_sealed": kept.holder_sealed, "code_id": kept.code_id}
            body["division"] = None if person.division is None else str(person.division)
        else:
            body |= {"holder": None, "holder_sealed": None, "code_id": None, "division": None}
        body["issued"] = _second(code.issued_at)
        body["expires"] = _second(code.expires_at)
        body["trust_age_seconds"] = code.trust_age_seconds
        body["standing_age_seconds"] = code.standing_age_seconds
        return body

    def _alert(self, record: Alert) -> Body:
        details: Body = dict(record.details)
        reasons = details.pop("reasons", None)
        if isinstance(reasons, str):
            details["reasons"] = reasons.split(",")
        if record.code is not None and record.state is AlertState.RAISED:
            person = self._person(record.code.ref)
            details["colour"] = record.code.colour
            details["kind"] = record.code.kind
            details["name"] = person.masked_name if person else ""
            details["phone"] = person.masked_phone if person else ""
            if person is not None and person.declaration is not None:
                details["declaration"] = _declaration(person.declaration)
        body: Body = {"kind": record.kind, "severity": record.severity, "state": record.state, "raised_by": "device"}
        if record.case is not None:
            body["case"] = record.case
        return body | {"details": details}


def _declaration(declared: Declaration) -> Body:
    return {
        "at": _second(declared.at),
        "celsius": declared.celsius,
        "symptoms": list(declared.symptoms),
        "exposures": list(declared.exposures),
    }


def _temperature(band: Band, reading: Reading | None, attempt: int) -> Body:
    if reading is None:
        return {"band": band, "attempt": attempt}
    return {
        "band": band,
        "celsius": round(reading.core_celsius, 2),
        "surface_celsius": round(reading.surface_celsius, 2),
        "raw_celsius": round(reading.raw_celsius, 2),
        "ambient_celsius": round(reading.ambient_celsius, 2),
        "uncertainty_celsius": round(reading.uncertainty_celsius, 2),
        "samples": reading.samples,
        "sensor": reading.sensor,
        "algorithm": reading.algorithm,
        "attempt": attempt,
    }


def _correction(record: Correction) -> Body:
    body: Body = {
        "corrects": record.corrects,
        "outcome": record.outcome,
        "reasons": list(record.reasons),
        "decided_by": record.decided_by,
    }
    if record.band is not None:
        body["band"] = record.band
    if record.reading is not None:
        body["temperature"] = _temperature(record.band or Band.UNMEASURED, record.reading, record.attempt or 0)
    return body


def _movement(record: Movement, wall: datetime, now: float) -> Body:
    body: Body = {
        "cause": record.cause,
        "opened_at": _moment(wall - timedelta(seconds=now - record.opened_at)),
        "closed_at": None,
        "passages": record.passages,
    }
    if record.closed_at is not None:
        body["closed_at"] = _moment(wall - timedelta(seconds=now - record.closed_at))
    if record.order is not None:
        body["order"] = record.order
    return body


def _result(record: Result) -> Body:
    return {
        "order": record.order,
        "name": record.name,
        "status": record.status,
        "reason": record.reason,
        "by": record.by,
    }


def _moment(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")


def _second(at: int | None) -> str | None:
    """Write a second a code claims; one that no calendar has is no claim: a foreign issuer signs what it likes."""
    if at is None:
        return None
    try:
        return datetime.fromtimestamp(at, UTC).isoformat().replace("+00:00", "Z")
    except (OverflowError, OSError, ValueError):
        return None

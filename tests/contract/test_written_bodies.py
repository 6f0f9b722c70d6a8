"""The bodies of the entries a gate writes are those of the document."""

import json
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest
import sample_facts
from contract_schemas import SCHEMAS, validator
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from msgspec.structs import replace

from device.checkpoint.records import Alert, CheckIn, Correction, Movement, Record, Result, Service
from device.entry_composer import EntryComposer
from device.simulation.virtual_clock import VirtualClock
from device.visitor.identity import IdentityKeys
from device.vocabulary import (
    AlertKind,
    AlertState,
    Band,
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    Reason,
    Severity,
)

NOON = datetime(2026, 11, 22, 12, 0, tzinfo=UTC)

READING = replace(
    sample_facts.READING,
    core_celsius=36.61,
    surface_celsius=34.923,
    raw_celsius=34.62,
    ambient_celsius=24.1,
    uncertainty_celsius=0.21,
    samples=7,
)

CODE = replace(
    sample_facts.GREEN, ref="r-1", holder=None, issued_at=1_795_300_000, expires_at=None, trust_age_seconds=60
)

CHECK_IN = CheckIn(
    visit="v-00112233-1",
    case=None,
    outcome=Outcome.ADMITTED,
    reasons=(Reason.TEMPERATURE_NORMAL, Reason.CODE_GREEN),
    decided_by="device",
    group="g-00112233-1",
    companion=True,
    band=Band.NORMAL,
    reading=READING,
    attempt=1,
    code=CODE,
)

RECORDS: dict[str, tuple[str, Record]] = {
    "a check-in": ("CheckInBody", CHECK_IN),
    "a check-in without a reading or a code": (
        "CheckInBody",
        CheckIn(
            visit="v-00112233-1",
            case="c-00112233-1",
            outcome=Outcome.REFERRED,
            reasons=(),
            decided_by="device",
            group=None,
            companion=False,
            band=Band.UNMEASURED,
            reading=None,
            attempt=2,
            code=None,
        ),
    ),
    "a correction": (
        "CorrectionBody",
        Correction(
            visit="v-00112233-1",
            case=None,
            corrects=3,
            outcome=Outcome.ANNULLED,
            reasons=(Reason.VISIT_NOT_PASSED,),
            decided_by="inspector:wang",
            band=Band.FEVER,
            reading=READING,
            attempt=2,
        ),
    ),
    "an alert": (
        "AlertBody",
        Alert(
            kind=AlertKind.FEVER,
            severity=Severity.CRITICAL,
            state=AlertState.RAISED,
            visit="v-00112233-1",
            case="c-00112233-1",
            code=CODE,
            details=(("attempt", 2), ("reasons", "temperature.fever,code.green"), ("people", 1), ("celsius", 38.2)),
        ),
    ),
    "a movement": (
        "MovementBody",
        Movement(visit=None, cause=MovementCause.FIRE_INPUT, opened_at=1.0, closed_at=None, passages=0, order="o-1"),
    ),
    "a result": (
        "ResultBody",
        Result(order="o-1", name=OrderName.OPEN, status=OrderStatus.EXECUTING, reason="", by="inspector:wang"),
    ),
    "a service entry": ("ServiceBody", Service(what="locked", details=(("by", "operator:li"),))),
}


@pytest.mark.parametrize("name", RECORDS)
def test_the_bodies_the_gate_writes_are_those_of_the_document(name: str) -> None:
    clock = VirtualClock(wall=NOON, monotonic=10.0)
    composer = EntryComposer(
        venue="school",
        checkpoint="south-gate",
        timezone=ZoneInfo("Asia/Shanghai"),
        clock=clock,
        identity=IdentityKeys(
            venue_secret=bytes(32), city_secret=bytes(32), tracing_public=X25519PrivateKey.generate().public_key()
        ),
        person=lambda _: None,
    )
    schema, record = RECORDS[name]
    (content,) = composer.compose((record,))
    body = json.loads(content.body)
    assert list(validator(schema).iter_errors(body)) == []
    assert set(body) <= set(SCHEMAS[schema]["properties"]) or schema == "ServiceBody"

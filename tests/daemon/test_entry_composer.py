"""What an entry says of what the core kept: the contract's bodies, masked, in wall-clock time, and nothing in clear."""

import base64
import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import sample_facts
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey
from generated_values import structs_of
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec.structs import replace

from device.checkpoint.facts import CodeFacts
from device.checkpoint.records import Alert, CheckIn, Correction, Movement, Record, Result, Service
from device.entry_composer import EntryComposer
from device.health_code.declaration import Declaration
from device.health_code.verdict import HealthCode
from device.journal.entry import EntryContent
from device.visitor.identity import IdentityKeys, keyed, month_key, open_holder
from device.vocabulary import (
    AlertKind,
    AlertState,
    Assurance,
    Band,
    ClockQuality,
    Colour,
    EntryClass,
    Kind,
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    Reason,
    Severity,
)

WALL = datetime(2026, 11, 30, 18, 30, tzinfo=UTC)
"""The first of December in Guangdong."""
NOW = 1000.25
SECRET = b"v" * 32
TRACING = X25519PrivateKey.from_private_bytes(b"t" * 32)
HOLDER, KID, CTI = b"holder-12-by", b"kid4", b"number-8"
PERSON = HealthCode(
    format="phc1",
    colour=Colour.RED,
    kind=Kind.PAPER,
    assurance=Assurance.SIGNED_OFFLINE,
    masked_name="张*三",
    masked_phone="138****1234",
    holder=HOLDER,
    issuer_kid=KID,
    cti=CTI,
    division=440983,
    declaration=Declaration(at=1_795_000_000, celsius=37.9, symptoms=("cold_like",), exposures=("contact",)),
)
CODE = replace(
    sample_facts.GREEN,
    colour=Colour.RED,
    kind=Kind.PAPER,
    issued_at=1_795_334_400,
    expires_at=None,
    trust_age_seconds=60,
)
READING = replace(sample_facts.READING, core_celsius=36.6049, surface_celsius=34.501, uncertainty_celsius=0.151)
CHECK_IN = CheckIn(
    visit="v-1",
    case=None,
    outcome=Outcome.REFERRED,
    reasons=(Reason.CODE_RED,),
    decided_by="device",
    group=None,
    companion=False,
    band=Band.NORMAL,
    reading=READING,
    attempt=1,
    code=CODE,
)
ALERT = Alert(
    kind=AlertKind.CODE_RED,
    severity=Severity.CRITICAL,
    state=AlertState.RAISED,
    visit="v-1",
    case="c-1",
    code=CODE,
    details=(("attempt", 1), ("reasons", "code.red,temperature.normal")),
)


class Clock:
    """A clock that stands still."""

    def monotonic(self) -> float:
        return NOW

    def wall(self) -> datetime:
        return WALL

    def quality(self) -> ClockQuality:
        return ClockQuality.HOLDOVER


def composed(*records: Record, person: HealthCode | None = PERSON) -> tuple[EntryContent, ...]:
    composer = EntryComposer(
        venue="xinyi-no1-school",
        checkpoint="south-gate",
        timezone=ZoneInfo("Asia/Shanghai"),
        clock=Clock(),
        identity=IdentityKeys(venue_secret=SECRET, city_secret=b"c" * 32, tracing_public=TRACING.public_key()),
        person={"person-1": person}.get,
    )
    return composer.compose(records)


def body_of(record: Record, person: HealthCode | None = PERSON) -> dict[str, Any]:
    (content,) = composed(record, person=person)
    body: dict[str, Any] = json.loads(content.body)
    return body


def test_each_record_is_one_entry_in_order_all_at_this_moment() -> None:
    contents = composed(CHECK_IN, ALERT, Service(what="locked"))
    assert [content.entry_class for content in contents] == [EntryClass.CHECKIN, EntryClass.ALERT, EntryClass.SERVICE]
    assert {(content.at, content.clock, content.monotonic_ms) for content in contents} == {
        (WALL, ClockQuality.HOLDOVER, 1_000_250)
    }
    assert [(content.visit, content.case) for content in contents] == [("v-1", None), ("v-1", "c-1"), (None, None)]


def test_a_check_in_says_where_what_and_why() -> None:
    body = body_of(CHECK_IN)
    assert {name: value for name, value in body.items() if name not in ("temperature", "code")} == {
        "venue": "xinyi-no1-school",
        "checkpoint": "south-gate",
        "source": "gate",
        "outcome": "referred",
        "reasons": ["code.red"],
        "decided_by": "device",
    }
    assert body["temperature"] == {
        "band": "normal",
        "celsius": 36.6,
        "surface_celsius": 34.5,
        "raw_celsius": 34.2,
        "ambient_celsius": 24.0,
        "uncertainty_celsius": 0.15,
        "samples": 5,
        "sensor": "mlx90614-dci",
        "algorithm": "1",
        "attempt": 1,
    }


def test_group_and_companion_stand_there_only_where_they_are_so() -> None:
    body = body_of(replace(CHECK_IN, group="g-1", companion=True))
    assert (body["group"], body["companion"]) == ("g-1", True)
    assert not {"group", "companion"} & set(body_of(CHECK_IN))


def test_without_a_reading_there_is_no_number_and_without_a_code_there_is_none() -> None:
    body = body_of(replace(CHECK_IN, reading=None, band=Band.UNMEASURED, attempt=2, code=None))
    assert body["temperature"] == {"band": "unmeasured", "attempt": 2}
    assert body["code"] is None


def test_the_person_is_masked_keyed_by_the_venue_s_own_month_and_sealed_to_the_authority() -> None:
    code = body_of(CHECK_IN)["code"]
    assert (code["name"], code["phone"], code["division"]) == ("张*三", "138****1234", "440983")
    december = month_key(SECRET, (WALL + timedelta(hours=8)).date())
    assert code["holder"] == base64.b64encode(keyed(december, HOLDER)).decode()
    assert open_holder(TRACING, base64.b64decode(code["holder_sealed"])) == (KID, HOLDER)
    assert (code["issued"], code["expires"]) == ("2026-11-22T08:00:00Z", None)
    assert (code["colour"], code["kind"], code["trust_age_seconds"]) == ("red", "paper", 60)


def test_a_person_who_was_forgotten_leaves_the_verdict_and_no_more() -> None:
    code = body_of(CHECK_IN, person=None)["code"]
    assert code["colour"] == "red"
    assert [code[name] for name in ("name", "phone", "holder", "holder_sealed", "code_id", "division")] == [
        "", "", None, None, None, None,
    ]  # fmt: skip


def test_the_declaration_is_in_a_referral_s_alert_and_nowhere_else() -> None:
    details = body_of(ALERT)["details"]
    assert details["declaration"] == {
        "at": "2026-11-18T11:06:40Z",
        "celsius": 37.9,
        "symptoms": ["cold_like"],
        "exposures": ["contact"],
    }
    assert (details["name"], details["colour"], details["reasons"]) == (
        "张*三",
        "red",
        ["code.red", "temperature.normal"],
    )
    assert "declaration" not in json.dumps(body_of(CHECK_IN))


def test_an_alert_that_is_over_names_nobody_and_tells_of_no_declaration() -> None:
    body = body_of(replace(ALERT, state=AlertState.CLEARED))
    assert (body["state"], body["case"]) == ("cleared", "c-1")
    assert not {"name", "phone", "colour", "kind", "declaration"} & set(body["details"])


def test_an_alert_of_the_gate_itself_has_no_case_and_no_person() -> None:
    body = body_of(Alert(kind=AlertKind.TAMPER, severity=Severity.CRITICAL, state=AlertState.RAISED))
    assert body == {"kind": "tamper", "severity": "critical", "state": "raised", "raised_by": "device", "details": {}}


def test_a_movement_is_told_in_wall_clock_time() -> None:
    moved = Movement(visit="v-1", cause=MovementCause.CHECK_IN, opened_at=NOW - 3.5, closed_at=NOW - 0.25, passages=1)
    assert body_of(moved) == {
        "cause": "check_in",
        "opened_at": "2026-11-30T18:29:56.500Z",
        "closed_at": "2026-11-30T18:29:59.750Z",
        "passages": 1,
    }
    assert body_of(replace(moved, closed_at=None))["closed_at"] is None
    assert body_of(replace(moved, order="o-1"))["order"] == "o-1"


def test_a_correction_has_a_temperature_only_where_there_is_one() -> None:
    plain = Correction(
        visit="v-1", case="c-1", corrects=7, outcome=Outcome.ADMITTED, reasons=(), decided_by="inspector-2"
    )
    assert body_of(plain) == {"corrects": 7, "outcome": "admitted", "reasons": [], "decided_by": "inspector-2"}
    again = body_of(replace(plain, band=Band.FEVER, reading=READING, attempt=2))
    assert (again["band"], again["temperature"]["band"], again["temperature"]["attempt"]) == ("fever", "fever", 2)
    alone = body_of(replace(plain, reading=READING))
    assert (alone["temperature"]["band"], alone["temperature"]["attempt"]) == ("unmeasured", 0)


def test_a_result_and_a_service_say_what_the_core_said() -> None:
    result = Result(order="o-1", name=OrderName.LOCK, status=OrderStatus.FAILED, reason="gate.busy", by="operator")
    assert body_of(result) == {
        "order": "o-1",
        "name": "lock",
        "status": "failed",
        "reason": "gate.busy",
        "by": "operator",
    }
    assert body_of(Service(what="records_lost", details=(("count", 3),))) == {"what": "records_lost", "count": 3}


ANY_RECORDS = st.one_of(
    structs_of(CheckIn, code=st.none() | structs_of(CodeFacts, ref=st.just("person-1"))),
    structs_of(Correction),
    structs_of(Alert, code=st.none() | structs_of(CodeFacts, ref=st.just("person-1"))),
    structs_of(Movement),
    structs_of(Result),
    structs_of(Service),
)


@settings(deadline=None, max_examples=150)
@given(ANY_RECORDS)
def test_whatever_the_core_kept_becomes_an_entry_that_carries_no_holder_in_clear(record: Record) -> None:
    (content,) = composed(record)
    assert isinstance(json.loads(content.body), dict)
    for secret in (HOLDER, KID, CTI, SECRET):
        assert secret.decode() not in content.body
        assert base64.b64encode(secret).decode() not in content.body
        assert secret.hex() not in content.body


@pytest.mark.parametrize("second", [-(2**62), -62_135_596_801, 253_402_300_800, 2**62])
def test_a_signed_code_of_an_impossible_year_does_not_stop_the_journal(second: int) -> None:
    code = body_of(replace(CHECK_IN, code=replace(CODE, issued_at=second, expires_at=second)))["code"]
    assert (code["issued"], code["expires"]) == (None, None)

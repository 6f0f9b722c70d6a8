"""What the operator wants from afar: over the settings file, kept for the next start, and never taken on trust."""

import os
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from device.checkpoint.events import Event, SettingsChanged
from device.checkpoint.policy import Policy
from device.desired_values import DesiredValues
from device.mqtt.signed_documents import signer_keys
from device.mqtt.topics import GateTopics
from device.mqtt.twin import Twin, TwinScope, sign_desired, take, topic_of
from device.mqtt.twin_values import WireValue
from device.vocabulary import Colour, Mode

TOPICS = GateTopics(venue="xinyi-no1-school", device="south-gate-1")
OPERATOR = Ed25519PrivateKey.from_private_bytes(b"o" * 32)
STRANGER = Ed25519PrivateKey.from_private_bytes(b"s" * 32)
KEYS = signer_keys(venue=[], operator=[OPERATOR.public_key()])
INSTALLED = Policy(fever_celsius=37.2, passage_sensor=False)


def document(scope: TwinScope, rev: int, key: Ed25519PrivateKey = OPERATOR, **values: WireValue) -> bytes:
    named = {f"policy.{name}": value for name, value in values.items()}
    return sign_desired(topic_of(scope, TOPICS), key=key, rev=rev, values=named)


class Bench:
    """The values of one gate through all of its starts."""

    def __init__(self, directory: Path) -> None:
        self.directory = directory
        directory.mkdir(exist_ok=True)
        self.posted: list[Event] = []
        self.judged_by: list[Policy] = []
        self.desired = self.started()

    def started(self) -> DesiredValues:
        return DesiredValues(
            directory=self.directory,
            policy=INSTALLED,
            topics=TOPICS,
            keys=KEYS,
            judge_by=self.judged_by.append,
            post=self.posted.append,
        )

    def grace_in_use(self) -> int:
        """Give the grace of paper colours that codes are judged by now."""
        return self.judged_by[-1].paper_grace_hours

    def brought(self, scope: TwinScope, payload: bytes) -> None:
        twin = take(self.desired.twin, scope, payload, topics=TOPICS, keys=KEYS)
        assert isinstance(twin, Twin)
        self.desired.take(twin)

    def file(self, scope: TwinScope) -> Path:
        return self.directory / f"desired.{scope}"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return Bench(tmp_path / "state")


def test_without_a_document_the_settings_file_holds(bench: Bench) -> None:
    assert bench.desired.policy() == INSTALLED


def test_a_document_lies_over_the_settings_file_and_what_it_does_not_name_stays(bench: Bench) -> None:
    bench.brought(TwinScope.VENUE, document(TwinScope.VENUE, 1, fever_celsius=37.6, accepted_colours=["yellow"]))
    bench.brought(TwinScope.DEVICE, document(TwinScope.DEVICE, 1, mode="code_alone", fever_celsius=38.0))
    wanted = Policy(fever_celsius=38.0, passage_sensor=False, accepted_colours=(Colour.YELLOW,), mode=Mode.CODE_ALONE)
    assert bench.desired.policy() == wanted
    assert bench.posted[-1] == SettingsChanged(policy=wanted)
    assert len(bench.posted) == 2


def test_the_core_hears_only_of_what_changes_its_rules(bench: Bench) -> None:
    bench.brought(TwinScope.VENUE, document(TwinScope.VENUE, 1, fever_celsius=37.2))
    bench.brought(TwinScope.VENUE, document(TwinScope.VENUE, 2, nonsense=1, fever_celsius=99.0))
    assert bench.posted == []


def test_documents_are_kept_for_the_next_start(bench: Bench) -> None:
    bench.brought(TwinScope.VENUE, document(TwinScope.VENUE, 1, fever_celsius=37.6, strict=True))
    bench.brought(TwinScope.DEVICE, document(TwinScope.DEVICE, 1, fever_celsius=38.0))
    assert bench.started().policy() == bench.desired.policy()
    assert bench.started().twin.reported() == bench.desired.twin.reported()


def test_after_a_document_is_taken_back_the_settings_file_holds_again(bench: Bench) -> None:
    bench.brought(TwinScope.DEVICE, document(TwinScope.DEVICE, 1, strict=True))
    bench.brought(TwinScope.DEVICE, document(TwinScope.DEVICE, 2))
    assert bench.posted[-1] == SettingsChanged(policy=INSTALLED)
    assert bench.started().policy() == INSTALLED


def test_codes_are_judged_by_what_the_operator_wants_from_the_first_on(bench: Bench) -> None:
    assert bench.grace_in_use() == INSTALLED.paper_grace_hours
    rules = ["hcert test 3 green"]
    bench.brought(TwinScope.VENUE, document(TwinScope.VENUE, 1, paper_grace_hours=72, foreign_rules=rules))
    assert (bench.grace_in_use(), bench.judged_by[-1].foreign_rules) == (72, tuple(rules))
    told = len(bench.judged_by)
    bench.brought(TwinScope.VENUE, document(TwinScope.VENUE, 2, paper_grace_hours=72, foreign_rules=rules, other=1))
    assert len(bench.judged_by) == told
    bench.started()
    assert bench.grace_in_use() == 72
    bench.brought(TwinScope.VENUE, document(TwinScope.VENUE, 3, paper_grace_hours=721))
    assert bench.grace_in_use() == INSTALLED.paper_grace_hours


@settings(deadline=None, max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(kept=st.binary(max_size=300), place=st.integers(0, 10_000), bit=st.integers(0, 7))
def test_a_file_that_was_tampered_with_counts_for_nothing(bench: Bench, kept: bytes, place: int, bit: int) -> None:
    bench.file(TwinScope.VENUE).write_bytes(kept)
    flipped = bytearray(document(TwinScope.DEVICE, 1, strict=True))
    flipped[place % len(flipped)] ^= 1 << bit
    bench.file(TwinScope.DEVICE).write_bytes(flipped)
    assert bench.started().policy() == INSTALLED


def test_a_stranger_s_document_or_another_s_put_on_the_disk_counts_for_nothing(bench: Bench) -> None:
    bench.file(TwinScope.DEVICE).write_bytes(document(TwinScope.DEVICE, 1, STRANGER, strict=True))
    bench.file(TwinScope.VENUE).write_bytes(document(TwinScope.DEVICE, 1, strict=True))
    assert bench.started().policy() == INSTALLED


def test_a_file_without_end_is_not_read_to_its_end(bench: Bench) -> None:
    whole = document(TwinScope.DEVICE, 1, strict=True)
    bench.file(TwinScope.DEVICE).write_bytes(whole)
    assert bench.started().policy().strict
    os.truncate(bench.file(TwinScope.DEVICE), 1 << 40)
    assert bench.started().policy() == INSTALLED


def test_a_file_that_cannot_be_read_is_said_and_the_other_one_holds(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    bench.file(TwinScope.VENUE).mkdir()
    bench.file(TwinScope.DEVICE).write_bytes(document(TwinScope.DEVICE, 1, strict=True))
    assert bench.started().policy().strict
    assert caplog.messages == ["the operator's values for the venue cannot be read: Is a directory"]


def test_values_the_disk_does_not_take_hold_until_the_next_start_and_that_is_said(
    bench: Bench, caplog: pytest.LogCaptureFixture
) -> None:
    (bench.directory / "desired.device.new").mkdir()
    bench.brought(TwinScope.DEVICE, document(TwinScope.DEVICE, 1, strict=True))
    assert bench.desired.policy().strict
    assert caplog.messages == ["the operator's values hold until the next restart only: Is a directory"]
    assert bench.started().policy() == INSTALLED

"""Every action goes to the one adapter it is for, in order, and what is to be forgotten goes last."""

import logging
from datetime import UTC, datetime
from typing import get_args

import pytest
from generated_values import structs_of
from hypothesis import given, settings
from hypothesis import strategies as st

from device.checkpoint import actions as a
from device.checkpoint.memory import Memory
from device.checkpoint.records import Record, Service
from device.clock.protocol import Clock
from device.journal.entry import EntryContent
from device.performer import Performer
from device.simulation.virtual_clock import VirtualClock
from device.vocabulary import EntryClass, MovementCause, OrderName, OrderStatus, Signal, State

NOW = 12.5
CLOCK: Clock = VirtualClock(wall=datetime(2026, 11, 22, 8, 0, tzinfo=UTC))
RECORDS = (Service(what="locked"), Service(what="unlocked"))
ANY_ACTIONS = st.lists(st.one_of(*(structs_of(kind) for kind in get_args(a.Action))), max_size=12)


class Hands:
    """Every adapter at once: takes down what it is told, in order."""

    def __init__(self) -> None:
        self.told: list[tuple[object, ...]] = []
        self.performer = Performer(
            barrier=self,
            presenter=self,
            sensors=self,
            scanner=self,
            journal=self,
            link=self,
            compose=self.compose,
            memory_text=lambda memory: f"memory, locked {memory.locked}",
            forget=lambda refs: self.told.append(("forget", refs)),
            restart=lambda: self.told.append(("restart",)),
            resolve=lambda ref: self.told.append(("resolve", ref)),
        )

    def perform(self, *actions: a.Action) -> list[tuple[object, ...]]:
        self.performer.perform(list(actions), NOW)
        return self.told

    def compose(self, records: tuple[Record, ...]) -> tuple[EntryContent, ...]:
        return tuple(
            EntryContent(
                entry_class=EntryClass.SERVICE,
                at=CLOCK.wall(),
                clock=CLOCK.quality(),
                monotonic_ms=0,
                visit=None,
                case=None,
                body=type(record).__name__,
            )
            for record in records
        )

    # --- the barrier, the presenter

    def open(self, cause: MovementCause, people: int, now: float) -> None:
        self.told.append(("open", cause, people, now))

    def hold_open(self, now: float) -> None:
        self.told.append(("hold open", now))

    def close(self, now: float) -> None:
        self.told.append(("close", now))

    def show(self, signal: Signal, now: float) -> None:
        self.told.append(("show", signal, now))

    def call_for_help(self, on: bool, now: float) -> None:
        self.told.append(("call for help", on, now))

    # --- the sensors, the scanner

    def measure(self, token: int) -> None:
        self.told.append(("measure", token))

    def stop_measuring(self) -> None:
        self.told.append(("stop measuring",))

    def rescan(self) -> None:
        self.told.append(("rescan",))

    # --- the journal, the link

    def submit(self, ticket: int, contents: tuple[EntryContent, ...], memory_json: str) -> None:
        self.told.append(("submit", ticket, [content.body for content in contents], memory_json))

    def publish_status(self, state: State, degraded: tuple[str, ...], open_cases: int) -> None:
        self.told.append(("status", state, degraded, open_cases))

    def publish_result(self, order: str, name: OrderName, status: OrderStatus, reason: str) -> None:
        self.told.append(("result", order, name, status, reason))


EVERY_ACTION: tuple[tuple[a.Action, tuple[object, ...]], ...] = (
    (a.OpenBarrier(cause=MovementCause.BADGE, people=2), ("open", MovementCause.BADGE, 2, NOW)),
    (a.HoldBarrierOpen(), ("hold open", NOW)),
    (a.CloseBarrier(), ("close", NOW)),
    (a.Show(signal=Signal.PASS), ("show", Signal.PASS, NOW)),
    (a.CallForHelp(on=True), ("call for help", True, NOW)),
    (a.CallForHelp(on=False), ("call for help", False, NOW)),
    (a.Measure(token=7), ("measure", 7)),
    (a.StopMeasuring(), ("stop measuring",)),
    (a.Rescan(), ("rescan",)),
    (a.Resolve(ref="person-1"), ("resolve", "person-1")),
    (
        a.Commit(ticket=3, records=RECORDS, memory=Memory(locked=True)),
        ("submit", 3, ["Service", "Service"], "memory, locked True"),
    ),
    (
        a.AnswerOrder(order="o", name=OrderName.LOCK, status=OrderStatus.FAILED, reason="why"),
        ("result", "o", OrderName.LOCK, OrderStatus.FAILED, "why"),
    ),
    (
        a.PublishStatus(state=State.LOCKED, degraded=("camera.cable",), open_cases=4),
        ("status", State.LOCKED, ("camera.cable",), 4),
    ),
    (a.Restart(), ("restart",)),
    (a.ForgetCodes(refs=("person-1", "person-2")), ("forget", ("person-1", "person-2"))),
)


@pytest.mark.parametrize(("action", "told"), EVERY_ACTION, ids=lambda one: type(one).__name__)
def test_an_action_goes_to_its_adapter_with_all_it_says(action: a.Action, told: tuple[object, ...]) -> None:
    assert Hands().perform(action) == [told]


def test_every_action_but_a_report_is_in_the_list_above() -> None:
    assert {type(action) for action, _ in EVERY_ACTION} == set(get_args(a.Action)) - {a.Report}


def test_a_report_is_a_line_in_the_log_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    assert Hands().perform(a.Report(state=State.LOCKED, event="Passed")) == []
    assert caplog.messages == ["nothing to be done about Passed while locked"]
    assert caplog.records[0].levelno == logging.WARNING


def test_who_is_to_be_forgotten_is_forgotten_once_the_entries_that_name_them_are_composed() -> None:
    told = Hands().perform(
        a.ForgetCodes(refs=("person-1",)),
        a.Commit(ticket=1, records=RECORDS, memory=Memory()),
        a.ForgetCodes(refs=("person-2",)),
        a.CloseBarrier(),
    )
    assert [what[0] for what in told] == ["submit", "close", "forget"]
    assert told[-1] == ("forget", ("person-1", "person-2"))


def test_nobody_is_forgotten_where_nobody_is_to_be() -> None:
    assert Hands().perform() == []
    assert Hands().perform(a.ForgetCodes(refs=())) == []


@settings(deadline=None, max_examples=60)
@given(ANY_ACTIONS)
def test_whatever_the_core_asks_for_is_done_in_its_order_and_none_of_it_is_dropped(actions: list[a.Action]) -> None:
    one_by_one: list[tuple[object, ...]] = []
    forgotten: list[str] = []
    for action in actions:
        if isinstance(action, a.ForgetCodes):
            forgotten.extend(action.refs)
        else:
            one_by_one.extend(Hands().perform(action))
    together = Hands().perform(*actions)
    assert together == one_by_one + ([("forget", tuple(forgotten))] if forgotten else [])


def test_a_defect_in_one_adapter_is_not_hidden() -> None:
    hands = Hands()

    def fail(_: str) -> None:
        raise OSError("the resolver is gone")

    hands.performer = Performer(
        barrier=hands,
        presenter=hands,
        sensors=hands,
        scanner=hands,
        journal=hands,
        link=hands,
        compose=hands.compose,
        memory_text=lambda _: "",
        forget=lambda _: None,
        restart=lambda: None,
        resolve=fail,
    )
    with pytest.raises(OSError, match="the resolver is gone"):
        hands.perform(a.Resolve(ref="person-1"))

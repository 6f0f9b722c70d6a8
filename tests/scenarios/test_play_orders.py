"""Orders of a play are taken or refused at the gate's edge exactly as their scenario means them."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from device.checkpoint.orders import Order
from device.mqtt.order_judge import Refusal, judge
from device.mqtt.signed_documents import signer_keys
from device.mqtt.topics import GateTopics
from device.simulation.deeds_from_afar import GiveOrder
from device.simulation.play_keys import make_play_keys
from device.simulation.play_orders import Knowledge, KnownCase, PlayOrders
from device.simulation.scenario_words import Session, Signer, Subject
from device.vocabulary import Band, ClockQuality, OrderName, Reason

NOW = datetime(2026, 11, 22, 8, 0, tzinfo=UTC)
SESSION, BEFORE = "a" * 32, "b" * 32
KNOWN = Knowledge(
    session=SESSION,
    previous_session=BEFORE,
    cases=(
        KnownCase(id="c-aaaaaaaa-2", visit="v-aaaaaaaa-1", attempt=1),
        KnownCase(id="c-aaaaaaaa-4", visit="v-aaaaaaaa-3", attempt=2),
    ),
    current_visit="v-aaaaaaaa-5",
)


def taken(folder: Path, deed: GiveOrder, known: Knowledge = KNOWN) -> Order | Refusal:
    keys = make_play_keys(folder / "keys", seed=3, now=int(NOW.timestamp()))
    gate = GateTopics(venue="school", device="gate-1")
    message = PlayOrders(keys, gate).write(deed, known, NOW)
    return judge(
        message.topic,
        message.payload,
        retained=message.retained,
        keys=signer_keys(venue=[keys.venue.public_key()], operator=[keys.operator.public_key()]),
        gate=gate,
        session=SESSION,
        now_wall=NOW,
        clock=ClockQuality.SYNCHRONISED,
    )


def test_an_order_is_about_the_newest_case_unless_told_otherwise(tmp_path: Path) -> None:
    order = taken(tmp_path, GiveOrder(order=OrderName.ADMIT))
    assert isinstance(order, Order)
    assert (order.subject, order.attempt, order.by) == ("c-aaaaaaaa-4", 2, "inspector:chen")


@pytest.mark.parametrize(
    ("about", "subject"),
    [
        (Subject.NEWEST_CASE, "c-aaaaaaaa-4"),
        (Subject.PREVIOUS_CASE, "c-aaaaaaaa-2"),
        (Subject.CURRENT_VISIT, "v-aaaaaaaa-5"),
        (Subject.PREVIOUS_VISIT, "v-aaaaaaaa-3"),
        (Subject.NOBODY, "c-00000000-0"),
    ],
)
def test_an_order_can_be_about_anybody(tmp_path: Path, about: Subject, subject: str) -> None:
    order = taken(tmp_path, GiveOrder(order=OrderName.REFUSE, about=about))
    assert isinstance(order, Order)
    assert order.subject == subject


def test_without_any_case_an_order_is_about_the_visit_on_the_lane(tmp_path: Path) -> None:
    order = taken(tmp_path, GiveOrder(order=OrderName.MEASURE_AGAIN), replace(KNOWN, cases=()))
    assert isinstance(order, Order)
    assert order.subject == "v-aaaaaaaa-5"


def test_a_late_order_for_the_only_case_there_was_can_be_given(tmp_path: Path) -> None:
    only = replace(KNOWN, cases=KNOWN.cases[:1])
    order = taken(tmp_path, GiveOrder(order=OrderName.ADMIT, about=Subject.PREVIOUS_CASE), only)
    assert isinstance(order, Order)
    assert order.subject == "c-aaaaaaaa-2"


@pytest.mark.parametrize("name", list(OrderName))
def test_every_order_is_signed_by_the_key_that_may_give_it(tmp_path: Path, name: OrderName) -> None:
    deed = GiveOrder(
        order=name,
        by="operator:li" if name in (OrderName.LOCK, OrderName.UNLOCK, OrderName.RESTART) else "inspector:chen",
    )
    if name is OrderName.OPEN:
        deed = replace(deed, reason="a delivery")
    if name is OrderName.CORRECT_BAND:
        deed = replace(deed, band=Band.NORMAL)
    if name is OrderName.GROUP:
        deed = replace(deed, people=3)
    order = taken(tmp_path, deed)
    assert isinstance(order, Order)
    assert order.name is name


@pytest.mark.parametrize(
    ("deed", "reason"),
    [
        (GiveOrder(order=OrderName.ADMIT, signed_by=Signer.STRANGER), Reason.ORDER_KEY),
        (GiveOrder(order=OrderName.ADMIT, signed_by=Signer.OPERATOR), Reason.ORDER_KEY),
        (GiveOrder(order=OrderName.LOCK, by="operator:li", signed_by=Signer.VENUE), Reason.ORDER_KEY),
        (GiveOrder(order=OrderName.ADMIT, session=Session.PREVIOUS), Reason.ORDER_SESSION),
        (GiveOrder(order=OrderName.ADMIT, session=Session.INVENTED), Reason.ORDER_SESSION),
        (GiveOrder(order=OrderName.ADMIT, expires_seconds=-1), Reason.ORDER_EXPIRED),
        (GiveOrder(order=OrderName.ADMIT, retained=True), Reason.ORDER_RETAINED),
        (GiveOrder(order=OrderName.OPEN), Reason.ORDER_ARGUMENTS),
    ],
)
def test_what_is_wrong_with_an_order_is_found_by_the_gate(tmp_path: Path, deed: GiveOrder, reason: Reason) -> None:
    refusal = taken(tmp_path, deed)
    assert isinstance(refusal, Refusal)
    assert refusal.reason is reason


def test_one_id_can_be_given_twice_and_others_differ(tmp_path: Path) -> None:
    keys = make_play_keys(tmp_path / "keys", seed=3, now=int(NOW.timestamp()))
    orders = PlayOrders(keys, GateTopics(venue="school", device="gate-1"))
    deed = GiveOrder(order=OrderName.IDENTIFY)
    first, second = (orders.write(deed, KNOWN, NOW).topic for _ in range(2))
    again = [orders.write(replace(deed, id="same"), KNOWN, NOW).topic for _ in range(2)]
    assert first != second
    assert again[0] == again[1] == "gate/1/school/gate-1/order/identify/same"

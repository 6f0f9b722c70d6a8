"""Reads from the situation what the next run must know and what the journal has not taken yet; never changes it."""

from collections.abc import Iterable

from device.checkpoint.memory import Memory, RememberedCase, RememberedOpening, RememberedOrder
from device.checkpoint.orders import Order
from device.checkpoint.records import Alert, CheckIn, Record
from device.checkpoint.situation import Situation


def memory_of(here: Situation, now: float) -> Memory:
    """Give what the next run must know."""
    visit = here.visit
    screened = visit is not None and not visit.checked_in and any(one.attempt for one in visit.measured)
    return Memory(
        locked=here.locked,
        emergency=here.emergency,
        cases=tuple(
            RememberedCase(
                id=case.id,
                visits=tuple(case.visits),
                check_ins=tuple(here.check_ins.get(one, 0) for one in case.visits),
                kind=case.kind,
                attempt=case.attempt,
                opened_at=case.opened_at,
                claimed_by=case.claimed_by,
                tickets=case.tickets,
            )
            for case in here.cases
        ),
        orders_taken=tuple(here.orders_taken),
        orders_unfinished=(*here.orders_executing, *(_remembered(one.order) for one in here.asked if one.order)),
        tickets_used=tuple(here.tickets_used),
        visits_open=tuple((one, here.check_ins.get(one, 0)) for one in here.visits_open),
        opening=_opening(here, now),
        visit_screened=visit.ids[0] if visit is not None and screened else None,
        attempts=max(one.attempt for one in visit.measured) if visit is not None and screened else 0,
    )


def _opening(here: Situation, now: float) -> RememberedOpening | None:
    found = here.opening or here.admission
    if found is None:
        return None
    return RememberedOpening(
        visit=found.visits[0] if found.visits else None,
        cause=found.cause,
        order=found.order.id if found.order is not None else None,
        opened_at=here.opening.opened_at if here.opening is not None else now,
    )


def _remembered(order: Order) -> RememberedOrder:
    return RememberedOrder(id=order.id, name=order.name, by=order.by)


def codes_in(records: Iterable[Record]) -> set[str]:
    """Give the handles of the codes that `records` need named."""
    return {record.code.ref for record in records if isinstance(record, CheckIn | Alert) and record.code is not None}


def on_their_way(here: Situation, kept: list[Record]) -> set[str]:
    """Give the visits whose check-in was made and has no number yet; `kept` is what this turn keeps."""
    under_way = [record for waiting in here.waiting.values() for record in waiting.records]
    return {record.visit for record in (*kept, *here.unwritten, *under_way) if isinstance(record, CheckIn)}

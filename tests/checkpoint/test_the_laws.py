"""Laws of the core that hold whatever happens, in whatever order."""

from collections import Counter
from typing import ClassVar

import pytest
from booked_gate import NOT_ENTRY, QUEUE_MOST
from hypothesis import HealthCheck, Phase, settings
from hypothesis.stateful import (
    invariant,
    run_state_machine_as_test,
)
from random_life import RandomLife

from device.vocabulary import (
    MovementCause,
    OrderName,
    OrderStatus,
    Outcome,
    State,
)


class Laws(RandomLife):
    """A gate to which anything may happen, and of which this always holds."""

    @invariant()
    def an_emergency_is_a_state_and_the_state_is_an_emergency(self) -> None:
        here = self.core.situation
        assert here.emergency == (here.state is State.EMERGENCY_OPEN) or here.state is State.STOPPING
        assert here.emergency == self.held_open

    @invariant()
    def what_a_state_needs_is_there(self) -> None:
        here = self.core.situation
        assert (here.state is State.SCREENING) <= (here.visit is not None)
        assert (here.state is State.ADMITTING) == (here.opening is not None)
        assert (here.state is State.COMMITTING) == (here.admission is not None)
        if here.state in (State.IDLE, State.LOCKED, State.OUT_OF_SERVICE, State.WARMING_UP, State.EMERGENCY_OPEN):
            assert here.visit is None

    @invariant()
    def a_referral_holds_the_lane_for_eight_seconds_at_most(self) -> None:
        if self.core.situation.state is State.REFERRED:
            assert self.referred_since is not None
            assert self.now - self.referred_since <= self.core.situation.policy.referral_hold_seconds

    @invariant()
    def when_the_disk_has_everything_the_books_agree(self) -> None:
        here = self.core.situation
        if self.commits or here.unwritten:
            return
        assert here.deferred == []
        assert self.cases_told == {case.id for case in here.cases}
        wanted = {visit for case in here.cases for visit in case.visits} | set(here.visits_open)
        wanted |= set(here.visit.ids) if here.visit is not None else set()
        assert set(here.check_ins) <= wanted
        assert self.openings_waiting == (here.opening is not None)
        assert not self.interrupted
        unfinished = [order for order in here.orders_executing if order.name is not OrderName.RESTART]
        assert len(unfinished) == (here.opening is not None and here.opening.order is not None)

    @invariant()
    def nothing_grows_without_bound(self) -> None:
        here = self.core.situation
        assert len(here.cases) <= self.policy.cases_most
        assert len(here.waiting) <= QUEUE_MOST
        assert len(here.check_ins) <= 6 * (QUEUE_MOST + self.policy.cases_most) + 512
        assert len(here.orders_taken) <= 256
        assert len(here.unwritten) <= 512


MUST_BE_REACHED = (
    *(f"state {state}" for state in State if state is not State.STARTING),
    *(f"check-in {outcome}" for outcome in (Outcome.ADMITTED, Outcome.REFERRED, Outcome.ABANDONED)),
    *(f"opening {cause}" for cause in MovementCause if cause not in NOT_ENTRY),
    *(f"order {status}" for status in OrderStatus),
    *(f"order {name}" for name in OrderName if name is not OrderName.IDENTIFY),
    "group",
    "interrupted opening",
    "late durable",
    "measured again",
    "opening for a group",
    "refused commit",
    "reopened case",
    "second attempt",
)


def hold_the_laws(examples: int, *, derandomize: bool) -> Counter[str]:
    """Try `examples` lives of a gate, and give what they came to."""

    class CountedLaws(Laws):
        reached: ClassVar[Counter[str]] = Counter()

    run_state_machine_as_test(
        CountedLaws,
        settings=settings(
            max_examples=examples,
            stateful_step_count=60,
            deadline=None,
            derandomize=derandomize,
            database=None,
            phases=(Phase.explicit, Phase.generate),
            suppress_health_check=list(HealthCheck),
        ),
    )
    return CountedLaws.reached


def test_the_laws_hold_whatever_happens() -> None:
    reached = hold_the_laws(60, derandomize=True)
    missed = [what for what in MUST_BE_REACHED if not reached[what]]
    assert not missed, "the laws did not look there"


@pytest.mark.long
def test_the_laws_hold_for_as_long_as_anybody_looks() -> None:
    assert hold_the_laws(3000, derandomize=False)

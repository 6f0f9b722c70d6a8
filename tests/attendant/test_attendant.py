import math

import pytest
from msgspec.structs import replace
from sample_facts import GREEN

from device.attendant import Attendant
from device.checkpoint import actions as a
from device.checkpoint.events import PresenceBegan, PresenceLost, ReadingFailed
from device.checkpoint.memory import Memory
from device.checkpoint.records import CheckIn, Record
from device.guidance.sentences import Sentence
from device.guidance.telling import Telling
from device.vocabulary import Band, Outcome, Reason, Signal


class Lane:
    """Lamps, a screen and the scanner's hint, with what was told in order."""

    def __init__(self) -> None:
        self.told: list[str] = []
        self.tellings: list[Telling] = []
        self.hint = ""
        self.woken = 0
        self.at = 0.0

    def show(self, signal: Signal, now: float) -> None:
        self.at = now
        self.told.append(f"lamps {signal}")

    def call_for_help(self, on: bool, now: float) -> None:
        self.at = now
        self.told.append(f"desk {on}")

    def tell(self, telling: Telling, now: float) -> None:
        self.at = now
        self.told.append(f"screen {telling.sentence}")
        self.tellings.append(telling)

    def arrived(self, now: float) -> None:
        self.at = now
        self.told.append("arrived")

    def wake(self) -> None:
        self.woken += 1

    def attendant(self, *, names: bool = False) -> Attendant:
        return Attendant(
            presenter=self,
            channels=(self,),
            code_hint=lambda: self.hint,
            wake=self.wake,
            masked_name=(lambda ref: {"person-1": "张*三"}.get(ref, "")) if names else None,
        )


def check_in(ref: str | None, outcome: Outcome = Outcome.ADMITTED) -> CheckIn:
    code = None if ref is None else replace(GREEN, ref=ref)
    return CheckIn(
        visit="v-1",
        case=None,
        outcome=outcome,
        reasons=(),
        decided_by="device",
        group=None,
        companion=False,
        band=Band.NORMAL,
        reading=None,
        attempt=1,
        code=code,
    )


def commit(*records: Record) -> a.Commit:
    return a.Commit(ticket=1, records=records, memory=Memory())


def test_lamps_and_sound_come_before_screen_and_voice() -> None:
    lane = Lane()
    lane.attendant().show(Signal.SHOW_CODE, 1.0)
    assert lane.told == ["lamps show_code", "screen show_code"]


def test_the_desk_is_called_at_once() -> None:
    lane = Lane()
    lane.attendant().call_for_help(True, 1.0)
    assert lane.told == ["desk True"]


def test_a_hint_of_the_scanner_reaches_the_person_and_goes_again() -> None:
    lane = Lane()
    attendant = lane.attendant()
    attendant.show(Signal.SHOW_CODE, 0.0)
    lane.hint = "closer"
    now = 0.0
    while now < 5.0:
        lane.hint = "closer" if now < 2.0 else ""
        now = attendant.step(now)
    assert [each.sentence for each in lane.tellings] == [Sentence.SHOW_CODE, Sentence.CODE_CLOSER, Sentence.SHOW_CODE]


def test_a_measurement_that_failed_is_explained_while_the_second_is_taken() -> None:
    lane = Lane()
    attendant = lane.attendant()
    attendant.show(Signal.HOLD_STILL, 0.0)
    attendant.saw(ReadingFailed(token=1, reason=Reason.TEMPERATURE_HOT_OBJECT), 0.1, [])
    for tenth in range(2, 10):
        attendant.step(tenth / 10)
    attendant.saw(PresenceLost(), 1.0, [])
    for tenth in range(10, 60):
        attendant.step(tenth / 10)
    said = [each.sentence for each in lane.tellings]
    assert said == [Sentence.HOLD_STILL, Sentence.HOT_THING_AWAY, Sentence.HOLD_STILL]


def test_an_idle_gate_is_not_looked_after_ten_times_a_second() -> None:
    attendant = Lane().attendant()
    attendant.show(Signal.READY, 0.0)
    assert attendant.step(0.1) == math.inf
    attendant.show(Signal.SHOW_CODE, 0.2)
    assert attendant.step(0.3) == pytest.approx(0.4)


def test_the_same_signal_again_tells_nothing_anew() -> None:
    lane = Lane()
    attendant = lane.attendant()
    attendant.show(Signal.READY, 0.0)
    attendant.show(Signal.READY, 1.0)
    assert len(lane.tellings) == 1


def test_screen_and_voice_hear_that_somebody_came() -> None:
    lane = Lane()
    lane.attendant().saw(PresenceBegan(), 1.0, [])
    assert lane.told == ["arrived"]


def test_who_passes_is_greeted_by_the_masked_name_where_the_venue_wants_it() -> None:
    lane = Lane()
    attendant = lane.attendant(names=True)
    attendant.show(Signal.WAIT, 0.0)
    attendant.saw(PresenceBegan(), 0.0, [commit(check_in("person-1"))])
    attendant.show(Signal.PASS, 0.1)
    assert lane.tellings[-1].name == "张*三"
    attendant.show(Signal.READY, 3.0)
    assert lane.tellings[-1].name == ""
    attendant.saw(PresenceBegan(), 3.1, [])
    attendant.show(Signal.PASS, 3.2)
    assert lane.tellings[-1].name == ""


@pytest.mark.parametrize(
    "records",
    [
        (check_in("person-1"), check_in("person-2")),
        (check_in("person-1", Outcome.REFERRED),),
        (check_in(None),),
        (),
    ],
)
def test_nobody_is_named_in_a_group_or_in_a_referral_or_without_a_code(records: tuple[Record, ...]) -> None:
    lane = Lane()
    attendant = lane.attendant(names=True)
    attendant.saw(PresenceBegan(), 0.0, [commit(*records)])
    attendant.show(Signal.PASS, 0.1)
    assert lane.tellings[-1].name == ""


def test_nobody_is_named_where_the_venue_did_not_ask_for_it() -> None:
    lane = Lane()
    attendant = lane.attendant()
    attendant.saw(PresenceBegan(), 0.0, [commit(check_in("person-1"))])
    attendant.show(Signal.PASS, 0.1)
    assert lane.tellings[-1].name == ""

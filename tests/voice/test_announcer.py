import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.guidance.patterns import PATTERNS, Speech
from device.guidance.sentences import Sentence
from device.guidance.telling import Telling
from device.vocabulary import Signal
from device.voice.announcer import (
    AGAIN_MOST,
    AGAIN_SECONDS,
    ALARM_SECONDS,
    HESITATION_SECONDS,
    SOFT,
    Announcer,
    Cut,
    Say,
)

STEP = 0.05


def telling(signal: Signal, sentence: Sentence | None = None) -> Telling:
    return Telling(signal=signal, sentence=sentence or PATTERNS[signal].sentence)


def listen(announcer: Announcer, since: float, seconds: float) -> list[tuple[float, Say | Cut]]:
    heard = []
    for place in range(round(seconds / STEP)):
        now = since + place * STEP
        if announcer.due <= now and (deed := announcer.step(now)) is not None:
            heard.append((now, deed))
    return heard


def said(heard: list[tuple[float, Say | Cut]]) -> list[Sentence]:
    return [deed.sentence for _, deed in heard if isinstance(deed, Say)]


@pytest.mark.parametrize("signal", [Signal.PASS, Signal.STEP_ASIDE, Signal.GO_TO_THE_DESK, Signal.NOT_A_HEALTH_CODE])
def test_a_decision_is_spoken_at_once(signal: Signal) -> None:
    announcer = Announcer()
    announcer.tell(telling(signal), 1.0)
    assert announcer.due <= 1.0
    deed = announcer.step(1.0)
    assert isinstance(deed, Say)
    assert deed.sentence is PATTERNS[signal].sentence


def test_a_practised_visitor_hears_nothing_but_pass() -> None:
    announcer = Announcer()
    heard = []
    for at, signal in ((0.0, Signal.HOLD_STILL), (0.4, Signal.SHOW_CODE), (0.8, Signal.WAIT), (0.85, Signal.PASS)):
        announcer.tell(telling(signal), at)
        heard += listen(announcer, at, 0.4)
    assert said(heard) == [Sentence.PASS]


def test_who_hesitates_is_told_what_to_do_and_told_again_but_not_for_ever() -> None:
    announcer = Announcer()
    announcer.tell(telling(Signal.SHOW_CODE), 0.0)
    heard = listen(announcer, 0.0, 60.0)
    assert said(heard) == [Sentence.SHOW_CODE] * (1 + AGAIN_MOST)
    assert heard[0][0] == pytest.approx(HESITATION_SECONDS, abs=STEP)
    assert heard[1][0] - heard[0][0] == pytest.approx(AGAIN_SECONDS, abs=STEP)


@pytest.mark.parametrize("signal", [Signal.STEP_ASIDE, Signal.GO_TO_THE_DESK])
def test_a_referral_is_spoken_once_and_softly(signal: Signal) -> None:
    announcer = Announcer()
    announcer.tell(telling(signal), 0.0)
    heard = listen(announcer, 0.0, 30.0)
    assert [deed for _, deed in heard] == [Say(sentence=PATTERNS[signal].sentence, loudness=SOFT)]


def test_an_emergency_is_spoken_at_any_hour_again_and_again_and_cut_by_its_end() -> None:
    announcer = Announcer()
    announcer.tell(telling(Signal.EMERGENCY), 0.0)
    heard = listen(announcer, 0.0, ALARM_SECONDS * 3)
    assert said(heard) == [Sentence.EMERGENCY] * 3
    assert all(isinstance(deed, Say) and deed.at_any_hour for _, deed in heard)
    announcer.tell(telling(Signal.READY), 20.0)
    assert [deed for _, deed in listen(announcer, 20.0, 10.0)] == [Cut()]


@pytest.mark.parametrize("signal", [Signal.OUT_OF_SERVICE, Signal.LOCKED, Signal.WARMING_UP])
def test_a_shut_gate_speaks_to_whoever_comes_and_not_to_an_empty_lane(signal: Signal) -> None:
    announcer = Announcer()
    announcer.tell(telling(signal), 0.0)
    assert listen(announcer, 0.0, 30.0) == []
    announcer.arrived(30.0)
    assert said(listen(announcer, 30.0, 3.0)) == [PATTERNS[signal].sentence]
    announcer.arrived(33.0)
    assert listen(announcer, 33.0, 3.0) == []
    announcer.arrived(40.0)
    assert said(listen(announcer, 40.0, 3.0)) == [PATTERNS[signal].sentence]


def test_an_idle_gate_greets_nobody_with_words() -> None:
    announcer = Announcer()
    announcer.tell(telling(Signal.READY), 0.0)
    announcer.arrived(1.0)
    assert listen(announcer, 1.0, 10.0) == []


def test_a_hint_is_spoken_once_and_not_again_at_once() -> None:
    announcer = Announcer()
    heard = []
    for place in range(6):
        sentence = Sentence.CODE_CLOSER if place % 2 == 0 else Sentence.SHOW_CODE
        announcer.tell(telling(Signal.SHOW_CODE, sentence), place * 1.0)
        heard += listen(announcer, place * 1.0, 1.0)
    assert said(heard).count(Sentence.CODE_CLOSER) == 1


def test_the_end_of_the_gate_cuts_what_is_spoken() -> None:
    announcer = Announcer()
    announcer.tell(telling(Signal.PASS), 0.0)
    announcer.step(0.0)
    announcer.tell(telling(Signal.DARK), 0.2)
    assert announcer.step(0.2) == Cut()


def test_a_name_that_comes_later_does_not_say_it_twice() -> None:
    announcer = Announcer()
    announcer.tell(telling(Signal.PASS), 0.0)
    assert isinstance(announcer.step(0.0), Say)
    announcer.tell(Telling(signal=Signal.PASS, sentence=Sentence.PASS, name="张*三"), 0.1)
    assert listen(announcer, 0.1, 5.0) == []


@given(st.lists(st.tuples(st.sampled_from(Signal), st.floats(0.01, 4.0), st.booleans()), max_size=30))
def test_whatever_is_shown_only_what_holds_is_spoken(story: list[tuple[Signal, float, bool]]) -> None:
    announcer, now = Announcer(), 0.0
    for signal, seconds, comes in story:
        announcer.tell(telling(signal), now)
        if comes:
            announcer.arrived(now)
        for _, deed in listen(announcer, now, seconds):
            if isinstance(deed, Say):
                assert deed.sentence is PATTERNS[signal].sentence
                assert PATTERNS[signal].speech is not Speech.NEVER
                assert deed.at_any_hour is (signal is Signal.EMERGENCY)
        now += seconds
        assert not math.isnan(announcer.due)

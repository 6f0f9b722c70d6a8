import itertools

import pytest

from device.guidance.patterns import (
    DESK_PATTERNS,
    LIGHT_MILLISECONDS,
    PATTERNS,
    Desk,
    Light,
    Pattern,
    Sound,
    Speech,
    Tone,
)
from device.vocabulary import Signal

REFERRALS = (Signal.STEP_ASIDE, Signal.GO_TO_THE_DESK)
STOPS = (
    *REFERRALS,
    Signal.ONE_AT_A_TIME,
    Signal.NOT_A_HEALTH_CODE,
    Signal.OUT_OF_SERVICE,
    Signal.LOCKED,
    Signal.WARMING_UP,
    Signal.DARK,
)
MOMENTS = range(0, 12_000, 100)


def lit(light: Light, millisecond: int) -> bool:
    """Whether a lamp burns at that moment, worked out from the table alone."""
    if light in (Light.OFF, Light.STEADY):
        return light is Light.STEADY
    times = LIGHT_MILLISECONDS[light]
    phase = millisecond % sum(times)
    for index, length in enumerate(times):
        if phase < length:
            return index % 2 == 0
        phase -= length
    raise AssertionError


def lights(pattern: Pattern) -> tuple[Light, Light, Light]:
    return pattern.red, pattern.amber, pattern.green


def without_colour(pattern: Pattern) -> tuple[int, ...]:
    """How many lamps burn, ten times a second: what is left where neither colour nor place can be told."""
    return tuple(sum(lit(light, at) for light in lights(pattern)) for at in MOMENTS)


def tone(sound: Sound) -> int:
    return sum(sound.milliseconds[::2])


def test_every_signal_has_a_row() -> None:
    assert set(PATTERNS) == set(Signal)


def test_every_light_has_its_times_in_tenths_of_a_second() -> None:
    assert set(LIGHT_MILLISECONDS) == set(Light)
    assert all(each % 100 == 0 for times in LIGHT_MILLISECONDS.values() for each in times)


def test_no_two_signals_look_alike_to_an_eye_without_colours_however_late_it_looks() -> None:
    for one, other in itertools.combinations(Signal, 2):
        seen, compared = without_colour(PATTERNS[one]), without_colour(PATTERNS[other])
        turned = [seen[shift:] + seen[:shift] for shift in range(len(seen))]
        assert compared not in turned, f"{one} looks like {other}"


@pytest.mark.parametrize("signal", Signal)
def test_nothing_flashes_three_times_in_a_second(signal: Signal) -> None:
    for shown in [(light,) for light in lights(PATTERNS[signal])] + [lights(PATTERNS[signal])]:
        burning = [any(lit(light, at) for light in shown) for at in range(0, 24_000, 10)]
        onsets = [at for at in range(1, len(burning)) if burning[at] and not burning[at - 1]]
        for first, third in zip(onsets, onsets[2:], strict=False):
            assert (third - first) * 10 >= 1000


@pytest.mark.parametrize("light", [light for light in Light if LIGHT_MILLISECONDS[light]])
def test_every_flash_is_long_enough_to_be_seen(light: Light) -> None:
    assert len(LIGHT_MILLISECONDS[light]) % 2 == 0
    assert min(LIGHT_MILLISECONDS[light]) >= 200


@pytest.mark.parametrize("signal", STOPS)
def test_green_burns_for_nobody_who_may_not_go_on(signal: Signal) -> None:
    assert PATTERNS[signal].green is Light.OFF


@pytest.mark.parametrize("signal", [signal for signal in Signal if signal is not Signal.PASS])
def test_steady_green_alone_means_pass(signal: Signal) -> None:
    assert lights(PATTERNS[signal]) != (Light.OFF, Light.OFF, Light.STEADY)


@pytest.mark.parametrize("signal", REFERRALS)
def test_a_referral_shows_no_red(signal: Signal) -> None:
    assert PATTERNS[signal].red is Light.OFF


@pytest.mark.parametrize("signal", [*STOPS, Signal.SHOW_CODE, Signal.NEXT_OF_GROUP, Signal.WAIT, Signal.HOLD_STILL])
def test_nothing_at_the_lane_sounds_longer_or_more_often_than_pass(signal: Signal) -> None:
    sound, passing = PATTERNS[signal].sound, PATTERNS[Signal.PASS].sound
    assert not sound.repeats
    assert tone(sound) <= tone(passing)
    assert sum(sound.milliseconds) <= sum(passing.milliseconds)
    assert len(sound.milliseconds) <= len(passing.milliseconds)


def test_a_referral_sounds_like_any_other_hint() -> None:
    for signal in REFERRALS:
        assert PATTERNS[signal].sound == PATTERNS[Signal.NOT_A_HEALTH_CODE].sound


def test_only_an_emergency_and_a_search_go_on_sounding() -> None:
    assert {signal for signal in Signal if PATTERNS[signal].sound.repeats} == {Signal.EMERGENCY, Signal.IDENTIFY}


@pytest.mark.parametrize("sound", [*(PATTERNS[signal].sound for signal in Signal), DESK_PATTERNS[Desk.CALLS].beeper])
def test_every_time_of_a_sound_is_positive_and_a_repeated_one_ends_in_silence(sound: Sound) -> None:
    assert all(each > 0 for each in sound.milliseconds)
    assert len(sound.milliseconds) % 2 == (0 if sound.repeats or not sound.milliseconds else 1)


@pytest.mark.parametrize("signal", Signal)
def test_every_signal_is_said_in_both_languages(signal: Signal) -> None:
    pattern = PATTERNS[signal]
    assert any("\u4e00" <= letter <= "\u9fff" for letter in pattern.chinese)
    assert pattern.english.isascii()
    assert pattern.english.endswith(".")


def test_no_text_at_the_lane_names_an_illness_or_a_colour() -> None:
    for pattern in PATTERNS.values():
        for word in ("发热", "红码", "黄码", "fever", "ill", "red", "yellow"):
            assert word not in pattern.chinese.lower().split()
            assert word not in pattern.english.lower().replace(".", "").split()
            assert word not in pattern.chinese


def test_the_desk_call_flashes_and_does_not_sound_all_the_time() -> None:
    assert DESK_PATTERNS[Desk.CALLS].lamp is Light.BLINK
    assert tone(DESK_PATTERNS[Desk.CALLS].beeper) * 10 < sum(DESK_PATTERNS[Desk.CALLS].beeper.milliseconds)


def test_a_referral_is_spoken_softly_and_nothing_else_is() -> None:
    assert {signal for signal in Signal if PATTERNS[signal].speech is Speech.SOFTLY} == set(REFERRALS)


def test_only_an_emergency_is_spoken_above_all() -> None:
    assert {signal for signal in Signal if PATTERNS[signal].speech is Speech.ABOVE_ALL} == {Signal.EMERGENCY}


def test_an_idle_gate_does_not_talk_to_an_empty_lane() -> None:
    for signal in (Signal.DARK, Signal.READY, Signal.WARMING_UP, Signal.OUT_OF_SERVICE, Signal.LOCKED):
        assert PATTERNS[signal].speech in (Speech.NEVER, Speech.ON_ARRIVAL)


def test_the_screen_is_green_only_for_going_on() -> None:
    assert {signal for signal in Signal if PATTERNS[signal].tone is Tone.GO} == {Signal.PASS, Signal.EMERGENCY}


def test_the_desk_is_called_where_the_person_is_sent_there() -> None:
    assert {signal for signal in Signal if PATTERNS[signal].desk is Desk.CALLS} == {Signal.GO_TO_THE_DESK}

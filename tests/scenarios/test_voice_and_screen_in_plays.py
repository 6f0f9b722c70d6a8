from dataclasses import replace

import pytest

from device.guidance.sentences import WORDS, Sentence
from device.simulation.player import PlayResult, play_scenario
from device.simulation.scenario_reader import load_scenario
from device.simulation.shipped_scenarios import scenario_path

FITTED: dict[str, dict[str, object]] = {
    "voice": {"enabled": True},
    "screen": {"kind": "framebuffer", "shows_name": True},
}
CAPTIONS = {f"{words.chinese} {words.english}" for words in WORDS.values()}


def play(name: str) -> PlayResult:
    scenario = load_scenario(scenario_path(name))
    return play_scenario(replace(scenario, settings={**scenario.settings, **FITTED}))


def said(result: PlayResult) -> list[Sentence]:
    by_caption = {f"{words.chinese} {words.english}": sentence for sentence, words in WORDS.items()}
    return [by_caption[spoken.caption] for spoken in result.spoken if spoken.caption]


def test_a_fever_is_told_once_in_the_words_of_any_other_referral() -> None:
    result = play("fever-confirmed")
    assert result.holds
    assert said(result).count(Sentence.STEP_ASIDE) == 1
    assert Sentence.EMERGENCY not in said(result)


def test_who_stands_wrongly_is_coached_by_voice_and_screen() -> None:
    result = play("closer-and-back")
    assert result.holds
    assert [each for each in said(result) if each in (Sentence.COME_CLOSER, Sentence.STEP_BACK)] == [
        Sentence.COME_CLOSER,
        Sentence.STEP_BACK,
    ]
    assert said(result)[-1] is Sentence.PASS
    assert result.pictures >= 5


@pytest.mark.parametrize(
    ("name", "sentence"),
    [
        ("cap-over-the-forehead", Sentence.CAP_OFF),
        ("two-faces-at-once", Sentence.ONE_AT_A_TIME),
        ("child-below-the-mark", Sentence.FOREHEAD_TO_THE_MARK),
    ],
)
def test_what_a_thermal_array_sees_is_said_and_gone_when_it_was_followed(name: str, sentence: Sentence) -> None:
    result = play(name)
    assert result.holds
    assert sentence in said(result)
    assert Sentence.WARM_UP_FIRST not in said(result)
    assert said(result)[-1] is Sentence.PASS


def test_without_an_inspector_the_person_is_told_to_go_to_the_desk() -> None:
    assert Sentence.GO_TO_THE_DESK in said(play("no-inspector-online"))


def test_a_fire_is_told_above_all() -> None:
    assert Sentence.EMERGENCY in said(play("fire-during-admitting"))


@pytest.mark.parametrize("name", ["ordinary-morning", "mother-with-two-children", "coffee-cup", "red-code"])
def test_a_gate_with_screen_and_voice_decides_as_one_without(name: str) -> None:
    result = play(name)
    assert result.holds
    assert {spoken.caption for spoken in result.spoken if spoken.caption} <= CAPTIONS
    assert (Sentence.PASS in said(result)) is (name != "red-code")


def test_a_gate_that_has_neither_shows_and_says_nothing() -> None:
    result = play_scenario(load_scenario(scenario_path("ordinary-morning")))
    assert (result.spoken, result.pictures) == ((), 0)

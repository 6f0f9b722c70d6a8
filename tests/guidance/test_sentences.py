import re

import pytest

from device.guidance.patterns import PATTERNS
from device.guidance.sentences import WORDS, Language, Sentence, text_of
from device.vocabulary import Signal

CHINESE_MOST = 12
ENGLISH_WORDS_MOST = 9


def test_every_sentence_has_words_and_every_signal_its_own_sentence() -> None:
    assert set(WORDS) == set(Sentence)
    assert [PATTERNS[signal].sentence.value for signal in Signal] == [signal.value for signal in Signal]


@pytest.mark.parametrize("sentence", Sentence)
def test_every_sentence_is_short_and_said_in_both_languages(sentence: Sentence) -> None:
    words = WORDS[sentence]
    assert re.fullmatch("[\u4e00-\u9fff，]+", words.chinese)
    assert len(words.chinese) <= CHINESE_MOST
    assert words.english.isascii()
    assert words.english.endswith(".")
    assert len(words.english.split()) <= ENGLISH_WORDS_MOST


@pytest.mark.parametrize("sentence", Sentence)
def test_no_sentence_names_an_illness_or_a_colour_or_blames(sentence: Sentence) -> None:
    words = WORDS[sentence]
    for chinese in ("发热", "发烧", "病", "红", "黄", "错误", "禁止", "拒绝", "不准", "异常"):
        assert chinese not in words.chinese
    for english in ("fever", "ill", "sick", "red", "yellow", "wrong", "refused", "forbidden", "error", "invalid"):
        assert english not in re.findall("[a-z]+", words.english.lower())


def test_no_two_sentences_say_the_same() -> None:
    assert len({words.chinese for words in WORDS.values()}) == len(Sentence)
    assert len({words.english for words in WORDS.values()}) == len(Sentence)


def test_cantonese_reads_the_chinese_sentence() -> None:
    for sentence in Sentence:
        assert text_of(sentence, Language.CANTONESE) == text_of(sentence, Language.MANDARIN) == WORDS[sentence].chinese
        assert text_of(sentence, Language.ENGLISH) == WORDS[sentence].english

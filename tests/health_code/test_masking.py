"""The masking of names and phone numbers: tables, idempotence, and texts that mean harm."""

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from device.masking import mask_name, mask_phone

NAMES = [
    ("张三", "张*"),
    ("张三丰", "张*丰"),
    ("欧阳振华", "欧**华"),
    ("张", "*"),
    ("张 三", "张*"),
    ("  张三丰 ", "张*丰"),
    ("John Smith", "J*** S***"),
    ("Li", "L***"),
    ("O'Neill", "O***"),
    ("买买提·吐尔逊", "买*提·吐*逊"),
    ("买买提•吐尔逊", "买*提·吐*逊"),
    ("阿卜杜拉・买买提", "阿**拉·买*提"),
    ("张*", "张*"),
    ("欧**华", "欧**华"),
    ("*华", "**"),
    ("張＊豐", "張*豐"),
    ("Li 李明", "L**明"),
    ("张\u202e三\x00丰", "张*丰"),
    ("", ""),
    (" · ", ""),
]

PHONES = [
    ("13812345678", "138****5678"),
    ("138-1234-5678", "138****5678"),
    ("+86 138 1234 5678", "138****5678"),
    ("0086 13812345678", "138****5678"),
    ("8613812345678", "138****5678"),
    ("１３８１２３４５６７８", "138****5678"),
    ("91234578", "91****78"),
    ("+852 9123 4578", "91****78"),
    ("+853 6612 3478", "66****78"),
    ("+49 151 1234567", "+**********67"),
    ("+12125550123", "+*********23"),
    ("0668-8123456", "*********56"),
    ("+1", "+*"),
    ("110", "***"),
    ("12345", "***45"),
    ("138****5678", "138****5678"),
    ("91****78", "91****78"),
    ("", ""),
    ("no number", ""),
    ("9" * 500, "*" * 13 + "99"),
]


@pytest.mark.parametrize(("name", "masked"), NAMES)
def test_a_name_is_masked_as_the_table_says(name: str, masked: str) -> None:
    assert mask_name(name) == masked


@pytest.mark.parametrize(("phone", "masked"), PHONES)
def test_a_phone_number_is_masked_as_the_table_says(phone: str, masked: str) -> None:
    assert mask_phone(phone) == masked


_NAME_LIKE = st.text(
    alphabet=st.one_of(st.sampled_from("张三*·•AB c.が゙か１＊\t\u202e"), st.characters(exclude_categories=())),
    max_size=200,
)
_PHONE_LIKE = st.text(alphabet=st.one_of(st.sampled_from("+0123456789*- 86"), st.characters()), max_size=90)


@given(_NAME_LIKE)
def test_masking_a_masked_name_changes_nothing_and_stays_short(name: str) -> None:
    masked = mask_name(name)
    assert mask_name(masked) == masked
    assert len(masked) <= 83
    assert not any(unicodedata.category(character)[0] == "C" for character in masked)


@given(_PHONE_LIKE)
def test_masking_a_masked_phone_number_changes_nothing_and_stays_short(phone: str) -> None:
    masked = mask_phone(phone)
    assert mask_phone(masked) == masked
    assert len(masked) <= 16
    assert set(masked) <= set("+*0123456789")


@given(st.text(alphabet="张王李赵钱孙周吴郑振华丰", min_size=1, max_size=20))
def test_a_chinese_name_shows_at_most_its_first_and_last_character(name: str) -> None:
    masked = mask_name(name)
    assert len(masked) == len(name)
    assert sum(character != "*" for character in masked) <= min(2, len(name) - 1)


@given(st.from_regex(r"\+?[0-9]{5,15}", fullmatch=True))
def test_no_phone_number_shows_more_than_seven_digits(phone: str) -> None:
    assert sum(character.isdigit() for character in mask_phone(phone)) <= 7


def test_a_very_long_name_costs_and_shows_no_more_than_a_short_one() -> None:
    assert mask_name("张" * 1_000_000) == "张" + "*" * 18 + "张"

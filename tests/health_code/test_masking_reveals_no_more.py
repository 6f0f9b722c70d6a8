"""What a mask may show, however people and issuers write names and numbers: never more, and the same each time."""

import re

from hypothesis import given
from hypothesis import strategies as st

from device.masking import mask_name, mask_phone

DIGITS = "0123456789"
SURNAMES = "张王李赵欧阳司马夏侯𠮷㐀龘〇"
SPACES = st.sampled_from(["", " ", "-", "\u00a0", "\u3000", "  "])
"""What stands between groups of digits."""
CHINESE = st.text(alphabet=SURNAMES + "三丰华国建芳丽", min_size=1, max_size=6)
LATIN_WORD = st.text(alphabet="AbcdEfghIjÖéüñŁß'’", min_size=1, max_size=14)
LATIN = st.lists(LATIN_WORD, min_size=1, max_size=4).map(" ".join)
MINORITY = st.lists(CHINESE, min_size=2, max_size=4)
DOTS = st.sampled_from("·•‧・･∙⋅")
FOREIGN_COUNTRIES = st.sampled_from(["1", "44", "49", "33", "7", "81", "855", "886", "998"])


def number(length: int, first: str = DIGITS) -> st.SearchStrategy[str]:
    return st.tuples(st.sampled_from(first), st.text(alphabet=DIGITS, min_size=length - 1, max_size=length - 1)).map(
        "".join
    )


@st.composite
def spelled(draw: st.DrawFn, digits: str) -> str:
    """Write `digits` as people do: in groups, in full width, with or without anything in between."""
    written = ""
    for digit in digits:
        written += digit + (draw(SPACES) if draw(st.integers(0, 3)) == 0 else "")
    return written.translate(str.maketrans(DIGITS, "０１２３４５６７８９")) if draw(st.booleans()) else written


@given(st.data(), number(10))
def test_a_mainland_number_shows_three_and_four_however_it_is_written(data: st.DataObject, rest: str) -> None:
    prefix = data.draw(st.sampled_from(["", "86", "+86", "+86 ", "0086", "(+86)", "+ 86 "]))
    masked = mask_phone(prefix + data.draw(spelled("1" + rest)))
    assert masked == f"1{rest[:2]}****{rest[-4:]}"
    assert mask_phone(masked) == masked


@given(st.data(), number(8))
def test_a_number_of_hong_kong_or_macau_shows_two_and_two(data: st.DataObject, digits: str) -> None:
    prefix = data.draw(st.sampled_from(["+852", "+853", "00852", "+852 ", "(+853) "]))
    masked = mask_phone(prefix + data.draw(spelled(digits)))
    assert masked == f"{digits[:2]}****{digits[-2:]}"
    assert mask_phone(masked) == masked


@given(st.data(), FOREIGN_COUNTRIES, st.integers(4, 11).flatmap(number))
def test_any_other_number_shows_its_last_two_digits_alone(data: st.DataObject, country: str, digits: str) -> None:
    masked = mask_phone(f"+{country}" + data.draw(spelled(digits)))
    assert re.fullmatch(r"\+\*+[0-9]{2}", masked)
    assert masked.endswith(digits[-2:])
    assert mask_phone(masked) == masked


@given(st.text(alphabet=DIGITS + "*+ -", max_size=30))
def test_what_is_half_masked_already_is_not_unmasked(phone: str) -> None:
    masked = mask_phone(phone)
    assert mask_phone(masked) == masked
    assert sum(map(str.isdigit, masked)) <= min(7, sum(map(str.isdigit, phone)))


@given(CHINESE)
def test_a_chinese_name_shows_its_ends_at_most(name: str) -> None:
    masked = mask_name(name)
    shown = [character for character in masked if character != "*"]
    assert mask_name(masked) == masked
    assert len(masked) == len(name)
    assert shown == ([] if len(name) == 1 else [name[0]] if len(name) == 2 else [name[0], name[-1]])


@given(CHINESE, SPACES.filter(lambda space: space != "-"))
def test_spaces_inside_a_chinese_name_hide_nothing_and_show_nothing(name: str, space: str) -> None:
    assert mask_name(space.join(name)) == mask_name(name)


@given(LATIN)
def test_a_latin_name_shows_the_first_letter_of_each_word_and_not_its_length(name: str) -> None:
    masked = mask_name(name)
    assert mask_name(masked) == masked
    words = masked.split(" ")
    assert len(words) == len(name.split())
    for shown, word in zip(words, name.split(), strict=True):
        assert shown == f"{word[0]}***"


@given(MINORITY, DOTS)
def test_each_part_of_a_name_with_dots_is_masked_on_its_own(parts: list[str], dot: str) -> None:
    masked = mask_name(dot.join(parts))
    assert masked == "·".join(mask_name(part) for part in parts)
    assert mask_name(masked) == masked


@given(st.lists(st.one_of(CHINESE, LATIN_WORD), min_size=1, max_size=6), st.sampled_from([" ", "·", "", "-", ", "]))
def test_a_name_of_several_scripts_never_shows_a_whole_word(parts: list[str], between: str) -> None:
    name = between.join(parts)
    masked = mask_name(name)
    assert mask_name(masked) == masked
    words = re.split(r"[ ·]", name)
    for run in re.findall(r"[^*\s·]+", masked):
        assert len(run) <= 1 or run not in words
    assert sum(character not in "*· " for character in masked) <= 2 * len(re.split(r"[ ·]", masked))

"""Masks names and phone numbers the way every display, record and message of the gate shows them.

Masking a masked value changes nothing, so everything from outside is masked again on its way in. Never raises, never
returns more than a bounded text, never lets a control character through.
Source: GB/T 35273-2020, 7.2 (display limits); the patterns are those common in the province's own applications.
"""

import re
import unicodedata
from typing import Final

_NAME_INPUT_LONGEST: Final = 128
_PARTS_MOST: Final = 4
_WORDS_MOST: Final = 4
_PART_LONGEST: Final = 20
_PHONE_INPUT_LONGEST: Final = 64
_PHONE_LONGEST: Final = 15

_DOTS: Final = re.compile("[·•‧・･∙⋅]")
_WIDE_STAR: Final = "＊"
_ELSE: Final = re.compile("[^0-9*+]")
_AS_SHOWN: Final = re.compile(r"[\u4e00-\u9fff]\*{1,2}[\u4e00-\u9fff]?")
"""How a name's issuer masks nearly every name; such a one stays as it is, which saves taking it apart."""
_NUMBER_AS_SHOWN: Final = re.compile(r"1[0-9]{2}\*{4}[0-9]{4}|[0-9]{2}\*{4}[0-9]{2}")
_UNSPACED: Final = re.compile(
    "[\u3007\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uac00-\ud7a3\uf900-\ufaff\U00020000-\U000323af]"
)
"""What is written without spaces: Chinese (and the numeral nought, a surname too), kana, hangul."""
_WHOLE_ONLY: Final = 2
_COUNTRY_PREFIXES: Final = (("86", 11), ("852", 8), ("853", 8))
_MAINLAND_DIGITS: Final = 11
_HONG_KONG_DIGITS: Final = 8
_TOO_SHORT_TO_SHOW: Final = 4


def mask_name(name: str) -> str:
    """Give the name as it may be shown: `张*`, `张*三`, `欧**华`, `J*** S***`, `买*提·吐*逊`.

    Parts joined by a middle dot are masked each on its own. A single Chinese character becomes `*`.
    """
    if _AS_SHOWN.fullmatch(name):
        return name
    letters = unicodedata.normalize("NFC", name[:_NAME_INPUT_LONGEST])
    if not letters.isprintable() or _WIDE_STAR in letters:  # most names are, and need no look at every letter
        letters = unicodedata.normalize("NFC", "".join(map(_printable, letters)))
    parts = _DOTS.split(letters)
    masked = [part for part in map(_mask_part, parts) if part]
    return "·".join(masked[:_PARTS_MOST])


def mask_phone(phone: str) -> str:
    """Give the number as it may be shown: `138****1234`, `91****78`, any other with its last two digits.

    The prefixes of the mainland, Hong Kong and Macau are left out; every other `+` stays.
    """
    if _NUMBER_AS_SHOWN.fullmatch(phone):
        return phone
    digits = _ELSE.sub("", unicodedata.normalize("NFKC", phone[:_PHONE_INPUT_LONGEST]))
    abroad = digits.startswith(("+", "00"))
    digits = (digits.removeprefix("00") if digits.startswith("00") else digits).replace("+", "")
    for prefix, length in _COUNTRY_PREFIXES:
        if digits.startswith(prefix) and len(digits) == len(prefix) + length and (abroad or prefix == "86"):
            digits, abroad = digits[len(prefix) :], False
            break
    if not abroad and len(digits) == _MAINLAND_DIGITS and digits[0] == "1":
        return f"{digits[:3]}****{digits[-4:]}"
    if not abroad and len(digits) == _HONG_KONG_DIGITS:
        return f"{digits[:2]}****{digits[-2:]}"
    shown = "" if len(digits) <= _TOO_SHORT_TO_SHOW else digits[-2:]
    hidden = "*" * (min(len(digits), _PHONE_LONGEST) - len(shown))
    return ("+" if abroad and digits else "") + hidden + shown


def _printable(character: str) -> str:
    if character == _WIDE_STAR:
        return "*"
    if character.isspace():
        return " "
    return "" if unicodedata.category(character)[0] == "C" else character


def _mask_part(part: str) -> str:
    words = part.split()
    if _UNSPACED.search(part):
        words = ["".join(words)]
    return " ".join([_mask_word(word) for word in words[:_WORDS_MOST]])


def _mask_word(word: str) -> str:
    if not word.strip("*"):
        return word[:_PART_LONGEST]
    begins, ends = _UNSPACED.match(word) is not None, _UNSPACED.match(word[-1]) is not None
    if len(word) == 1:
        return "*" if begins else f"{word}***"
    if len(word) == _WHOLE_ONLY and (begins or (word[0] == "*" and ends)):
        return f"{word[0]}*"
    if len(word) > _WHOLE_ONLY and (begins or ends):
        return f"{word[0]}{'*' * (min(len(word), _PART_LONGEST) - _WHOLE_ONLY)}{word[-1]}"
    return f"{word[0]}***"

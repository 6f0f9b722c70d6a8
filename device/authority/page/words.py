"""Gives the citizens' page its words in the language of whoever reads it.

Never guesses from anything but what somebody chose or what their browser asks for; Chinese comes first.
"""

from enum import StrEnum

from device.authority.page.sentences import SENTENCES


class Language(StrEnum):
    """The page's languages; the value is what HTML calls them."""

    CHINESE = "zh-Hans"
    ENGLISH = "en"


def words(language: Language) -> dict[str, str]:
    """Give every sentence in `language`, by name."""
    place = 0 if language is Language.CHINESE else 1
    return {name: both[place] for name, both in SENTENCES.items()}


def language_of(cookie: str | None, accepted: str) -> Language:
    """Give the language somebody chose, else Chinese, unless their browser asks for English and not for Chinese."""
    if cookie is not None and cookie in set(Language):
        return Language(cookie)
    wanted = [part.split(";")[0].strip().lower() for part in accepted[:200].split(",")]
    speaks_english = any(part.startswith("en") for part in wanted)
    return (
        Language.ENGLISH if speaks_english and not any(part.startswith("zh") for part in wanted) else Language.CHINESE
    )

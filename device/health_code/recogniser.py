"""Says what a text that is no health code looks like, so that the gate can tell the person what to show instead.

Never opens an address, never keeps the text, never decides anything.
"""

import re
from enum import StrEnum
from typing import Final
from urllib.parse import parse_qs, urlsplit

_TEXT_LONGEST: Final = 4296
_ID: Final = re.compile(r"[a-z0-9-]{1,40}")
_SCHEME: Final = re.compile(r"[a-z][a-z0-9+.-]{0,19}:", re.IGNORECASE)
_PAYMENT: Final = re.compile(
    r"wxp://|weixin://wxpay|alipays?://|https?://(qr\.alipay\.com|qr\.95516\.com|wx\.tenpay\.com|payapp\.)",
    re.IGNORECASE,
)
_PAYMENT_DIGITS: Final = re.compile(r"1[0-5][0-9]{16}|(2[5-9]|30)[0-9]{14,22}|62[0-9]{17}")
"""Numbers that payment applications show as a code: 18, 16 to 24, and 19 digits."""
_BEGINNINGS: Final = (
    (("wifi:",), "wifi"),
    (("begin:vcard", "mecard:", "bizcard:"), "contact_card"),
    (("hc1:", "shc:/", "nzcp:/"), "foreign_certificate"),
    (("http://", "https://"), "web_address"),
)


class LooksLike(StrEnum):
    """What was held into the camera instead of a health code."""

    VENUE_POSTER = "venue_poster"
    """The venue's own code: it is for phones to scan."""
    CHECK_IN_POSTER = "check_in_poster"
    """The quick check-in poster: it is for phones to scan."""
    PAYMENT_CODE = "payment_code"
    WIFI = "wifi"
    CONTACT_CARD = "contact_card"
    FOREIGN_CERTIFICATE = "foreign_certificate"
    """A signed certificate of a format that is not accepted here."""
    WEB_ADDRESS = "web_address"
    BADGE_OVER = "badge_over"
    """An inspector's badge, rightly signed, that does not hold now."""
    OTHER = "other"


def looks_like(text: str) -> LooksLike:
    """Give what `text` looks like; anything that fits nothing is `other`."""
    if len(text) > _TEXT_LONGEST:
        return LooksLike.OTHER
    if _PAYMENT.match(text) or _PAYMENT_DIGITS.fullmatch(text):
        return LooksLike.PAYMENT_CODE
    if not _SCHEME.match(text):
        return LooksLike.OTHER
    beginning = text[:12].lower()
    for starts, word in _BEGINNINGS:
        if beginning.startswith(starts):
            return _poster(text) or LooksLike.WEB_ADDRESS if word == "web_address" else LooksLike(word)
    return LooksLike.OTHER


def _poster(address: str) -> LooksLike | None:
    """Tell the two posters by their questions: `?v=venue` and `?v=venue&c=checkpoint`."""
    try:
        question = parse_qs(urlsplit(address).query, max_num_fields=8)
    except ValueError:
        return None
    venue, checkpoint = question.pop("v", []), question.pop("c", [])
    if question or len(venue) != 1 or not _ID.fullmatch(venue[0]) or not all(map(_ID.fullmatch, checkpoint)):
        return None
    return LooksLike.CHECK_IN_POSTER if checkpoint else LooksLike.VENUE_POSTER

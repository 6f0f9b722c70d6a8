"""The exact texts and hashes of an entry."""

import base64
import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from journal_bench import a_content

from device.journal.entry import (
    BODY_BYTES_MOST,
    ZERO_HASH,
    Entry,
    EntryRefused,
    body_hash,
    make_entry,
    parse_entry,
    time_text,
)
from device.vocabulary import EntryClass

SALT = bytes(range(16))
BODY = '{"outcome":"admitted","name":"张*三"}'
GOLDEN_HEADER = (
    '{"seq":41,"class":"checkin","at":"2026-11-22T08:15:03.412Z","clock":"synchronised","boot":"7",'
    '"monotonic_ms":81233,"visit":"v-1a2b3c4d-9","case":"c-1a2b3c4d-2",'
    '"body_hash":"e7930f13346f64c7266a76cf20cb3637e1057f2b298a24e4bd7fdc18db58531c",'
    '"previous_hash":"0000000000000000000000000000000000000000000000000000000000000000"}'
)
GOLDEN_HASH = "7e9ff5f471fd78c92c10665a25cfba3e6d3b11192ee4a8b734c9d21b9c5d6bce"


def golden() -> Entry:
    content = a_content(BODY, entry_class=EntryClass.CHECKIN, visit="v-1a2b3c4d-9", case="c-1a2b3c4d-2")
    return make_entry(content, seq=41, boot="7", salt=SALT, previous_hash=ZERO_HASH)


def test_the_header_of_a_known_entry_is_this_exact_text_and_hash() -> None:
    assert golden().header_text == GOLDEN_HEADER
    assert golden().hash == GOLDEN_HASH


def test_the_hash_of_an_entry_is_sha256_over_the_header_text_as_utf8() -> None:
    entry = golden()
    assert entry.hash == hashlib.sha256(entry.header_text.encode("utf-8")).hexdigest()


def test_the_body_hash_covers_the_raw_salt_and_then_the_body() -> None:
    assert golden().header.body_hash == hashlib.sha256(SALT + BODY.encode("utf-8")).hexdigest()
    assert body_hash(SALT, BODY) != hashlib.sha256(BODY.encode("utf-8") + SALT).hexdigest()


def test_the_same_body_under_another_salt_has_another_hash() -> None:
    assert body_hash(SALT, BODY) != body_hash(bytes(16), BODY)


def test_an_entry_without_a_case_has_no_case_member_and_one_without_a_visit_says_null() -> None:
    entry = make_entry(a_content(), seq=1, boot="1", salt=SALT, previous_hash=ZERO_HASH)
    header = json.loads(entry.header_text)
    assert "case" not in header
    assert header["visit"] is None


def test_an_entry_travels_as_three_members_and_comes_back_the_same() -> None:
    entry = golden()
    wire = entry.to_wire()
    assert wire == {"header": GOLDEN_HEADER, "salt": base64.b64encode(SALT).decode(), "body": BODY}
    assert parse_entry(GOLDEN_HEADER, wire["salt"], wire["body"]) == entry


def test_a_header_keeps_the_exact_text_it_came_with_even_where_it_could_be_written_otherwise() -> None:
    spaced = json.dumps(json.loads(GOLDEN_HEADER), indent=1) + "\n"
    parsed = parse_entry(spaced, None, None)
    assert isinstance(parsed, Entry)
    assert parsed.header_text == spaced
    assert parsed.hash != golden().hash


def test_an_erased_body_contradicts_nothing_and_travels_as_two_nulls() -> None:
    parsed = parse_entry(GOLDEN_HEADER, None, None)
    assert isinstance(parsed, Entry)
    assert parsed.body_is_true()
    assert parsed.to_wire() == {"header": GOLDEN_HEADER, "salt": None, "body": None}


def test_another_body_or_another_salt_is_not_true() -> None:
    salt = base64.b64encode(SALT).decode()
    other_salt = base64.b64encode(bytes(16)).decode()
    for wire_salt, body in ((salt, BODY + " "), (other_salt, BODY)):
        parsed = parse_entry(GOLDEN_HEADER, wire_salt, body)
        assert isinstance(parsed, Entry)
        assert not parsed.body_is_true()


@pytest.mark.parametrize(
    ("header", "salt", "body", "why"),
    [
        (GOLDEN_HEADER, None, BODY, "half_erased"),
        (GOLDEN_HEADER, base64.b64encode(SALT).decode(), None, "half_erased"),
        (GOLDEN_HEADER, base64.b64encode(bytes(15)).decode(), BODY, "salt"),
        (GOLDEN_HEADER, base64.b64encode(bytes(17)).decode(), BODY, "salt"),
        (GOLDEN_HEADER, "not base64!", BODY, "encoding"),
        (GOLDEN_HEADER, "ü", BODY, "encoding"),
        ("\ud800", None, None, "encoding"),
        ("", None, None, "header"),
        ("[]", None, None, "header"),
        (GOLDEN_HEADER[:-1], None, None, "header"),
        (GOLDEN_HEADER + "}", None, None, "header"),
        (GOLDEN_HEADER.replace('"seq":41', '"seq":0'), None, None, "header"),
        (GOLDEN_HEADER.replace('"seq":41', '"seq":"41"'), None, None, "header"),
        (GOLDEN_HEADER.replace('"seq":41', '"seq":9007199254740992'), None, None, "header"),
        (GOLDEN_HEADER.replace("checkin", "gossip"), None, None, "header"),
        (GOLDEN_HEADER.replace("T08:15", "T25:15"), None, None, "header"),
        (GOLDEN_HEADER.replace("412Z", "412"), None, None, "header"),
        (GOLDEN_HEADER.replace("e793", "E793"), None, None, "header"),
        (GOLDEN_HEADER.replace("synchronised", "guessed"), None, None, "header"),
        (GOLDEN_HEADER.replace('"boot":"7",', ""), None, None, "header"),
        (GOLDEN_HEADER.replace('"boot":"7"', f'"boot":"{"7" * 2048}"'), None, None, "too_long"),
        (GOLDEN_HEADER, base64.b64encode(SALT).decode(), "x" * (BODY_BYTES_MOST + 1), "too_long"),
    ],
)
def test_what_is_no_entry_is_a_value_with_a_reason(header: str, salt: str | None, body: str | None, why: str) -> None:
    assert parse_entry(header, salt, body) == EntryRefused(why=why)


def test_a_body_may_be_exactly_as_long_as_allowed_and_not_one_byte_longer() -> None:
    def made(length: int) -> Entry:
        return make_entry(a_content("x" * length), seq=1, boot="1", salt=SALT, previous_hash=ZERO_HASH)

    assert made(BODY_BYTES_MOST).body is not None
    with pytest.raises(ValueError, match="too long"):
        made(BODY_BYTES_MOST + 1)


def test_a_moment_is_written_in_utc_to_the_millisecond() -> None:
    beijing = timezone(timedelta(hours=8))
    assert time_text(datetime(2026, 11, 22, 16, 15, 3, 412999, tzinfo=beijing)) == "2026-11-22T08:15:03.412Z"
    assert time_text(datetime(2026, 11, 22, tzinfo=UTC)) == "2026-11-22T00:00:00.000Z"

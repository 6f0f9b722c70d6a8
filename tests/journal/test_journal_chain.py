"""A chain as it travels proves with hashes alone, and stops at the first entry that does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from journal_bench import a_content
from msgspec.structs import replace

from device.journal.chain import BEGINNING, ChainFault, ChainFaultKind, point_of, prove
from device.journal.entry import Entry, EntryRefused, make_entry, parse_entry


def a_chain(count: int) -> list[Entry]:
    entries: list[Entry] = []
    after = BEGINNING
    for number in range(1, count + 1):
        content = a_content(f'{{"n":{number}}}')
        salt = bytes([number]) * 16
        entries.append(make_entry(content, seq=number, boot="1", salt=salt, previous_hash=after.hash))
        after = point_of(entries[-1])
    return entries


CHAIN = a_chain(9)


def fault(entries: list[Entry]) -> tuple[int, ChainFaultKind] | None:
    found = prove(entries).fault
    return None if found is None else (found.seq, found.kind)


def changed(position: int, entry: Entry) -> list[Entry]:
    return [*CHAIN[:position], entry, *CHAIN[position + 1 :]]


def test_a_whole_chain_proves() -> None:
    proof = prove(CHAIN)
    assert (proof.fault, proof.entries, proof.erased, proof.head) == (None, 9, 0, point_of(CHAIN[-1]))


def test_a_chain_proves_from_any_known_point_on() -> None:
    assert prove(CHAIN[4:], point_of(CHAIN[3])).fault is None
    assert prove(CHAIN[4:], replace(point_of(CHAIN[3]), hash="ab" * 32)).fault == ChainFault(
        seq=5, kind=ChainFaultKind.PREVIOUS_HASH
    )


def test_another_body_is_found_at_its_entry() -> None:
    assert fault(changed(4, replace(CHAIN[4], body='{"n":50}'))) == (5, ChainFaultKind.BODY_HASH)


def test_another_salt_is_found_at_its_entry() -> None:
    assert fault(changed(4, replace(CHAIN[4], salt=bytes(16)))) == (5, ChainFaultKind.BODY_HASH)


def test_an_erased_body_proves_and_is_counted() -> None:
    proof = prove(changed(4, replace(CHAIN[4], salt=None, body=None)))
    assert (proof.fault, proof.entries, proof.erased) == (None, 9, 1)


def test_a_missing_a_doubled_and_a_swapped_entry_are_gaps() -> None:
    assert fault([*CHAIN[:4], *CHAIN[5:]]) == (5, ChainFaultKind.GAP)
    assert fault([*CHAIN[:5], CHAIN[4], *CHAIN[5:]]) == (6, ChainFaultKind.GAP)
    assert fault([*CHAIN[:4], CHAIN[5], CHAIN[4], *CHAIN[6:]]) == (5, ChainFaultKind.GAP)
    assert fault(CHAIN[1:]) == (1, ChainFaultKind.GAP)


def test_an_altered_header_breaks_the_link_to_it() -> None:
    text = CHAIN[4].header_text.replace('"visit":null', '"visit":"v-1"')
    wire = CHAIN[4].to_wire()
    altered = parse_entry(text, wire["salt"], wire["body"])
    assert isinstance(altered, Entry)
    assert fault(changed(4, altered)) == (6, ChainFaultKind.PREVIOUS_HASH)


@pytest.mark.parametrize("position", [0, 4, 8])
@given(at=st.integers(0, 10_000), other=st.characters(exclude_categories=["Cs"]))
def test_no_single_character_of_an_entry_can_be_changed(position: int, at: int, other: str) -> None:
    head = point_of(CHAIN[-1])
    wire = CHAIN[position].to_wire()
    header, body = wire["header"] or "", wire["body"] or ""
    at %= len(header) + len(body)
    texts = header + body
    if texts[at] == other:
        return
    texts = texts[:at] + other + texts[at + 1 :]
    altered = parse_entry(texts[: len(header)], wire["salt"], texts[len(header) :])
    if isinstance(altered, EntryRefused):
        return
    proof = prove(changed(position, altered))
    # The last header is held by nothing after it: whoever acknowledged it knows its hash.
    assert proof.fault is not None or proof.head != head

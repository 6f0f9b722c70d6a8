"""Lists that wait to be judged: bounded, nobody crowded out by another, and what had no room is named."""

from device.health_code.standing_list import ListKind
from device.trust.waiting_lists import NAMES_TOLD_MOST, WAITING_MOST, Dropped, WaitingLists

REVOKED_MOST = WAITING_MOST[ListKind.REVOKED]


def all_of(lists: WaitingLists) -> list[tuple[ListKind, str, bytes]]:
    found = []
    while (one := lists.take()) is not None:
        found.append(one)
    return found


def test_lists_of_one_name_are_judged_in_the_order_they_came() -> None:
    lists = WaitingLists()
    for number in range(REVOKED_MOST):
        lists.put(ListKind.REVOKED, "aa", bytes([number]))
    assert [message for _, _, message in all_of(lists)] == [bytes([number]) for number in range(REVOKED_MOST)]
    assert lists.dropped() == Dropped()


def test_a_flood_under_one_name_drops_its_own_oldest_and_nobody_elses() -> None:
    lists = WaitingLists()
    lists.put(ListKind.REVOKED, "honest", b"1")
    for number in range(1000):
        lists.put(ListKind.REVOKED, "flood", number.to_bytes(2, "big"))
    lists.put(ListKind.REVOKED, "late", b"2")
    waiting = all_of(lists)
    assert (ListKind.REVOKED, "honest", b"1") in waiting
    assert (ListKind.REVOKED, "late", b"2") in waiting
    assert (ListKind.REVOKED, "flood", (999).to_bytes(2, "big")) in waiting
    assert len(waiting) == REVOKED_MOST
    assert lists.dropped() == Dropped(count=1002 - REVOKED_MOST, names=frozenset({(ListKind.REVOKED, "flood")}))
    assert lists.dropped() == Dropped(), "told once"


def test_neither_kind_takes_the_others_room_or_its_turn() -> None:
    lists = WaitingLists()
    lists.put(ListKind.COLOURS, "", b"c")
    for place in range(1000):
        lists.put(ListKind.REVOKED, f"{place:x}", b"r")
    assert (ListKind.COLOURS, "", b"c") in [lists.take(), lists.take()]
    assert len(lists.dropped().names) == NAMES_TOLD_MOST
    for _ in range(1000):
        lists.put(ListKind.COLOURS, "", b"c")
    assert {kind for kind, _, _ in filter(None, (lists.take(), lists.take()))} == set(ListKind)
    assert lists.dropped() == Dropped(
        count=1000 - WAITING_MOST[ListKind.COLOURS], names=frozenset({(ListKind.COLOURS, "")})
    )

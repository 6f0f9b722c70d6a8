"""Parts of a certificate are joined in any order, and never mixed."""

from hypothesis import given
from hypothesis import strategies as st

from device.health_code.parts import PARTS_MOST, PAUSE_SECONDS, PartOfCode, Parts, join


def _part(number: int, total: int = 3, body: str | None = None) -> PartOfCode:
    return PartOfCode(format="shc", prefix="shc:/", number=number, total=total, body=body or str(number) * 2)


def _joined(*parts: tuple[PartOfCode, float]) -> tuple[int, str | None]:
    held, whole = Parts(), None
    for part, now in parts:
        held, whole = join(held, part, now)
    return held.held, whole


@given(st.integers(1, PARTS_MOST).flatmap(lambda total: st.permutations(range(1, total + 1))))
def test_parts_join_in_any_order(order: list[int]) -> None:
    bodies = {number: f"{number:02d}" for number in order}
    parts = [(_part(number, len(order), bodies[number]), 0.0) for number in order]
    whole = "shc:/" + "".join(bodies[number] for number in sorted(order))
    assert _joined(*parts) == (0, whole)
    assert _joined(*parts[:-1])[1] is None


def test_a_part_seen_again_changes_nothing() -> None:
    assert _joined((_part(1), 0.0), (_part(1), 1.0), (_part(2), 2.0)) == (2, None)


def test_another_text_under_the_same_number_begins_anew() -> None:
    assert _joined((_part(1), 0.0), (_part(2), 0.0), (_part(1, body="77"), 0.0)) == (1, None)


def test_another_total_begins_anew() -> None:
    assert _joined((_part(1), 0.0), (_part(2), 0.0), (_part(3, total=4), 0.0)) == (1, None)


def test_a_pause_begins_anew() -> None:
    assert _joined((_part(1, 2), 0.0), (_part(2, 2), float(PAUSE_SECONDS)))[1] == "shc:/1122"
    assert _joined((_part(1, 2), 0.0), (_part(2, 2), PAUSE_SECONDS + 0.1)) == (1, None)


def test_after_the_last_part_nothing_is_held() -> None:
    held, whole = join(Parts(), _part(1, 1), 0.0)
    assert (held, whole) == (Parts(), "shc:/11")

"""The memory is divided so that a commit writes what changed, and put together again to the same value."""

import json
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from journal_bench import a_content, opened

from device.journal.memory_rows import divide, join

NAMES = st.text(st.characters(exclude_categories=["Cs"]), max_size=8) | st.sampled_from(["a/b", "/", "", "memory"])
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text(st.characters(exclude_categories=["Cs"]), max_size=500),
    lambda inner: st.lists(inner, max_size=60) | st.dictionaries(NAMES, inner, max_size=4),
    max_leaves=40,
)


@settings(max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, VALUES, max_size=8))
def test_any_memory_comes_back_equal(memory: dict[str, object]) -> None:
    assert json.loads(join(divide(json.dumps(memory))) or "") == memory


def test_no_memory_is_no_text() -> None:
    assert join({}) is None
    assert join(divide("{}")) == "{}"


def test_long_members_have_rows_of_their_own_at_any_depth() -> None:
    orders = [f"order-{n:032d}" for n in range(100)]
    rows = divide(json.dumps({"offset": 1.5, "memory": {"locked": True, "orders_taken": orders}}))
    assert set(rows) == {"", "/memory", "/memory/orders_taken"}
    assert json.loads(rows["/memory"]) == {"locked": True}


def test_what_did_not_change_is_not_written_again(tmp_path: Path) -> None:
    log = tmp_path / "journal.db-wal"
    orders = [f"order-{n:032d}" for n in range(256)]

    def memory(visit: int) -> str:
        return json.dumps({"offset": 1.5, "memory": {"orders_taken": orders, "visits_open": [[f"v-{visit}", visit]]}})

    with opened(tmp_path) as store:
        store.append([a_content()], memory(1))
        before = log.stat().st_size
        store.append([a_content()], memory(2))
        assert log.stat().st_size - before < 6 * 1048
        same = log.stat().st_size
        store.append([], memory(2))
        assert log.stat().st_size == same
        assert json.loads(store.memory_json() or "") == json.loads(memory(2))


def test_a_member_that_grows_long_or_short_again_leaves_no_old_row(tmp_path: Path) -> None:
    texts = ['{"cases":[]}', json.dumps({"cases": ["c" * 600]}), '{"cases":[]}', '{"cases":["c"]}', "{}"]
    with opened(tmp_path) as store:
        for text in texts:
            store.append([a_content()], text)
    for text in texts:
        with opened(tmp_path) as store:
            store.append([], text)
        with opened(tmp_path) as store:
            assert json.loads(store.memory_json() or "") == json.loads(text)


@pytest.mark.parametrize("text", ["", "[]", "null", "{"])
def test_a_memory_that_is_no_object_is_the_composers_fault(text: str) -> None:
    with pytest.raises(ValueError, match=r"JSON|truncated|Expected"):
        divide(text)

"""The table answers everything, and its picture is its own."""

import subprocess
import sys
from pathlib import Path

import pytest

from device.checkpoint import events as e
from device.checkpoint.table import ROWS, TABLE
from device.vocabulary import OrderName, State

CHECKOUT = Path(__file__).resolve().parents[2]
OPENING = CHECKOUT / "device" / "checkpoint" / "opening.py"
ANSWERED_BY_THEIR_OWN_KEYS = (e.OrderReceived, e.DeadlineReached)


@pytest.mark.parametrize("state", list(State))
def test_every_event_and_every_order_has_an_answer_in_every_state(state: State) -> None:
    keys = [event for event in e.EVENT_TYPES if event not in ANSWERED_BY_THEIR_OWN_KEYS] + list(OrderName)
    assert [key for key in keys if (state, key) not in TABLE] == []


def test_no_row_is_dead() -> None:
    assert all(row.states for row in ROWS)


def test_only_one_file_opens_the_barrier() -> None:
    makers = [
        path.name
        for path in OPENING.parent.glob("*.py")
        if "OpenBarrier(" in path.read_text() and path.name != "actions.py"
    ]
    assert makers == ["opening.py"]


def test_the_drawn_page_is_the_table() -> None:
    run = subprocess.run(
        [sys.executable, "scripts/draw-states", "--check"], cwd=CHECKOUT, capture_output=True, text=True, check=False
    )
    assert (run.returncode, run.stderr) == (0, "")

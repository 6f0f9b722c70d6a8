"""Gives every test of the citizens' page an authority of its own."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from authority_world import opened_desk
from page_world import World


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    desk = opened_desk(tmp_path)
    yield World(desk=desk)
    desk.close()

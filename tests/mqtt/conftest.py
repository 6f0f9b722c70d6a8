from collections.abc import Iterator
from pathlib import Path

import pytest
from mqtt_world import close_stores
from private_broker import PrivateBroker


@pytest.fixture(autouse=True)
def _stores_are_closed() -> Iterator[None]:
    yield
    close_stores()


@pytest.fixture
def broker(tmp_path: Path) -> Iterator[PrivateBroker]:
    """Debian's mosquitto on a free loopback port, with nothing kept on disk."""
    running = PrivateBroker(tmp_path)
    running.start()
    yield running
    running.stop()

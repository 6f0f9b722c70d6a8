"""The record keeper as a program: its arguments, its beginning and its end."""

import signal
import subprocess
import sys
from pathlib import Path

import pytest
from listening import Listening
from mqtt_world import VENUE
from private_broker import PrivateBroker, turn

from device.mqtt.transport import Connected, Subscribed


@pytest.mark.broker
def test_the_record_keeper_runs_as_a_program_and_ends_when_told(broker: PrivateBroker, tmp_path: Path) -> None:
    listening = Listening(broker.port, client_id="passer-by")
    listening.until(Connected())
    listening.transport.subscribe([f"gate/1/{VENUE}/_console/status"])
    listening.until(Subscribed())
    arguments = ["--port", str(broker.port), "--venue", VENUE, "--file", str(tmp_path / "r.sqlite")]
    program = subprocess.Popen([sys.executable, "-m", "device.record_keeper", *arguments, "--inspectors-live", "4"])
    turn([listening], lambda: b'"inspectors_live":4' in listening.last(), "it says who is live")
    program.send_signal(signal.SIGTERM)
    assert program.wait(timeout=10) == 0
    turn([listening], lambda: b'"inspectors_live":0' in listening.last(), "it says that nobody is")
    listening.transport.close()


def test_the_record_keeper_refuses_a_machine_it_would_have_to_trust() -> None:
    arguments = ["--host", "broker.example.org", "--venue", VENUE, "--file", "unused.sqlite"]
    done = subprocess.run(
        [sys.executable, "-m", "device.record_keeper", *arguments], capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    assert done.stderr.startswith("mqtt.tls: required")
    assert not Path("unused.sqlite").exists()

import subprocess
import sys

import pytest

SHARED = ("topics", "messages", "orders", "order_judge", "twin", "outbox", "signed_documents")
PROGRAM = """
import sys
class Blocked:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {"paho", "gpiozero", "smbus2", "numpy", "zxingcpp", "pyzbar", "PIL", "picamera2"}:
            raise ImportError("blocked: " + name)
sys.meta_path.insert(0, Blocked())
import importlib
importlib.import_module(sys.argv[1])
print("imported")
"""


@pytest.mark.parametrize("module", [*SHARED, "link", "paho_transport"])
def test_everything_but_the_connection_itself_imports_without_paho_or_a_pi(module: str) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, f"device.mqtt.{module}"], capture_output=True, text=True, check=False
    )
    assert (done.stdout, done.stderr) == ("imported\n", "")


def test_the_block_works() -> None:
    done = subprocess.run(
        [sys.executable, "-c", PROGRAM, "device.mqtt.paho_connection"], capture_output=True, text=True, check=False
    )
    assert "blocked: paho" in done.stderr


def test_what_the_console_shares_needs_nothing_of_the_gate() -> None:
    program = (
        "import sys, device.mqtt.orders, device.mqtt.topics, device.mqtt.messages, device.mqtt.twin;"
        "print(sorted(name for name in sys.modules if name.startswith(('device.checkpoint', 'device.journal'))))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"

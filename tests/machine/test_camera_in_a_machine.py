"""The real picamera2, on the real libcamera of Debian 13, brings a code from image files to a published check-in.

libcamera's virtual pipeline plays the images; the project's own camera adapter, decoders, verification, decision,
journal and link run as on a Raspberry Pi. Its chips and pins are emulated.
"""

import json
import shutil
import time
from pathlib import Path
from typing import Any

import pytest
from booted_machine import said_inside
from debian_root import build_wheel
from machine_image import machine_image, missing_programs
from PIL import Image

from device.scanner.frame import Plane
from device.simulation.code_picture import CodePicture, draw
from device.simulation.play_codes import PlayCodes
from device.simulation.play_keys import PlayKeys, make_play_keys
from device.simulation.scenario_people import Carrier, Code, Person
from device.simulation.settings_text import merged, settings_text
from device.vocabulary import Kind

CHECKOUT = Path(__file__).parents[2]
INSIDE = "/run/menshen-proof"
VENUE, GATE, CHECKPOINT = "xinyi-no1-school", "gate-1", "south-gate"
WIDTH, HEIGHT = 1280, 720
FRAMES = 20
"""Of each kind: two seconds of an empty place, two of a sheet of paper."""

pytestmark = [
    pytest.mark.machine,
    pytest.mark.skipif(bool(missing_programs()), reason=f"needs {', '.join(missing_programs())}"),
]


def test_a_paper_code_in_image_files_becomes_a_published_check_in(tmp_path: Path) -> None:
    proof = tmp_path / "proof"
    shutil.copytree(Path(__file__).parent / "inside", proof)
    wheels = tmp_path / "wheels"
    wheels.mkdir()
    shutil.copy(build_wheel(CHECKOUT, wheels), proof)
    keys = make_play_keys(proof / "keys", seed=1, now=int(time.time()))
    (proof / "device.toml").write_text(_settings(keys, proof / "keys"), encoding="utf-8")
    _write_frames(proof / "frames", _paper_code(keys))
    said = said_inside(machine_image(CHECKOUT), proof, "start", tmp_path)
    assert "PROOF ENDED" in said, said[-4000:]
    assert "daemon ended with 0" in said, said[-4000:]
    assert "picamera2: Camera now open" in said, said[-4000:]
    admitted = [body for body in _check_ins(said) if body["outcome"] == "admitted"]
    assert admitted, said[-4000:]
    code = admitted[0]["code"]
    assert (code["format"], code["colour"], code["kind"], code["name"]) == ("phc1", "green", "paper", "王*明")


def _check_ins(said: str) -> list[dict[str, Any]]:
    """The bodies of the check-ins that somebody heard at the broker."""
    heard = [line.split(" ", 2)[1:] for line in said.splitlines() if line.startswith("heard: ")]
    messages = [json.loads(payload) for topic, payload in heard if topic.endswith("/evt/checkin")]
    return [json.loads(item["body"]) for message in messages for item in message["items"]]


def _settings(keys: PlayKeys, folder: Path) -> str:
    sections = merged(
        keys.settings(),
        {
            "venue": {"id": VENUE, "checkpoint": CHECKPOINT, "device": GATE},
            "hardware": {"profile": "emulated", "visitors": True, "visitors_seed": 1, "visitors_pause_seconds": 2.0},
            "thermometer": {"warm_up_seconds": 0.0},
            "camera": {"kind": "picamera2", "width": WIDTH, "height": HEIGHT},
            "pins": {"factory": "mock"},
            "mqtt": {"host": "127.0.0.1", "port": 1883},
            "journal": {"directory": f"{INSIDE}/state"},
        },
    )
    return settings_text(sections).replace(str(folder), f"{INSIDE}/keys")


def _paper_code(keys: PlayKeys) -> str:
    person = Person(id="wang", code=Code(name="王小明", kind=Kind.PAPER, carrier=Carrier.PAPER))
    codes = PlayCodes((person,), keys, venue=VENUE, checkpoint=CHECKPOINT, true_seconds=time.time)
    return codes.code_of("wang")


def _write_frames(folder: Path, text: str) -> None:
    folder.mkdir()
    for number in range(2 * FRAMES):
        held_up = (CodePicture(text=text, pixels_per_module=5.0),) if number >= FRAMES else ()
        grey: Plane = draw(held_up, WIDTH, HEIGHT).luma
        Image.fromarray(grey).convert("RGB").save(folder / f"{number}.jpg", quality=92)

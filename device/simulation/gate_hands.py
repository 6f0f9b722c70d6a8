"""Gives the virtual gate's page its hands: every word a button sends, and what it does before the gate.

Never does what nobody standing there could do: buttons, keys, wires and cables.
"""

import threading
from collections.abc import Callable
from functools import partial

from device.simulation.emulated_board import EmulatedBoard
from device.simulation.entrance import KEY_SECONDS, PRESS_SECONDS, Entrance


def gate_hands(board: EmulatedBoard) -> dict[str, Callable[[], None]]:
    """Give every hand by its word; each may be used from any thread."""
    entrance = Entrance(stage=board.stage, pins=board.pins, view=board.camera, later=after)
    return {
        "exit": partial(entrance.touch, "exit", PRESS_SECONDS),
        "companion": partial(entrance.touch, "companion", PRESS_SECONDS),
        "key_admit": partial(entrance.touch, "key_admit", KEY_SECONDS),
        "key_reset": partial(entrance.touch, "key_reset", KEY_SECONDS),
        "fire": partial(entrance.begin, "fire"),
        "fire_over": partial(entrance.end, "fire"),
        "housing": partial(entrance.begin, "tamper"),
        "housing_shut": partial(entrance.end, "tamper"),
        "thermometer_out": board.thermometer.unplug,
        "thermometer_in": board.thermometer.plug_in,
        "camera_frozen": partial(setattr, board.camera, "frozen", True),
        "camera_alive": partial(setattr, board.camera, "frozen", False),
        "disk_full": partial(setattr, board.disk, "full", True),
        "disk_free": partial(setattr, board.disk, "full", False),
    }


def what_holds(board: EmulatedBoard) -> dict[str, bool]:
    """Say of every hand that another takes back whether what it did holds now."""
    return {
        "fire": board.pins.is_happening("fire"),
        "housing": board.pins.is_happening("tamper"),
        "thermometer_out": not board.thermometer.is_plugged,
        "camera_frozen": board.camera.frozen,
        "disk_full": board.disk.full,
    }


def contacts_at_rest(board: EmulatedBoard) -> None:
    """Bring every contact, cable, lens and disk back to an ordinary morning."""
    for contact in ("door", "beam", "fire", "tamper"):
        board.pins.end(contact)
    for chip in (board.thermometer, board.distance):
        if not chip.is_plugged:
            chip.plug_in()
    board.camera.restore()
    board.disk.full, board.disk.slow_seconds = False, 0.0


def after(seconds: float, call: Callable[[], None]) -> None:
    """Call `call` after so many real seconds, on a thread that holds up no exit."""
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()

"""Gives the virtual gate's page its hands: every word a button sends, and what it does before the gate.

Never does what nobody standing there could do: buttons, keys, wires, cables, and who comes next.
"""

import threading
from collections.abc import Callable
from functools import partial

from device.simulation.emulated_board import EmulatedBoard
from device.simulation.entrance import KEY_SECONDS, PRESS_SECONDS, Entrance
from device.simulation.visitor_people import Story
from device.simulation.visitors import Visitors


def gate_hands(board: EmulatedBoard, visitors: Visitors) -> dict[str, Callable[[], None]]:
    """Give every hand by its word."""
    entrance = Entrance(stage=board.stage, pins=board.pins, view=board.camera, later=after)
    hands: dict[str, Callable[[], None]] = {
        story.value: partial(visitors.invite, story) for story in Story if story is not Story.FORGETFUL
    }
    return hands | {
        "pause": partial(setattr, visitors, "come_by_themselves", False),
        "resume": partial(setattr, visitors, "come_by_themselves", True),
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
    }


def after(seconds: float, call: Callable[[], None]) -> None:
    """Call `call` after so many real seconds, on a thread that holds up no exit."""
    timer = threading.Timer(seconds, call)
    timer.daemon = True
    timer.start()

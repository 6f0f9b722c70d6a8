"""Holds the closed choices that only scenario files speak.

Never repeats a word of the contract: those live in `device.vocabulary`.
"""

from enum import StrEnum


class Button(StrEnum):
    """A button that a visitor can press."""

    EXIT = "exit"
    COMPANION = "companion"


class KeyPosition(StrEnum):
    """Where the key switch is turned to for a moment."""

    ADMIT = "admit"
    RESET = "reset"


class Plug(StrEnum):
    """A part whose cable can be pulled."""

    THERMOMETER = "thermometer"
    DISTANCE = "distance"
    CAMERA = "camera"


class Sheet(StrEnum):
    """Something other than a health code that carries a QR code."""

    VENUE_POSTER = "venue_poster"  # the venue code (场所码) that hangs at every entrance
    PAYMENT = "payment"  # a payment code
    WEB_ADDRESS = "web_address"  # any other web address


class Signer(StrEnum):
    """Whose private key signs an order."""

    RIGHT = "right"  # the key that may give this order
    VENUE = "venue"
    OPERATOR = "operator"
    STRANGER = "stranger"  # a key nobody trusts


class Subject(StrEnum):
    """Which visit or case an order speaks of."""

    NEWEST_CASE = "newest_case"
    PREVIOUS_CASE = "previous_case"
    CURRENT_VISIT = "current_visit"
    PREVIOUS_VISIT = "previous_visit"
    NOBODY = "nobody"


class Session(StrEnum):
    """Which run of the gate an order is meant for."""

    PRESENT = "present"
    PREVIOUS = "previous"  # the run before the last restart
    INVENTED = "invented"


class Light(StrEnum):
    """A lamp of the gate, or none lit."""

    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    DARK = "dark"
    DESK = "desk"


class BarrierMove(StrEnum):
    """What the barrier is seen doing."""

    OPENED = "opened"
    CLOSED = "closed"


class PowerAfter(StrEnum):
    """What a board knows of the time when its power comes back."""

    UNSET = "unset"
    HOLDOVER = "holdover"
    SYNCHRONISED = "synchronised"

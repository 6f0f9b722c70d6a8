"""Holds the whole of the settings as one frozen value: every section, each checked and typed.

Never reaches an adapter: the composition root takes it apart and hands out plain arguments.
"""

from dataclasses import dataclass, field

from device.checkpoint.policy import Policy
from device.settings.policy_section import PolicySection
from device.settings.sections import (
    Aim,
    Barrier,
    Camera,
    Distance,
    Hardware,
    Journal,
    Keys,
    Log,
    Mqtt,
    Pins,
    Room,
    Screen,
    Thermometer,
    Trust,
    Venue,
    Voice,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Everything an installer can say, in the order of the file."""

    venue: Venue
    hardware: Hardware = field(default_factory=Hardware)
    policy: Policy = field(default_factory=Policy)
    thermometer: Thermometer = field(default_factory=Thermometer)
    room: Room = field(default_factory=Room)
    distance: Distance = field(default_factory=Distance)
    aim: Aim = field(default_factory=Aim)
    camera: Camera = field(default_factory=Camera)
    pins: Pins = field(default_factory=Pins)
    barrier: Barrier = field(default_factory=Barrier)
    screen: Screen = field(default_factory=Screen)
    voice: Voice = field(default_factory=Voice)
    mqtt: Mqtt = field(default_factory=Mqtt)
    keys: Keys = field(default_factory=Keys)
    trust: Trust = field(default_factory=Trust)
    journal: Journal = field(default_factory=Journal)
    log: Log = field(default_factory=Log)


SECTIONS: dict[str, type] = {
    "venue": Venue,
    "hardware": Hardware,
    "policy": PolicySection,
    "thermometer": Thermometer,
    "room": Room,
    "distance": Distance,
    "aim": Aim,
    "camera": Camera,
    "pins": Pins,
    "barrier": Barrier,
    "screen": Screen,
    "voice": Voice,
    "mqtt": Mqtt,
    "keys": Keys,
    "trust": Trust,
    "journal": Journal,
    "log": Log,
}
"""The catalogue by the section's name, in the order of the file."""

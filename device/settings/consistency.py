"""Judges settings together: each is within its own range, but they must fit each other.

Never repairs anything; it gives one line for each contradiction, in the order of the file.
"""

import ipaddress
import re
from collections.abc import Iterator
from dataclasses import fields
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from device.checkpoint.policy import Policy
from device.foreign_rule import read_rule
from device.settings.document import Settings
from device.settings.sections import Aim, Barrier, Distance, Pins, Room, Thermometer
from device.settings.words import (
    AimKind,
    BarrierKind,
    CameraKind,
    DistanceKind,
    PinFactory,
    PowerLoss,
    Profile,
    RoomKind,
    ScreenKind,
    ThermometerKind,
)
from device.vocabulary import CODE_FORMATS, Colour

I2C_PINS: dict[str, tuple[int, int]] = {
    "/dev/i2c-0": (0, 1),
    "/dev/i2c-1": (2, 3),
    "/dev/i2c-2": (4, 5),
    "/dev/i2c-3": (4, 5),
    "/dev/i2c-4": (8, 9),
    "/dev/i2c-5": (12, 13),
    "/dev/i2c-6": (22, 23),
}
"""SDA and SCL of each bus at the overlays' default pins (Raspberry Pi firmware, overlays/README)."""


_MLX90632_ADDRESSES = (0x3A, 0x3B)
_PAGE = re.compile(r"https://[!-~]{1,200}")
_SOUND_DEVICE = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.:,=-]*")


def contradictions(settings: Settings) -> Iterator[str]:
    """One line for each pair of settings that cannot both be meant."""
    yield from _venue(settings.venue.timezone)
    yield from _hardware(settings)
    yield from _policy(settings.policy)
    yield from _senses(settings.thermometer, settings.distance, settings.room)
    yield from _aim(settings.aim, settings.thermometer)
    yield from _pins(settings)
    yield from _barrier(settings.barrier)
    yield from _people(settings)
    yield from _broker(settings)
    if settings.journal.acknowledged_hours > settings.journal.retention_days * 24:
        yield "journal.acknowledged_hours: longer than journal.retention_days"


def is_this_machine(host: str) -> bool:
    """Whether a broker's name can only mean this machine."""
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _venue(timezone: str) -> Iterator[str]:
    try:
        ZoneInfo(timezone)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        yield f"venue.timezone: {timezone!r} is not a time zone this system knows (for example Asia/Shanghai)"


def _hardware(settings: Settings) -> Iterator[str]:
    hardware, pins, camera = settings.hardware, settings.pins, settings.camera
    if hardware.profile is Profile.EMULATED:
        if pins.factory is not PinFactory.MOCK:
            yield 'pins.factory: must be "mock" with hardware.profile = "emulated"'
    else:
        if hardware.visitors:
            yield 'hardware.visitors: only with hardware.profile = "emulated"'
        if hardware.pins_log:
            yield 'hardware.pins_log: only with hardware.profile = "emulated"'
        if pins.factory is PinFactory.MOCK:
            yield 'pins.factory: "mock" moves nothing; a real gate needs "lgpio"'
        if camera.kind is CameraKind.EMULATED:
            yield 'camera.kind: "emulated" sees nothing; a real gate needs "picamera2" or "v4l2"'
    if camera.kind is CameraKind.FOLDER and not camera.folder:
        yield 'camera.folder: required with camera.kind = "folder"'
    if camera.kind is CameraKind.FILM and not camera.film:
        yield 'camera.film: required with camera.kind = "film"'
    if camera.kind is CameraKind.V4L2 and not camera.device.startswith("/dev/"):
        yield 'camera.device: a camera under /dev, for example /dev/video0, with camera.kind = "v4l2"'


def _people(settings: Settings) -> Iterator[str]:
    screen, voice = settings.screen, settings.voice
    if screen.kind is not ScreenKind.NONE and not screen.device:
        yield 'screen.device: required with screen.kind = "framebuffer"'
    if screen.check_in_page and not _PAGE.fullmatch(screen.check_in_page):
        yield "screen.check_in_page: an address that begins with https:// and has no spaces"
    if not _SOUND_DEVICE.fullmatch(voice.device):
        yield "voice.device: letters, digits and :,=_.- only, for example plughw:1,0"
    if voice.enabled and not voice.folder:
        yield "voice.folder: required with voice.enabled"


def _policy(policy: Policy) -> Iterator[str]:
    for colour in policy.accepted_colours:
        if colour not in (Colour.GREEN, Colour.YELLOW):
            yield f"policy.accepted_colours: {colour} is never accepted"
    for name in policy.accepted_formats:
        if name not in CODE_FORMATS:
            yield f"policy.accepted_formats: {name!r} is not one of {', '.join(CODE_FORMATS)}"
    for rule in policy.foreign_rules:
        why = read_rule(rule)
        if isinstance(why, str):
            yield f"policy.foreign_rules: {rule!r}: {why}"
        elif why.format not in policy.accepted_formats:
            yield f"policy.foreign_rules: {rule!r}: {why.format} is not in policy.accepted_formats"
    if policy.normal_probability >= policy.fever_probability:
        yield "policy.normal_probability: must be below policy.fever_probability"


def _senses(thermometer: Thermometer, distance: Distance, room: Room) -> Iterator[str]:
    if thermometer.near_mm >= thermometer.far_mm:
        yield "thermometer.near_mm: must be below thermometer.far_mm"
    if distance.kind is not DistanceKind.NONE and distance.bus == thermometer.bus:
        yield "distance.bus: must not be the thermometer's; traffic on its bus disturbs a reading"
    if room.kind is RoomKind.TMP117 and room.bus == thermometer.bus:
        yield "room.bus: must not be the thermometer's; traffic on its bus disturbs a reading"
    if thermometer.sensor is ThermometerKind.MLX90632 and thermometer.address not in _MLX90632_ADDRESSES:
        yield "thermometer.address: an mlx90632 answers at 0x3a (58) or 0x3b (59)"


def _aim(aim: Aim, thermometer: Thermometer) -> Iterator[str]:
    if aim.kind is not AimKind.NONE and aim.bus == thermometer.bus:
        yield "aim.bus: must not be the thermometer's; traffic on its bus disturbs a reading"


def _pins(settings: Settings) -> Iterator[str]:
    taken: dict[int, str] = {}
    if settings.hardware.profile is Profile.RASPBERRY_PI:
        buses = {"thermometer.bus": settings.thermometer.bus}
        if settings.distance.kind is not DistanceKind.NONE:
            buses["distance.bus"] = settings.distance.bus
        if settings.room.kind is not RoomKind.THERMOMETER:
            buses["room.bus"] = settings.room.bus
        if settings.aim.kind is not AimKind.NONE:
            buses["aim.bus"] = settings.aim.bus
        for owner, bus in buses.items():
            taken |= dict.fromkeys(I2C_PINS.get(bus, ()), f"{owner} = {bus}")
    for name, pin in _fitted(settings.pins):
        if pin in taken:
            yield f"pins.{name}: GPIO {pin} is already {taken[pin]}'s"
        else:
            taken[pin] = f"pins.{name}"


def _fitted(pins: Pins) -> Iterator[tuple[str, int]]:
    for place in fields(pins):
        pin = getattr(pins, place.name)
        if isinstance(pin, int) and pin:
            yield place.name, pin


def _barrier(barrier: Barrier) -> Iterator[str]:
    if barrier.kind is BarrierKind.MAGNETIC_LOCK and barrier.power_loss is not PowerLoss.OPENS:
        yield 'barrier.power_loss: a magnetic lock lets go without power; it must be "opens"'


def _broker(settings: Settings) -> Iterator[str]:
    mqtt = settings.mqtt
    if not mqtt.host:
        yield "mqtt.host: must not be empty"
    if not mqtt.tls:
        if not is_this_machine(mqtt.host):
            yield f"mqtt.tls: required, because {mqtt.host or 'the broker'} is not this machine"
        return
    for name in ("ca_file", "certificate_file", "key_file"):
        if not getattr(mqtt, name):
            yield f"mqtt.{name}: required with mqtt.tls"

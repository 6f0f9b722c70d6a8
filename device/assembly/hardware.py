"""Names what differs between a gate on a Raspberry Pi and an emulated one, and opens the real thing.

Never decides which one it is: the settings do. Everything behind these seams is the same code on both.
"""

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from msgspec import Struct

from device.assembly.camera import camera_opener
from device.clock.system_clock import SystemClock
from device.gate.pin_factory import PinFactory
from device.journal.disk import Disk
from device.mqtt.transport import Transport
from device.scanner.camera import Camera
from device.settings import Settings
from device.work import Wakeable, Worker

if TYPE_CHECKING:
    from device.guidance.sentences import Language, Sentence
    from device.mqtt.paho_transport import PahoTransport
    from device.screen.display import Display
    from device.voice.speaker import Speaker
    from device.voice.wave_file import Sound


class Hardware(Struct, frozen=True, kw_only=True):
    """The edge of one gate. The chips on the I2C buses are reached through smbus2 on either kind."""

    model: str
    """For example `raspberry-pi` or `emulated`."""
    clock: SystemClock
    floor_file: Path
    pins: PinFactory
    open_camera: Callable[[], Camera]
    transport: Transport
    disk: Disk
    random_bytes: Callable[[int], bytes]
    random: Callable[[], float]
    workers: tuple[tuple[Worker, Wakeable], ...] = ()
    """What the hardware itself needs stepped, such as the connection to the broker, with the bell that makes it due;
    started first and closed last."""
    speaker: "Speaker | None" = None
    """In place of the loudspeaker the settings name."""
    load_prompt: "Callable[[Path, tuple[Language, ...], Sentence], Sound] | None" = None
    """In place of the recorded prompts."""
    display: "Display | None" = None
    """In place of the panel the settings name."""


def raspberry_pi(settings: Settings, *, transport: Transport, clock: SystemClock, floor_file: Path) -> Hardware:
    """Open the pins of this Pi; camera and chips are opened, and opened again, by their own workers.

    Raises:
        DeviceFault: there are no pins.
    """
    import os  # noqa: PLC0415 - what only the real gate needs is imported only there
    import random  # noqa: PLC0415

    from device.gate.pin_factory import open_lgpio  # noqa: PLC0415
    from device.journal.disk import RealDisk  # noqa: PLC0415

    return Hardware(
        model="raspberry-pi",
        clock=clock,
        floor_file=floor_file,
        pins=open_lgpio(),
        open_camera=camera_opener(settings.camera),
        transport=transport,
        disk=RealDisk(Path(settings.journal.directory)),
        random_bytes=os.urandom,
        random=random.SystemRandom().random,
    )


def broker(
    settings: Settings, clock: SystemClock, *, name: str = "broker", client_id: str | None = None
) -> "PahoTransport":
    """Prepare a connection to the broker the settings name; nothing is reached before it is opened.

    `client_id` left out: the gate's own, of which there may be one.

    Raises:
        SettingsError: another machine without TLS, or certificates that cannot be used.
    """
    import random  # noqa: PLC0415

    from device.mqtt.paho_transport import PahoTransport  # noqa: PLC0415 - paho is not wanted where it is emulated

    here = settings.mqtt
    if here.tls:
        from device.assembly.broker_tls import tls_context  # noqa: PLC0415 - only where the broker is another machine
    return PahoTransport(
        name=name,
        client_id=client_id or settings.venue.device,
        host=here.host,
        port=here.port,
        keepalive_seconds=here.keepalive_seconds,
        tls=tls_context(here) if here.tls else None,
        monotonic=clock.monotonic,
        random=random.SystemRandom().random,
    )

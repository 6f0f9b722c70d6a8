"""Looks at the chips, the camera, the decoder's library and the pins of a gate.

Never moves a pin and never writes to a chip that only measures; each driver is loaded only when it is looked at.
"""

import ctypes.util
import os
from collections.abc import Callable
from contextlib import closing, suppress
from datetime import datetime
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

from device.doctor.finding import Finding, Health
from device.errors import DeviceFault, MenshenError
from device.settings import Settings
from device.settings.sections import Aim, Barrier, Camera, Distance
from device.settings.words import AimKind, BarrierKind, CameraKind, DistanceKind, PowerLoss

if TYPE_CHECKING:
    from device.sensors.protocols import Identity

_REMEDIES = {
    "bus_missing": "switch the bus on in /boot/firmware/config.txt (docs/operations.md), and look at the settings",
    "cable": "look at plug, supply and pull-ups; then the address in the settings",
    "wrong_address": "another part answers there: look at the settings",
    "corrupt_frame": "shorten or shield the cable, lower the bus speed",
    "power_cycle": "take the part's supply away and give it back",
    "replace": "the part reports its own failure: replace it",
    "adapter_unable": "use one of the board's own buses",
    "gone": "look at the camera's cable, and switch the Pi off before touching it",
    "timeout": "switch the Pi off and on; if that does not help, change cable, then camera",
    "format": "look at camera.width and camera.height; update the Pi's camera software",
    "forbidden": "run the doctor as root, or join the group video",
    "gpiochip": "run on a Raspberry Pi, as root or in the group gpio",
}
_CAMERA_REMEDIES = {
    (CameraKind.FOLDER, "gone"): "look at camera.folder",
    (CameraKind.FILM, "gone"): "look at camera.film",
    (CameraKind.V4L2, "gone"): "look at the plug and at camera.device; `ls /dev/v4l/by-id` names what is plugged in",
    (CameraKind.V4L2, "timeout"): "pull the camera out and plug it in; use a port or hub with a supply of its own",
    (CameraKind.V4L2, "format"): "look at camera.width and camera.height",
}

_DEGRADED = {
    "unchecked_frames": "set thermometer.require_pec = true, on a bus that can check",
    "emissivity_altered": "somebody wrote to its EEPROM and its calibration is lost: replace the part",
    "consumer_part": "good to 1 C only: fit the medical part",
    "slow_measurements": "a verdict takes about 3 s: order it at 8 measurements a second, or set it so on the bench",
    "room_sensor_missing": "look at the room sensor's cable, room.bus and room.address",
    "offset_altered": "somebody wrote an offset into the room sensor: power it off and on, or replace it",
}


def look_at_bus(path: str) -> Finding:
    """Whether an I2C bus is there and may be used."""
    part = "I2C bus"
    if not Path(path).exists():
        return Finding(part=part, health=Health.WRONG, state=f"{path} is not there", remedy=_REMEDIES["bus_missing"])
    if not os.access(path, os.R_OK | os.W_OK):
        remedy = "run the doctor as root, or join the group i2c"
        return Finding(part=part, health=Health.WRONG, state=f"{path} may not be used by this user", remedy=remedy)
    return Finding(part=part, health=Health.OK, state=f"{path} is there")


def look_at_thermometer(settings: Settings) -> Finding:
    """Whether the part named in the settings answers, and what it is; the room's sensor beside it too."""

    def identify() -> str:
        found.append(_identity(settings))
        return ", ".join((found[0].text, *found[0].degraded))

    found: list[Identity] = []
    finding = _probed("thermometer", identify)
    if not found or not found[0].degraded:
        return finding
    remedy = "; ".join(_DEGRADED.get(word, word) for word in found[0].degraded)
    return Finding(part=finding.part, health=Health.DEGRADED, state=finding.state, remedy=remedy)


def _identity(settings: Settings) -> "Identity":
    from device.assembly.sensors import assemble_thermometer  # noqa: PLC0415 - a driver is loaded only when looked at

    with closing(assemble_thermometer(settings)) as chip:
        return chip.identify()


def look_at_commissioning(settings: Settings, now: datetime) -> Finding:
    """Whether the thermometer's calibration is on record, signed, of these settings and this part, and not too old."""
    from device.assembly.sensors import commissioning_state  # noqa: PLC0415

    part = "calibration"
    remedy = "menshen thermometer calibrate --reference C --record FILE --sign-with PEM"
    if not settings.thermometer.commissioning:
        return Finding(part=part, health=Health.DEGRADED, state="no commissioning record", remedy=remedy)
    part_fitted = ""
    with suppress(MenshenError):  # a part that does not answer has a line of its own
        part_fitted = _identity(settings).text
    try:
        _, faults = commissioning_state(settings, now, part_fitted)
    except MenshenError as error:
        return Finding(part=part, health=Health.WRONG, state=str(error), remedy=remedy)
    if faults:
        return Finding(part=part, health=Health.WRONG, state="; ".join(faults), remedy=remedy)
    return Finding(part=part, health=Health.OK, state="on record, signed, of these settings and this part")


def look_at_distance(settings: Distance) -> Finding:
    """Whether the distance sensor answers, where one is fitted."""
    if settings.kind is DistanceKind.NONE:
        return Finding(part="distance", health=Health.ABSENT, state="not fitted; warmth tells of presence")

    def identify() -> str:
        from device.sensors.vl53l1x import Vl53l1x  # noqa: PLC0415 - a driver is loaded only when it is looked at

        with closing(Vl53l1x(bus=settings.bus, address=settings.address)) as chip:
            return chip.start().text

    return _probed("distance", identify)


def look_at_aim(settings: Aim) -> Finding:
    """Whether the thermal array answers and its calibration is sound, where one is fitted."""
    if settings.kind is AimKind.NONE:
        return Finding(part="aim", health=Health.ABSENT, state="not fitted; nobody is told of a cap or of the mark")

    def identify() -> str:
        from device.sensors.mlx90640 import Mlx90640  # noqa: PLC0415 - a driver is loaded only when it is looked at

        with closing(Mlx90640(bus=settings.bus, address=settings.address)) as chip:
            return chip.identify().text

    return _probed("aim", identify)


def look_at_camera(settings: Camera, devices: Path = Path("/dev")) -> Finding:
    """Whether a frame comes from where the settings say, and whether anything is to be seen in it."""
    if settings.kind is CameraKind.EMULATED:
        return Finding(part="camera", health=Health.OK, state="emulated (camera.kind)")
    if settings.kind is CameraKind.PICAMERA2:
        if find_spec("picamera2") is None or find_spec("libcamera") is None:
            return Finding(
                part="camera",
                health=Health.WRONG,
                state="picamera2 or libcamera is not installed",
                remedy="apt install python3-picamera2, in an environment made with --system-site-packages",
            )
        if not list(devices.glob("media*")):
            remedy = _REMEDIES["gone"]
            return Finding(part="camera", health=Health.WRONG, state="the kernel sees no camera", remedy=remedy)
    if settings.kind in (CameraKind.V4L2, CameraKind.FILM) and find_spec("av") is None:
        return Finding(
            part="camera",
            health=Health.WRONG,
            state="PyAV is not installed",
            remedy="pip install 'menshen[video]' into the gate's environment",
        )
    from device.scanner.camera import CameraBusy  # noqa: PLC0415 - a driver is loaded only when it is looked at
    from device.scanner.watch import DARK_LEVEL  # noqa: PLC0415

    try:
        rows, columns, brightness = _one_frame(settings)
    except CameraBusy as error:
        return Finding(part="camera", health=Health.OK, state=f"{error}: rightly so while the gate runs")
    except MenshenError as error:
        detail = getattr(error, "detail", "gone")
        remedy = _CAMERA_REMEDIES.get((settings.kind, detail)) or _REMEDIES[detail]
        return Finding(part="camera", health=Health.WRONG, state=str(error), remedy=remedy)
    state = f"a frame of {columns} x {rows} from {settings.kind.value}, mean brightness {brightness:.0f} of 255"
    if brightness < DARK_LEVEL:
        remedy = "take the cover off the lens, or light the place"
        return Finding(part="camera", health=Health.DEGRADED, state=f"{state}: nothing is to be seen", remedy=remedy)
    return Finding(part="camera", health=Health.OK, state=state)


def _one_frame(settings: Camera) -> tuple[int, int, float]:
    """Take one frame and give the camera back; give rows, columns and mean luma."""
    from device.assembly.camera import camera_opener  # noqa: PLC0415

    camera = camera_opener(settings)()
    try:
        luma = camera.capture().luma
        return luma.shape[0], luma.shape[1], float(luma.mean())
    finally:
        with suppress(DeviceFault):  # what matters has been seen
            camera.close()


def look_at_decoders() -> Finding:
    """Whether the libraries that read codes load."""
    if ctypes.util.find_library("zbar") is None:
        return Finding(
            part="zbar",
            health=Health.WRONG,
            state="the zbar library is not installed",
            remedy="apt install libzbar0 (libzbar0t64 on Debian 13)",
        )
    return Finding(part="zbar", health=Health.OK, state="the zbar library is installed")


def look_at_pins() -> Finding:
    """Which pin factory opens here; no pin is touched."""

    def describe() -> str:
        from device.gate.pin_factory import open_lgpio  # noqa: PLC0415 - gpiozero costs 90 ms

        with closing(open_lgpio()) as factory:
            return factory.description

    return _probed("pins", describe)


def look_at_power_loss(barrier: Barrier, keeps_outputs: Callable[[], bool | None]) -> Finding:
    """What the barrier does without power, as the installer stated, and after a crash of the program."""
    loss = "opens" if barrier.power_loss is PowerLoss.OPENS else "stays closed"
    state = f"without power the barrier {loss} (barrier.power_loss, stated by the installer)"
    if keeps_outputs() and barrier.kind is not BarrierKind.PULSE:
        return Finding(
            part="power loss",
            health=Health.DEGRADED,
            state=f"{state}; this kernel keeps an output after a crash until the gate is back",
            remedy="add dtparam=strict_gpiod to /boot/firmware/config.txt",
        )
    return Finding(part="power loss", health=Health.OK, state=state)


def _probed(part: str, probe: Callable[[], str]) -> Finding:
    try:
        return Finding(part=part, health=Health.OK, state=probe())
    except MenshenError as error:
        remedy = _REMEDIES.get(getattr(error, "detail", ""), "")
        return Finding(part=part, health=Health.WRONG, state=str(error), remedy=remedy)
    except ImportError as error:
        remedy = "install the gate anew (scripts/install)"
        return Finding(part=part, health=Health.WRONG, state=f"its driver does not load: {error}", remedy=remedy)

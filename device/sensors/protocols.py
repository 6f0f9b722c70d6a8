"""Defines what the sensor worker expects of a thermometer and of a distance sensor.

Never names a chip. Every method may block for one bus transfer and raises only
`DeviceFault` (see `device.sensors.faults`).
"""

from typing import Protocol

from msgspec import Struct


class RawSample(Struct, frozen=True, kw_only=True):
    """What a thermometer says, before any correction."""

    object_celsius: float
    ambient_celsius: float
    """The chip's own temperature."""
    room_celsius: float | None = None
    """From a sensor of its own; None: there is none, or it does not work."""
    degraded: tuple[str, ...] | None = None
    """What the thermometer works without by now, as in `Identity`; None: as it said when it was opened."""


class Identity(Struct, frozen=True, kw_only=True):
    """What a sensor says about itself."""

    text: str
    """For the log and `menshen doctor`: part, address, serial number."""
    degraded: tuple[str, ...] = ()
    """What it works without, as machine words (`unchecked_frames`, `emissivity_altered`)."""


class DistanceSample(Struct, frozen=True, kw_only=True):
    """One finished ranging."""

    millimetres: int | None
    """None: nothing within the sensor's range."""


class Thermometer(Protocol):
    """A contactless thermometer."""

    @property
    def name(self) -> str:
        """Part and variant, for example `mlx90614-dci`."""

    @property
    def settling_seconds(self) -> float:
        """How long after a change a reading tells the new temperature; also the least time between two readings."""

    def identify(self) -> Identity:
        """Open the bus if it is closed, and make sure that the right part answers.

        Raises:
            DeviceFault: it does not; call `close` and try again later.
        """

    def read(self) -> RawSample:
        """Read once.

        Raises:
            DeviceFault: this reading is void; nothing else has changed.
        """

    def close(self) -> None:
        """Give the bus back; harmless when it is closed."""


class DistanceSensor(Protocol):
    """A sensor that tells how far away somebody stands."""

    @property
    def name(self) -> str:
        """Part, for example `vl53l1x`."""

    @property
    def is_fitted(self) -> bool:
        """Whether there is one; without, presence is told from warmth."""

    def start(self) -> Identity:
        """Open the bus if it is closed, make sure that the right part answers, and let it range from now on.

        Raises:
            DeviceFault: it does not; call `close` and try again later.
        """

    def read(self) -> DistanceSample | None:
        """Give the newest ranging; None: none has finished since the last one.

        Raises:
            DeviceFault: this reading is void.
        """

    def close(self) -> None:
        """Give the bus back; harmless when it is closed."""

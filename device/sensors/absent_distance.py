"""Takes the place of a distance sensor where none is fitted: presence is then told from warmth alone.

Never touches a bus and never fails.
"""

from device.sensors.protocols import DistanceSample, Identity


class AbsentDistance:
    """No sensor (`device.sensors.protocols.DistanceSensor`)."""

    @property
    def name(self) -> str:
        """None is fitted."""
        return "none"

    @property
    def is_fitted(self) -> bool:
        """There is none."""
        return False

    def start(self) -> Identity:
        """There is nothing to start."""
        return Identity(text="no distance sensor")

    def read(self) -> DistanceSample | None:
        """There is never anything new."""
        return None

    def close(self) -> None:
        """There is nothing to give back."""

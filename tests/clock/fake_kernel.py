"""A kernel whose clocks are moved by hand."""

from dataclasses import dataclass
from datetime import UTC, datetime

NOW = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)


@dataclass(slots=True)
class FakeKernel:
    """A kernel with one knob for each way its time goes wrong."""

    wall: float = NOW.timestamp()
    uptime: float = 1000.0
    synchronised: bool = False
    boot: str = "boot-1"
    real_time_clock: int | None = None

    def monotonic_seconds(self) -> float:
        return self.uptime

    def boot_seconds(self) -> float:
        return self.uptime

    def wall_seconds(self) -> float:
        return self.wall

    def is_synchronised(self) -> bool:
        return self.synchronised

    def boot_id(self) -> str:
        return self.boot

    def real_time_clock_seconds(self) -> int | None:
        return self.real_time_clock

    def pass_time(self, seconds: float) -> None:
        self.uptime += seconds
        self.wall += seconds

"""Prints a measured figure beside its goal and the machine it was measured on, the same way for every measurement."""

import os
import platform
from collections.abc import Sequence
from pathlib import Path


def percentile(values: Sequence[float], share: float) -> float:
    """Give the value below which so large a share of them lies."""
    return sorted(values)[min(len(values) - 1, int(len(values) * share))]


def show_machine() -> None:
    """Print what the figures hold for."""
    model = next(
        (line.partition(":")[2].strip() for line in _lines("/proc/cpuinfo") if line.startswith("model name")),
        platform.machine(),
    )
    load = " ".join(f"{value:.2f}" for value in os.getloadavg())
    print(f"{os.cpu_count()} cores, {model}; {platform.system()} {platform.release()}", end="; ")
    print(f"Python {platform.python_version()}; load {load}")


def show_figure(name: str, value: float, unit: str, *, goal: float) -> bool:
    """Print the figure and whether it is at most the goal; claim that it is."""
    is_met = value <= goal
    print(f"{name}: {value:.3g} {unit}, goal {goal:.3g} {unit}: {'met' if is_met else 'MISSED'}")
    return is_met


def _lines(path: str) -> list[str]:
    try:
        return Path(path).read_text(encoding="utf-8").splitlines()
    except OSError:
        return []

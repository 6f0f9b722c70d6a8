"""Shows a thermometer's readings as they come, each step of the correction, and a plot of them on a terminal.

Never runs beside the daemon on the same bus, never writes to the chip, and decides nothing. Where the output is no
terminal it is one line a sample; the plot then stays out of the file.
"""

import itertools
import json
import math
import sys
from collections.abc import Callable, Iterator
from typing import Final

import msgspec

from device.commands.thermometer_plot import plot_lines
from device.sensors.corrections import Corrected, Plateau, correct
from device.sensors.installation import Installation
from device.sensors.protocols import RawSample, Thermometer

SAMPLES_WITHOUT_TERMINAL: Final = 5
_KEPT_MOST: Final = 400
Values = dict[str, float | str]


def read_live(
    chip: Thermometer,
    installation: Installation,
    *,
    sleep: Callable[[float], None],
    count: int | None,
    distance_mm: int | None,
    as_json: bool,
) -> int:
    """Read `count` samples (None: on a terminal until interrupted, else five); 1 where one could not be corrected."""
    on_terminal = sys.stdout.isatty() and not as_json
    if count is None and not on_terminal:
        count = SAMPLES_WITHOUT_TERMINAL
    is_whole = True
    try:
        print(chip.identify().text, file=sys.stderr)
        shown = _shown(_samples(chip, count, sleep), installation, distance_mm)
        for values in _plotted(shown) if on_terminal else _printed(shown, as_json=as_json):
            is_whole = is_whole and "reason" not in values
    except KeyboardInterrupt:
        pass  # the usual end of a look at a terminal
    finally:
        chip.close()
    return 0 if is_whole else 1


def _samples(chip: Thermometer, count: int | None, sleep: Callable[[float], None]) -> Iterator[RawSample]:
    for _ in range(count) if count is not None else itertools.count():
        sleep(chip.settling_seconds)
        yield chip.read()


def _shown(samples: Iterator[RawSample], installation: Installation, distance_mm: int | None) -> Iterator[Values]:
    for sample in samples:
        plateau = Plateau(
            raw_celsius=sample.object_celsius,
            ambient_celsius=sample.ambient_celsius,
            samples=1,
            distance_mm=distance_mm,
            room_celsius=sample.room_celsius,
        )
        found = correct(plateau, installation)
        if isinstance(found, Corrected):
            yield {name: round(value, 3) for name, value in msgspec.structs.asdict(found).items()}
        else:
            yield {**msgspec.structs.asdict(sample), "reason": found.value}


def _printed(shown: Iterator[Values], *, as_json: bool) -> Iterator[Values]:
    for values in shown:
        text = json.dumps(values) if as_json else "  ".join(f"{name} {value}" for name, value in values.items())
        print(text, flush=True)
        yield values


def _plotted(shown: Iterator[Values]) -> Iterator[Values]:
    from rich.console import Console, Group  # noqa: PLC0415 - slow to load, and only wanted on a terminal
    from rich.live import Live  # noqa: PLC0415
    from rich.text import Text  # noqa: PLC0415

    console = Console(highlight=False)
    surface: list[float] = []
    with Live(console=console, auto_refresh=False) as live:
        for values in shown:
            surface = [*surface[-_KEPT_MOST:], _number(values, "surface_celsius")]
            steps = "  ".join(f"{name} {value}" for name, value in values.items())
            plot = "\n".join(plot_lines(surface, console.width - 1))
            live.update(Group(Text(steps), Text("surface, C"), Text(plot, no_wrap=True)), refresh=True)
            yield values


def _number(values: Values, name: str) -> float:
    value = values.get(name)
    return value if isinstance(value, float) else math.nan

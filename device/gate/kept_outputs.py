"""Tells whether the kernel keeps an output's level after its process has gone.

Raspberry Pi's kernels do so unless told otherwise: after a crash an energised relay stays energised until somebody
claims its pin again. Never changes that itself; `dtparam=strict_gpiod` in config.txt does.

Raspberry Pi documentation, "GPIO and the 40-pin header", libgpiod; Linux `pinctrl-bcm2835`, `persist_gpio_outputs`.
"""

from pathlib import Path
from typing import Final

_PARAMETERS: Final = (
    "pinctrl_rp1/parameters/persist_gpio_outputs",
    "pinctrl_bcm2835/parameters/persist_gpio_outputs",
)


def kernel_keeps_outputs(modules: Path = Path("/sys/module")) -> bool | None:
    """Whether a released output keeps its level; None where the kernel does not say."""
    for parameter in _PARAMETERS:
        place = modules / parameter
        if place.is_file():
            return place.read_text(encoding="ascii").strip() in ("Y", "1")
    return None

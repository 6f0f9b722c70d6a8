"""Says what is wired to which GPIO, and which contacts open when something happens.

Never drives a pin: a plan is a value, made from the settings on the gate and by the emulation in a scenario. GPIO 2 to
5 carry the two I2C buses.
"""

from typing import Final

from msgspec import Struct

INPUT_NAMES: Final = (
    "exit",
    "fire",
    "door",
    "passage_in",
    "passage_out",
    "beam",
    "tamper",
    "key_admit",
    "key_reset",
    "companion",
)
OUTPUT_NAMES: Final = ("barrier", "green", "amber", "red", "buzzer", "desk_lamp", "desk_buzzer")


class PinPlan(Struct, frozen=True, kw_only=True):
    """BCM numbers; 0 means not fitted. Every input switches to ground, every output is high for on."""

    barrier: int = 17
    green: int = 22
    amber: int = 27
    red: int = 23
    buzzer: int = 18
    desk_lamp: int = 24
    desk_buzzer: int = 25
    exit: int = 8
    fire: int = 6
    door: int = 12
    passage_in: int = 13
    passage_out: int = 16
    beam: int = 19
    tamper: int = 20
    key_admit: int = 21
    key_reset: int = 26
    companion: int = 7
    opening_contacts: tuple[str, ...] = ("fire", "door", "beam", "tamper")
    """Inputs whose contact opens (and not closes) when something happens: a cut wire says so too."""

    def opens(self, name: str) -> bool:
        """Whether input `name` speaks by opening its contact; the fire loop always does, whatever the plan says."""
        return name == "fire" or name in self.opening_contacts

    def pin(self, name: str) -> int:
        """BCM number of `name`, 0 where not fitted."""
        if name not in INPUT_NAMES + OUTPUT_NAMES:
            raise KeyError(name)
        number: int = getattr(self, name)
        return number

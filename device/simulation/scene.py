"""Holds what is really before the gate: the room, and a person or a thing with all that no sensor may see directly.

Never read by the firmware; only the emulated chips look at it. Whoever plays a scenario shows one frozen scene after
the other, from any thread; a chip that filters over time asks what was there a moment ago.
"""

from dataclasses import dataclass, replace

from device.clock.protocol import Clock

KEPT_SECONDS = 6.0
"""How far back a chip may look; no emulated filter remembers longer."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Body:
    """A person (`core_celsius`) or a thing (`surface_celsius`) before the gate; exactly one of the two is set."""

    distance_mm: float
    """From the sensors to the forehead."""
    core_celsius: float | None = None
    surface_celsius: float | None = None
    skin_offset_celsius: float = 0.0
    """How much warmer this forehead is than the core and the room let expect; negative after a walk in the cold."""
    emissivity: float = 0.98
    radius_mm: float = 35.0
    """The bare forehead as a disc."""
    spot_offset_mm: float = 0.0
    """How far beside the forehead's middle the thermometer looks, sideways."""
    below_mm: float = 0.0
    """How far below the thermometer's axis the forehead is: a child, a wheelchair; negative: somebody tall."""
    wears_cap: bool = False
    """Down to the eyebrows: the thermometer sees cloth."""
    sway_mm: float = 2.0
    """Amplitude of the natural sway to the side; a person who cannot stand still has 20 and more."""
    sway_hertz: float = 0.4

    def __post_init__(self) -> None:
        if (self.core_celsius is None) == (self.surface_celsius is None):
            raise ValueError("a body is either a person with a core_celsius or a thing with a surface_celsius")


@dataclass(frozen=True, slots=True, kw_only=True)
class Scene:
    """The world before the gate at one moment."""

    ambient_celsius: float = 24.0
    reflected_celsius: float | None = None
    """What the forehead mirrors; left out: as warm as the room."""
    background_celsius: float | None = None
    """What the thermometer sees beside or without a forehead; left out: as warm as the room."""
    body: Body | None = None
    companion: Body | None = None
    """Somebody beside the one the distance sensor sees; only a thermal array sees both."""

    @property
    def mirrored_celsius(self) -> float:
        """Temperature of what the forehead mirrors."""
        return self.ambient_celsius if self.reflected_celsius is None else self.reflected_celsius

    @property
    def behind_celsius(self) -> float:
        """Temperature of what is around and behind the forehead."""
        return self.ambient_celsius if self.background_celsius is None else self.background_celsius


class Stage:
    """Shows one scene at a time and remembers the last seconds."""

    def __init__(self, clock: Clock, scene: Scene | None = None) -> None:
        self._clock = clock
        self._history: tuple[tuple[float, Scene], ...] = ((clock.monotonic(), scene or Scene()),)

    @property
    def scene(self) -> Scene:
        """What is shown now."""
        return self._history[-1][1]

    def show(self, scene: Scene) -> None:
        """Show `scene` from now on."""
        now = self._clock.monotonic()
        history = self._history
        first = 0
        while first + 1 < len(history) and history[first + 1][0] <= now - KEPT_SECONDS:
            first += 1
        # One assignment of a whole new tuple: a chip stepped by another thread sees the old or the new history.
        self._history = (*history[first:], (now, scene))

    def place(self, body: Body | None) -> None:
        """Put `body` before the gate, or nobody; the room stays as it is."""
        self.show(replace(self.scene, body=body))

    def place_beside(self, companion: Body | None) -> None:
        """Put somebody beside whoever stands there, or nobody."""
        self.show(replace(self.scene, companion=companion))

    def at(self, monotonic: float) -> Scene:
        """What was shown at `monotonic`; before memory begins, the oldest scene remembered."""
        history = self._history
        for began, scene in reversed(history):
            if began <= monotonic:
                return scene
        return history[0][1]

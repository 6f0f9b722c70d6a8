"""What the edges tell the core about a person: a reading and a code, as values without names or texts."""

from msgspec import Struct

from device.vocabulary import Assurance, ClockQuality, Colour, Kind, Reason


class Reading(Struct, frozen=True, kw_only=True):
    """One steady measurement, every step of its correction kept."""

    core_celsius: float
    """Estimated core temperature, the number that is compared with the threshold."""
    surface_celsius: float
    """Forehead after supply, emissivity and spot corrections."""
    raw_celsius: float
    """What the chip said (plateau median)."""
    ambient_celsius: float
    uncertainty_celsius: float
    """Standard uncertainty (one sigma) of `core_celsius`."""
    samples: int
    sensor: str
    """For example `mlx90614-dci`."""
    algorithm: str
    """Version of the correction and plateau rules."""
    distance_mm: int | None = None


class CodeFacts(Struct, frozen=True, kw_only=True):
    """A verified (or refused) health code, stripped of everything that names a person."""

    ref: str
    """Handle under which the performer finds masked name, phone and sealed holder for the entry."""
    format: str
    colour: Colour
    kind: Kind
    assurance: Assurance
    reasons: tuple[Reason, ...]
    """Why the colour is what it is; for a sound code empty."""
    holder: str | None
    """Keyed tag of the holder, equal for the same person within this run; never the holder id."""
    guardian: str | None
    """Keyed tag of the guardian, comparable with `holder`."""
    tag: str
    """Keyed tag of the code itself (survives restarts): single use of tickets, debounce."""
    issued_at: int | None
    """Seconds since the epoch."""
    expires_at: int | None
    trust_age_seconds: int | None
    clock: ClockQuality
    """Quality of the clock the code was judged by."""
    has_declaration: bool = False
    standing_age_seconds: int | None = None
    """Age of the oldest list of withdrawn codes or changed colours it was judged by; None where there is none."""

"""One sound reading and one green code, for tests that need some; what matters to a test it changes by `replace`."""

from device.checkpoint.facts import CodeFacts, Reading
from device.vocabulary import Assurance, ClockQuality, Colour, Kind

READING = Reading(
    core_celsius=36.6,
    surface_celsius=34.5,
    raw_celsius=34.2,
    ambient_celsius=24.0,
    uncertainty_celsius=0.15,
    samples=5,
    sensor="mlx90614-dci",
    algorithm="1",
)
GREEN = CodeFacts(
    ref="person-1",
    format="phc1",
    colour=Colour.GREEN,
    kind=Kind.LIVE,
    assurance=Assurance.SIGNED_OFFLINE,
    reasons=(),
    holder="h",
    guardian=None,
    tag="t",
    issued_at=1,
    expires_at=2,
    trust_age_seconds=3,
    clock=ClockQuality.SYNCHRONISED,
)

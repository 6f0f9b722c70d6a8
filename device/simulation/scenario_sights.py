"""Holds everything a scenario can expect to see, one dataclass a sight, as one closed union.

Never looks itself: `device.simulation.verdict` compares a sight with what the play has shown.
"""

from dataclasses import dataclass
from typing import Annotated, Final

from device.simulation.scenario_fields import About
from device.simulation.scenario_words import BarrierMove, Light
from device.vocabulary import AlertKind, AlertState, EntryClass, Severity, Signal, State


@dataclass(frozen=True, slots=True, kw_only=True)
class SignalShown:
    """The gate tells the person something, by light, sound, screen and voice together."""

    signal: Annotated[Signal, About(meaning="what it tells")]


@dataclass(frozen=True, slots=True, kw_only=True)
class LightLit:
    """A lamp is lit, steadily or blinking; `dark` is all of the lane's lamps out, `desk` calls for help."""

    light: Annotated[Light, About(meaning="which")]


@dataclass(frozen=True, slots=True, kw_only=True)
class SoundHeard:
    """The lane's buzzer sounds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class BarrierMoved:
    """The barrier is asked to open, or the request ends."""

    move: Annotated[BarrierMove, About(meaning="which way")]


@dataclass(frozen=True, slots=True, kw_only=True)
class EntryWritten:
    """An entry of the journal, durable."""

    entry: Annotated[EntryClass, About(meaning="its class")]
    where: Annotated[dict[str, object], About(meaning="what its header and body must say; see below")]


@dataclass(frozen=True, slots=True, kw_only=True)
class AlertRaised:
    """An alert entry of the journal, durable."""

    kind: Annotated[AlertKind, About(meaning="what it is about")]
    severity: Annotated[Severity | None, About(meaning="left out: any")] = None
    state: Annotated[AlertState, About(meaning="whether it begins or ends")] = AlertState.RAISED


@dataclass(frozen=True, slots=True, kw_only=True)
class StateHeld:
    """The gate is in a state."""

    state: Annotated[State, About(meaning="which")]


@dataclass(frozen=True, slots=True, kw_only=True)
class StatusPublished:
    """The gate's public status, as last published, says this."""

    state: Annotated[str, About(meaning="its state: starting, warming_up, ready, ...; empty: any", most=20)] = ""
    degraded: Annotated[str, About(meaning="a reason among those it is degraded by; empty: any", most=60)] = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class CasesOpen:
    """This many cases are open at the end of the window."""

    open: Annotated[int, About(meaning="how many", least=0, most=16)]


@dataclass(frozen=True, slots=True, kw_only=True)
class NothingLost:
    """At the end of the window the record keeper holds each entry of the journal exactly once, and the chain proves."""


Sight = (
    SignalShown
    | LightLit
    | SoundHeard
    | BarrierMoved
    | EntryWritten
    | AlertRaised
    | StateHeld
    | StatusPublished
    | CasesOpen
    | NothingLost
)

SIGHTS: Final[dict[str, type[Sight]]] = {
    "signal": SignalShown,
    "light": LightLit,
    "sound": SoundHeard,
    "barrier": BarrierMoved,
    "entry": EntryWritten,
    "alert": AlertRaised,
    "state": StateHeld,
    "status": StatusPublished,
    "cases": CasesOpen,
    "nothing_lost": NothingLost,
}
"""How a scenario file writes each sight after `see =`."""

"""Finds what is wrong between the tables of a scenario: strangers, impossible moments, settings that are not there.

Never changes a scenario and never stops at the first fault.
"""

from collections.abc import Sequence
from typing import Final

from device.settings.document import SECTIONS
from device.settings.entry import entries
from device.settings.nearest import did_you_mean
from device.settings.values import Wrong, read_value
from device.simulation.deeds_at_the_lane import (
    Arrive,
    BringToTheMark,
    HoldUp,
    Leave,
    Move,
    Replace,
    SkinChanges,
    StandBeside,
    StepAside,
    TakeCapOff,
)
from device.simulation.deeds_from_afar import ChangeColour, WithdrawCodes
from device.simulation.scenario import Expectation, Step
from device.simulation.scenario_deeds import Deed
from device.simulation.scenario_entry_fields import check_where
from device.simulation.scenario_people import Flaw, Person
from device.simulation.scenario_sights import EntryWritten
from device.vocabulary import Colour, Kind

_PLAYERS_OWN: Final = ("hardware", "keys", "trust", "mqtt", "pins", "log")
"""Sections that the player fills in: a scenario plays on emulated parts, with keys made for it alone."""
_HELD_KINDS: Final = (Kind.LIVE, Kind.PAPER, Kind.FAMILY, Kind.TICKET)

_SIGNED_COLOURS: Final = (Colour.GREEN, Colour.YELLOW, Colour.RED)


def check_settings(settings: object, faults: list[str]) -> None:
    """Judge the overrides as the settings file itself would be judged."""
    if not isinstance(settings, dict):
        faults.append("settings: is not a table of sections")
        return
    sections = [name for name in SECTIONS if name not in _PLAYERS_OWN]
    for name, section in settings.items():
        if name not in sections:
            owned = " (the player fills it in)" if name in _PLAYERS_OWN else did_you_mean(name, sections)
            faults.append(f"settings.{str(name)[:60]}: there is no such section here{owned}")
        elif not isinstance(section, dict):
            faults.append(f"settings.{name}: is not a section")
        else:
            known = entries(SECTIONS[name])
            for key, given in section.items():
                if key not in known:
                    faults.append(
                        f"settings.{name}.{key[:60]}: there is no such setting{did_you_mean(key, list(known))}"
                    )
                elif isinstance(value := read_value(given, known[key]), Wrong):
                    faults.append(f"settings.{name}.{key}: {value.fault}")


def check_people(people: Sequence[Person], faults: list[str]) -> None:
    """Find doubles, guardians who are nobody, and codes that cannot be made."""
    ids = [person.id for person in people]
    faults.extend(
        f"[[people]]: {twice} stands there twice" for twice in sorted({one for one in ids if ids.count(one) > 1})
    )
    for person in people:
        code, place = person.code, f"[[people]] {person.id}: code"
        if code is None:
            continue
        if code.kind not in _HELD_KINDS:
            faults.append(f"{place}.kind: {code.kind} cannot be made here, only {', '.join(_HELD_KINDS)}")
        if code.colour not in _SIGNED_COLOURS:
            faults.append(f"{place}.colour: nobody signs {code.colour}, only {', '.join(_SIGNED_COLOURS)}")
        if code.guardian and code.guardian not in ids:
            faults.append(f"{place}.guardian: nobody is called {code.guardian}{did_you_mean(code.guardian, ids)}")
        if bool(code.guardian) != (code.kind is Kind.FAMILY):
            faults.append(f"{place}: kind family needs a guardian, and no other kind has one")
        if code.flaw is Flaw.OTHER_CHECKPOINT and code.kind is not Kind.TICKET:
            faults.append(f"{place}.flaw: only a ticket belongs to a checkpoint")


def check_steps(steps: Sequence[Step], people: Sequence[Person], ends: float, faults: list[str]) -> None:
    """Follow the lane through the steps: nobody leaves who never came, nobody shows a code they do not have."""
    lane: str | None = None
    latest = 0.0
    for number, step in enumerate(steps, start=1):
        place = f"[[at]] number {number} (second {step.second:g})"
        if step.second < latest:
            faults.append(f"{place}: comes after second {latest:g} in the file; write the steps in the order of time")
        latest = max(latest, step.second)
        if step.second > ends:
            faults.append(f"{place}: the play ends at second {ends:g}")
        faults.extend(f"{place}: {fault}" for fault in _strangers(step.deed, people))
        lane = _follow(step.deed, lane, place, faults)


def check_expectations(expectations: Sequence[Expectation], ends: float, faults: list[str]) -> None:
    """Find windows that are no windows and entries that cannot be."""
    for number, expectation in enumerate(expectations, start=1):
        place = f"[[expect]] number {number}"
        if expectation.after > expectation.before:
            faults.append(f"{place}: after {expectation.after:g} comes later than before {expectation.before:g}")
        if expectation.before > ends:
            faults.append(f"{place}: before {expectation.before:g} lies after the play's end at second {ends:g}")
        if isinstance(expectation.sight, EntryWritten):
            check_where(expectation.sight.entry, expectation.sight.where, place, faults)


def _follow(deed: Deed, lane: str | None, place: str, faults: list[str]) -> str | None:
    match deed:
        case Arrive():
            if lane is not None:
                faults.append(f"{place}: {lane} still stands there; let them leave first, or write replace")
            return deed.person
        case Replace():
            if lane is None:
                faults.append(f"{place}: nobody stands there to be replaced; write arrive")
            return deed.person
        case Move() | SkinChanges() | TakeCapOff() | BringToTheMark() | StandBeside():
            if lane is None:
                faults.append(f"{place}: nobody stands there to do that")
        case Leave() | StepAside():
            if lane is None:
                faults.append(f"{place}: nobody stands there to leave")
            return None
        case _:
            pass
    return lane


def _strangers(deed: Deed, people: Sequence[Person]) -> list[str]:
    ids = [person.id for person in people]
    if isinstance(deed, Arrive | Replace | StandBeside) and deed.person not in ids:
        return [f"nobody is called {deed.person}{did_you_mean(deed.person, ids)}"]
    if isinstance(deed, ChangeColour | WithdrawCodes) and deed.holder not in ids:
        return [f"nobody is called {deed.holder}{did_you_mean(deed.holder, ids)}"]
    if not isinstance(deed, HoldUp):
        return []
    held = [deed.code_of, deed.badge_of, deed.sheet, deed.text, deed.image]
    if sum(map(bool, held)) != 1:
        return ["hold_up takes exactly one of code_of, badge_of, sheet, text, image"]
    if deed.code_of and deed.code_of not in ids:
        return [f"nobody is called {deed.code_of}{did_you_mean(deed.code_of, ids)}"]
    if deed.code_of and next(person.code for person in people if person.id == deed.code_of) is None:
        return [f"{deed.code_of} has no code"]
    return []

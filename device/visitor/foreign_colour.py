"""Gives a sound foreign certificate the colour that the venue's own rules have for it; without a rule it has none.

Never gives red, never colours a certificate against which anything speaks, and never makes a date up: one that is not
exact to the day counts from the earliest day it may mean.
Codes of COVID-19, which these certificates were made for: SNOMED CT 840539006, ICD-11 RA01 and RA01.0.
"""

from datetime import UTC, date, datetime
from typing import Final

from msgspec.structs import replace

from device.foreign_rule import VACCINATION, ForeignRule
from device.health_code.foreign_summary import ForeignSummary, Subject
from device.health_code.verdict import HealthCode
from device.vocabulary import Assurance, Colour, Kind

_AHEAD_MOST_DAYS: Final = 1
"""What happened this morning in the east may lie in tomorrow by UTC."""
_DISEASES: Final = frozenset({"840539006", "RA01", "RA01.0"})
_MONTH_CHARACTERS: Final = len("2026-11")


def coloured(code: HealthCode, rules: tuple[ForeignRule, ...], now: int) -> HealthCode:
    """Give `code` with the colour of the first rule that it fulfils at second `now`, else as it is."""
    held = code.certificate
    is_sound = code.colour is Colour.UNKNOWN and not code.reasons and code.assurance is Assurance.SIGNED_OFFLINE
    if not rules or held is None or code.kind is not Kind.FOREIGN or not is_sound:
        return code
    today = datetime.fromtimestamp(now, UTC).date()
    for rule in rules:
        if rule.format == code.format and rule.event == held.subject and _fulfils(held, rule, today):
            return replace(code, colour=rule.colour)
    return code


def _fulfils(held: ForeignSummary, rule: ForeignRule, today: date) -> bool:
    if held.disease not in _DISEASES:
        return False
    happened = _earliest(held.date)
    if happened is None or not -_AHEAD_MOST_DAYS <= (today - happened).days <= rule.days:
        return False
    if held.negative is False:  # somebody was found infected, whatever else the certificate attests
        return False
    match held.subject:
        case Subject.VACCINATION if rule.event == VACCINATION:
            return _has_enough_doses(held, rule)
        case Subject.TEST:
            return held.negative is True
        case Subject.RECOVERY:
            until = _earliest(held.until)
            return held.until is None or (until is not None and today <= until)
        case _:
            return False


def _has_enough_doses(held: ForeignSummary, rule: ForeignRule) -> bool:
    needed = held.doses_needed if rule.doses is None else rule.doses
    return held.doses is not None and needed is not None and held.doses >= max(1, needed)


def _earliest(text: str | None) -> date | None:
    """Give the first day that a year, a month or a day may mean; None where there is none."""
    if text is None:
        return None
    whole = text if len(text) > _MONTH_CHARACTERS else f"{text}-01" if "-" in text else f"{text}-01-01"
    try:
        return date.fromisoformat(whole)
    except ValueError:
        return None

"""Gives the tests an authority at work, with three people who know each other."""

from pathlib import Path
from typing import Final

from device.authority.ceremony import current_trust, found
from device.authority.desk import Desk
from device.authority.holders import Person
from device.health_code.circumstances import Circumstances
from device.vocabulary import ClockQuality

NOW: Final = 1_795_334_400
"""2026-11-22T08:00:00Z."""
DAY: Final = 86_400
ZHANG: Final = Person(name="张小明", phone="13812345678", id_number="440983199001011234")
CHILD: Final = Person(name="张小雨", phone="", id_number="440983201505054321")
MOTHER: Final = Person(name="李秀英", phone="13900001111", id_number="440983196003037777")
PIN: Final = "830517"


def opened_desk(tmp_path: Path) -> Desk:
    return Desk(found(tmp_path / "authority", now=NOW))


def at_the_gate(desk: Desk, now: int = NOW) -> Circumstances:
    return Circumstances(trust=current_trust(desk.authority), venue_key=None, now=now, clock=ClockQuality.SYNCHRONISED)

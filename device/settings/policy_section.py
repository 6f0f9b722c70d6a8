"""Holds the venue's rules as settings, one line each, with the ranges that no file can leave.

Never decides anything; `Policy` in the core carries the values, and a test compares the two field by field.
"""

from dataclasses import dataclass, fields

from device.checkpoint.policy import Policy
from device.settings.entry import choice, choices, flag, number, texts, whole
from device.vocabulary import Colour, Kind, Mode


@dataclass(frozen=True, slots=True, kw_only=True)
class PolicySection:
    """The venue's rules; temperatures are core estimates in degrees Celsius."""

    mode: Mode = choice(Mode.TEMPERATURE_AND_CODE, "which facts a visit needs")
    fever_celsius: float = number(37.3, 37.0, 38.5, "C", "at or above is a fever")
    fever_probability: float = number(0.9, 0.5, 1.0, "", "first attempt: as sure as this is a fever, then confirmed")
    normal_probability: float = number(0.35, 0.0, 0.5, "", "first attempt: a fever as unlikely as this is normal")
    site_sd_celsius: float = number(0.35, 0.0, 1.0, "C", "one sigma of a person's own forehead-to-core offset")
    strict: bool = flag(False, "doubtful on the first attempt is a case even if the second is normal")
    accepted_colours: tuple[Colour, ...] = choices((Colour.GREEN,), "colours that pass; red never does")
    accepted_kinds: tuple[Kind, ...] = choices((Kind.LIVE, Kind.PAPER, Kind.FAMILY), "kinds of code that pass")
    accepted_formats: tuple[str, ...] = texts(("phc1",), 1, 16, "formats of code that pass")
    paper_grace_hours: int = whole(24, 0, 720, "h", "how long a colour on paper counts without a newer word")
    foreign_rules: tuple[str, ...] = texts((), 0, 16, 'rules like "hcert test 3 green"; red never passes')
    holder_entries_most: int = whole(0, 0, 100, "entries", "of one holder in the window, more is a case; 0: no limit")
    holder_window_seconds: float = number(3600.0, 60.0, 86400.0, "s", "in which one holder's entries are counted")
    ticket_replaces_code: bool = flag(True, "a pass ticket stands for the code")
    resolve_online: bool = flag(False, "ask the authority about opaque and stale codes; off without a resolver")
    measure_while_warming_up: bool = flag(False, "measure before the thermometer has settled, with more doubt")
    presence_lost_seconds: float = number(1.0, 0.3, 5.0, "s", "gone for this long is gone")
    pairing_seconds: float = number(30.0, 5.0, 30.0, "s", "most time between a reading and its code")
    verdict_seconds: float = number(30.0, 5.0, 30.0, "s", "after which a code's verdict is made again")
    visit_seconds: float = number(25.0, 5.0, 120.0, "s", "a visit undecided for this long is referred")
    second_attempt_seconds: float = number(1.0, 0.0, 10.0, "s", "pause before the second attempt")
    void_seconds: float = number(2.0, 0.5, 10.0, "s", "how long one at a time is shown")
    commit_seconds: float = number(10.0, 1.0, 30.0, "s", "most time for a durable write")
    passage_seconds: float = number(8.0, 2.0, 60.0, "s", "time to go through")
    passage_sensor: bool = flag(True, "a contact counts passages; without one nobody is annulled for not passing")
    next_person_seconds: float = number(0.6, 0.0, 5.0, "s", "pause after a passage before somebody else is looked at")
    tailgate_seconds: float = number(2.0, 0.0, 10.0, "s", "how long a second person through is told from the next")
    door_held_seconds: float = number(15.0, 2.0, 300.0, "s", "a door open for this long is held open")
    referral_hold_seconds: float = number(8.0, 1.0, 8.0, "s", "most time a referral holds the lane")
    group_gap_seconds: float = number(10.0, 2.0, 30.0, "s", "most time between two people of one group")
    group_settle_seconds: float = number(2.5, 0.5, 10.0, "s", "how long the gate waits for one more of a group")
    group_people_most: int = whole(6, 1, 6, "people", "in one group")
    cases_most: int = whole(16, 1, 16, "cases", "open at once; one more closes the oldest")
    case_seconds: float = number(1800.0, 60.0, 1800.0, "s", "after which an open case is abandoned")
    badge_case_seconds: float = number(120.0, 10.0, 600.0, "s", "how old a case a badge may still admit")
    help_seconds: float = number(5.0, 1.0, 60.0, "s", "without an inspector for this long the desk is called")
    pending_order_seconds: float = number(60.0, 5.0, 300.0, "s", "how long an order waits for an idle lane")

    def policy(self) -> Policy:
        """The rules as the core takes them."""
        return Policy(**{place.name: getattr(self, place.name) for place in fields(self)})

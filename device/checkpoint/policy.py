"""The venue's rules as one value; the core decides by it and never reads a settings file."""

from msgspec import Struct

from device.vocabulary import Colour, Kind, Mode


class Policy(Struct, frozen=True, kw_only=True):
    """All times in seconds, all temperatures in degrees Celsius (core estimate)."""

    mode: Mode = Mode.TEMPERATURE_AND_CODE
    fever_celsius: float = 37.3
    """37.0 to 38.5; at or above is a fever."""
    fever_probability: float = 0.9
    """First attempt: at or above this probability of fever the verdict is fever (then confirmed)."""
    normal_probability: float = 0.35
    """First attempt: at or below this probability of fever the verdict is normal."""
    site_sd_celsius: float = 0.35
    """Standard uncertainty added for the person's own forehead-to-core offset."""
    strict: bool = False
    """A person doubtful on the first attempt is a case even if the combined estimate is normal."""
    accepted_colours: tuple[Colour, ...] = (Colour.GREEN,)
    """Red is never accepted, whatever stands here."""
    accepted_kinds: tuple[Kind, ...] = (Kind.LIVE, Kind.PAPER, Kind.FAMILY)
    accepted_formats: tuple[str, ...] = ("phc1",)
    paper_grace_hours: int = 24
    """How long a colour on paper counts without a newer word of the authority's; codes are judged by it."""
    foreign_rules: tuple[str, ...] = ()
    """What foreign certificates stand for, one `device.foreign_rule` a text; without any, for no colour."""
    holder_entries_most: int = 0
    """How often one holder is admitted within `holder_window_seconds` before a person decides; 0 sets no limit."""
    holder_window_seconds: float = 3600.0
    ticket_replaces_code: bool = True
    """A pass ticket stands for the code in `temperature_and_code`."""
    resolve_online: bool = False
    """Ask the authority about opaque and stale codes; off where no resolver is fitted."""
    measure_while_warming_up: bool = False
    presence_lost_seconds: float = 1.0
    pairing_seconds: float = 30.0
    verdict_seconds: float = 30.0
    visit_seconds: float = 25.0
    """A visit that is not decided by then is referred."""
    second_attempt_seconds: float = 1.0
    """Pause before the second attempt."""
    void_seconds: float = 2.0
    """How long `one at a time` is shown before a void pairing may begin again."""
    commit_seconds: float = 10.0
    """How long a durable write may take before the gate goes out of service."""
    passage_seconds: float = 8.0
    passage_sensor: bool = True
    """Without one, whoever was admitted counts as admitted and nobody is annulled."""
    next_person_seconds: float = 0.6
    """Pause after a passage before whoever stands there counts as the next person."""
    tailgate_seconds: float = 2.0
    door_held_seconds: float = 15.0
    referral_hold_seconds: float = 8.0
    group_gap_seconds: float = 10.0
    group_settle_seconds: float = 2.5
    group_people_most: int = 6
    cases_most: int = 16
    case_seconds: float = 1800.0
    badge_case_seconds: float = 120.0
    help_seconds: float = 5.0
    pending_order_seconds: float = 60.0

"""Holds every closed vocabulary of the contract, once; the journal, the broker and the console speak it.

Never contains behaviour: a word here is a name with a meaning. Reasons are dotted and machine-readable;
each carries its meaning as a comment on its own line, from which the documentation is drawn.
"""

from enum import StrEnum
from typing import Final


class State(StrEnum):
    """Where the checkpoint is; exactly one at a time."""

    STARTING = "starting"
    WARMING_UP = "warming_up"
    IDLE = "idle"
    SCREENING = "screening"
    COMMITTING = "committing"
    ADMITTING = "admitting"
    REFERRED = "referred"
    OUT_OF_SERVICE = "out_of_service"
    LOCKED = "locked"
    EMERGENCY_OPEN = "emergency_open"
    STOPPING = "stopping"


class PublicState(StrEnum):
    """What the retained status says; everything from idle to referred is `ready`, so that it never tells of a visit."""

    STARTING = "starting"
    WARMING_UP = "warming_up"
    READY = "ready"
    OUT_OF_SERVICE = "out_of_service"
    LOCKED = "locked"
    EMERGENCY_OPEN = "emergency_open"
    STOPPING = "stopping"
    OFFLINE = "offline"


class EntryClass(StrEnum):
    """The class under which a journal entry is published."""

    CHECKIN = "checkin"
    ALERT = "alert"
    MOVEMENT = "movement"
    RESULT = "result"
    CORRECTION = "correction"
    SERVICE = "service"


class Outcome(StrEnum):
    """How a visit stands; statistics count a visit by its last one."""

    ADMITTED = "admitted"
    REFUSED = "refused"
    REFERRED = "referred"
    ABANDONED = "abandoned"
    ANNULLED = "annulled"


class Band(StrEnum):
    """The verdict on a temperature."""

    NORMAL = "normal"
    DOUBTFUL = "doubtful"
    FEVER = "fever"
    UNMEASURED = "unmeasured"


class Colour(StrEnum):
    """The verdict a health code carries; `unknown` is not healthy."""

    GREEN = "green"
    YELLOW = "yellow"
    RED = "red"
    UNKNOWN = "unknown"
    INVALID = "invalid"


CODE_FORMATS: Final = ("phc1", "hcert", "nzcp", "shc", "vdsnc", "opaque")
"""Every format of health codes that a gate may be told to accept."""


class Kind(StrEnum):
    """What sort of code was shown."""

    LIVE = "live"
    PAPER = "paper"
    FAMILY = "family"
    TICKET = "ticket"
    BADGE = "badge"
    FOREIGN = "foreign"
    OPAQUE = "opaque"


class Assurance(StrEnum):
    """How far a code's claims can be relied on."""

    SIGNED_OFFLINE = "signed_offline"
    RESOLVED_ONLINE = "resolved_online"
    CACHED_ONLINE = "cached_online"
    UNVERIFIED = "unverified"


class ClockQuality(StrEnum):
    """How far the wall clock can be relied on."""

    SYNCHRONISED = "synchronised"
    HOLDOVER = "holdover"
    UNSET = "unset"


class Mode(StrEnum):
    """Which facts a visit needs."""

    TEMPERATURE_AND_CODE = "temperature_and_code"
    TEMPERATURE_AND_TICKET = "temperature_and_ticket"
    TEMPERATURE_ALONE = "temperature_alone"
    CODE_ALONE = "code_alone"


class MovementCause(StrEnum):
    """Why the barrier opened."""

    CHECK_IN = "check_in"
    ORDER = "order"
    EXIT_BUTTON = "exit_button"
    FIRE_INPUT = "fire_input"
    KEY_SWITCH = "key_switch"
    BADGE = "badge"


class AlertKind(StrEnum):
    """What an inspector or an operator is told about."""

    FEVER = "fever"
    TEMPERATURE_DOUBTFUL = "temperature_doubtful"
    CODE_YELLOW = "code_yellow"
    CODE_RED = "code_red"
    CODE_FORGED = "code_forged"
    CODE_UNKNOWN = "code_unknown"
    PAIRING_VOID = "pairing_void"
    CODE_AT_TWO_GATES = "code_at_two_gates"
    NEEDS_HELP = "needs_help"
    NO_INSPECTOR = "no_inspector"
    TAMPER = "tamper"
    TAILGATING = "tailgating"
    DOOR_FORCED = "door_forced"
    DOOR_HELD = "door_held"
    FIRE = "fire"
    THERMOMETER_FAULT = "thermometer_fault"
    CAMERA_FAULT = "camera_fault"
    BARRIER_FAULT = "barrier_fault"
    CLOCK_UNSET = "clock_unset"
    STORAGE_LOW = "storage_low"
    TRUST_STALE = "trust_stale"
    JOURNAL_FAULT = "journal_fault"
    JOURNAL_FORK = "journal_fork"
    RETENTION_GAP = "retention_gap"
    DRIFT = "drift"
    SESSION_TAKEN_OVER = "session_taken_over"
    LINK_LOST = "link_lost"


class Severity(StrEnum):
    """How soon somebody must look."""

    INFO = "info"
    WARNING = "warning"
    CRITICAL = "critical"


class AlertState(StrEnum):
    """Whether what the alert says holds now."""

    RAISED = "raised"
    CLEARED = "cleared"


class OrderStatus(StrEnum):
    """How far an order has come."""

    ACCEPTED = "accepted"
    EXECUTING = "executing"
    SUCCESSFUL = "successful"
    FAILED = "failed"
    REJECTED = "rejected"
    EXPIRED = "expired"


class OrderName(StrEnum):
    """Every order a gate knows; which key may give it stands in `device.mqtt.orders`."""

    OPEN = "open"
    ADMIT = "admit"
    REFUSE = "refuse"
    MEASURE_AGAIN = "measure_again"
    CORRECT_BAND = "correct_band"
    CLAIMED = "claimed"
    GROUP = "group"
    IDENTIFY = "identify"
    LOCK = "lock"
    UNLOCK = "unlock"
    RESTART = "restart"


class Part(StrEnum):
    """A part of the gate that can fail and recover on its own."""

    THERMOMETER = "thermometer"
    DISTANCE = "distance"
    CAMERA = "camera"
    BARRIER = "barrier"
    JOURNAL = "journal"
    LINK = "link"
    CLOCK = "clock"
    TRUST = "trust"
    AIM = "aim"
    SCREEN = "screen"
    VOICE = "voice"


class Signal(StrEnum):
    """What the gate tells the person before it; lights, sounds, screen and voice follow it."""

    DARK = "dark"
    WARMING_UP = "warming_up"
    READY = "ready"
    COME_CLOSER = "come_closer"
    STEP_BACK = "step_back"
    HOLD_STILL = "hold_still"
    SHOW_CODE = "show_code"
    NOT_A_HEALTH_CODE = "not_a_health_code"
    ONE_AT_A_TIME = "one_at_a_time"
    NEXT_OF_GROUP = "next_of_group"
    WAIT = "wait"
    PASS = "pass"
    STEP_ASIDE = "step_aside"
    GO_TO_THE_DESK = "go_to_the_desk"
    OUT_OF_SERVICE = "out_of_service"
    LOCKED = "locked"
    EMERGENCY = "emergency"
    IDENTIFY = "identify"


class Reason(StrEnum):
    """Why something was decided as it was."""

    # temperature
    TEMPERATURE_NORMAL = "temperature.normal"  # below the threshold with enough certainty
    TEMPERATURE_DOUBTFUL = "temperature.doubtful"  # too near the threshold for one measurement
    TEMPERATURE_FEVER = "temperature.fever"  # at or above the threshold
    TEMPERATURE_UNMEASURED = "temperature.unmeasured"  # no attempt gave a valid reading
    TEMPERATURE_TIMEOUT = "temperature.timeout"  # no steady reading within the time allowed
    TEMPERATURE_MOTION = "temperature.motion"  # the person moved too much
    TEMPERATURE_TOO_COLD = "temperature.too_cold"  # a forehead straight from the cold; wait and measure again
    TEMPERATURE_HOT_OBJECT = "temperature.hot_object"  # hotter than any living forehead: a cup, a lamp
    TEMPERATURE_IMPLAUSIBLE = "temperature.implausible"  # not a person's temperature
    TEMPERATURE_TOO_NEAR = "temperature.too_near"  # nearer than the thermometer's optics allow
    TEMPERATURE_TOO_FAR = "temperature.too_far"  # further than the thermometer's optics allow
    TEMPERATURE_AMBIENT = "temperature.ambient_out_of_range"  # the room is outside 16 to 32 C
    TEMPERATURE_WARMING_UP = "temperature.warming_up"  # the thermometer had not settled yet
    TEMPERATURE_SENSOR = "temperature.sensor_fault"  # the thermometer failed during the visit
    TEMPERATURE_NOT_REQUIRED = "temperature.not_required"  # the venue's mode asks for none
    # code
    CODE_GREEN = "code.green"  # acceptable
    CODE_FOREIGN_RULE = "code.foreign_rule"  # a foreign certificate that the venue's own rule accepts
    CODE_YELLOW = "code.yellow"  # restricted
    CODE_RED = "code.red"  # stopped; no setting accepts it
    CODE_UNKNOWN = "code.unknown"  # no colour could be established
    CODE_NONE = "code.none"  # no health code was shown in time
    CODE_NOT_REQUIRED = "code.not_required"  # the venue's mode asks for none
    CODE_MALFORMED = "code.malformed"  # starts like a health code, cannot be parsed
    CODE_SIGNATURE_BAD = "code.signature_bad"  # forged or altered
    CODE_KEY_UNKNOWN = "code.key_unknown"  # signed by a key that is not on the trust list
    CODE_KEY_NOT_ALLOWED = "code.key_not_allowed"  # the key may not sign this kind
    CODE_EXPIRED = "code.expired"  # past its end; legal to show, needs a look-up
    CODE_NOT_YET_VALID = "code.not_yet_valid"  # before its beginning
    CODE_LIFETIME = "code.lifetime_exceeded"  # lives longer than its kind may
    CODE_REVOKED = "code.revoked"  # withdrawn by its issuer
    CODE_COLOUR_CHANGED = "code.colour_changed"  # the authority has made its colour worse since it was signed
    CODE_STALE_COLOUR = "code.stale_colour"  # a paper code whose colour is older than the grace
    CODE_STANDING_STALE = "code.standing_stale"  # the list of withdrawn codes is past its hard end
    CODE_KIND = "code.kind_not_accepted"  # this kind is not accepted here
    CODE_FORMAT = "code.format_not_accepted"  # this format is not accepted here
    CODE_COLOUR = "code.colour_not_accepted"  # this colour is not accepted here
    CODE_CHECKPOINT = "code.wrong_checkpoint"  # a ticket for another checkpoint
    CODE_TICKET_USED = "code.ticket_used"  # a ticket works once
    CODE_HOLDER_LIMIT = "code.holder_limit"  # its holder came in more often lately than the venue lets them
    CODE_CLOCK_UNSET = "code.clock_unset"  # no reliable time to judge it by
    CODE_TRUST_STALE = "code.trust_stale"  # the trust list is past its hard end
    CODE_UNRESOLVED = "code.unresolved"  # the authority did not answer in time
    CODE_ALGORITHM = "code.algorithm"  # an algorithm that is not on the list
    CODE_JUDGED_AGAIN = "code.judged_again"  # judged by another clock or trust list than holds now; begun anew
    # pairing and visit
    PAIRING_TWO_CODES = "pairing.two_codes"  # a second person's code before the decision
    PAIRING_PERSON_CHANGED = "pairing.person_changed"  # somebody else stood there the second time
    PAIRING_PRESENCE_BROKEN = "pairing.presence_broken"  # presence broke between reading and code
    PAIRING_WINDOW = "pairing.window_over"  # reading and code were too far apart
    VISIT_LEFT = "visit.left"  # went away before the decision
    VISIT_TIMEOUT = "visit.timeout"  # did not finish in time
    VISIT_PASSED = "visit.passed"  # went through
    VISIT_NOT_PASSED = "visit.not_passed"  # did not go through in time
    VISIT_OVER = "visit_over"  # an order for a person who has gone, or another attempt
    VISIT_INTERRUPTED = "visit.interrupted"  # power or a restart cut it off
    GROUP_MEMBER_REFERRED = "group.member_referred"  # another of the group was referred
    # cases
    CASE_OVER = "case.over"  # no open case of that name
    CASE_EXPIRED = "case.expired"  # nobody resolved it in time
    CASE_CROWDED_OUT = "case.crowded_out"  # the oldest gave way to the 17th
    DECIDED_BY_INSPECTOR = "decided.inspector"  # an inspector said so
    DECIDED_BY_KEY = "decided.key_switch"  # the key switch said so
    DECIDED_BY_BADGE = "decided.badge"  # an inspector's badge said so
    # gate
    GATE_LOCKED = "gate.locked"  # closed for entry by order
    GATE_EMERGENCY = "gate.emergency"  # standing open for an emergency
    GATE_OUT_OF_SERVICE = "gate.out_of_service"  # a part it cannot do without has failed
    GATE_NOT_READY = "gate.not_ready"  # starting or stopping
    GATE_BUSY = "gate.busy"  # cannot be done at this moment
    GATE_RESTARTED = "gate.restarted"  # done by starting anew
    # orders
    ORDER_DUPLICATE = "order.duplicate"  # this id was taken before
    ORDER_EXPIRED = "order.expired"  # its time is over
    ORDER_INTERRUPTED = "interrupted"  # journalled, then cut off; never repeated
    ORDER_UNKNOWN = "order.unknown"  # this gate knows no such order
    ORDER_ARGUMENTS = "order.arguments"  # its arguments do not fit
    ORDER_MALFORMED = "order.malformed"  # not an order at all: too long, not JSON, a field missing
    ORDER_RETAINED = "order.retained"  # a broker kept it; it would act again at every connection
    ORDER_KEY = "order.key_not_allowed"  # signed by a key that may not give this order here
    ORDER_SIGNATURE = "order.signature_bad"  # forged or altered
    ORDER_SESSION = "order.other_session"  # meant for another run of this gate
    ORDER_NOT_FOR_ALL = "order.not_for_all"  # never taken when it is addressed to every gate of a venue
    ORDER_CLOCK = "order.clock_not_synchronised"  # an order to every gate needs a reliable time
    ORDER_TOO_FAR_AHEAD = "order.too_far_ahead"  # an order to every gate lives at most a minute
    ORDER_WRITE_FAILED = "order.write_failed"  # it could not be made durable, so it was not done

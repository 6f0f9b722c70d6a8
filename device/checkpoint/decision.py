"""Judges a code against the venue's policy and names what a referral is about; opens nothing."""

from device.checkpoint.facts import CodeFacts
from device.checkpoint.policy import Policy
from device.vocabulary import AlertKind, Assurance, Band, Colour, Kind, Mode, Reason, Severity

_NEEDS_TEMPERATURE = frozenset({Mode.TEMPERATURE_AND_CODE, Mode.TEMPERATURE_AND_TICKET, Mode.TEMPERATURE_ALONE})
_NEEDS_CODE = frozenset({Mode.TEMPERATURE_AND_CODE, Mode.TEMPERATURE_AND_TICKET, Mode.CODE_ALONE})
_RELIABLE = frozenset({Assurance.SIGNED_OFFLINE, Assurance.RESOLVED_ONLINE, Assurance.CACHED_ONLINE})
_COLOUR_REASONS = {
    Colour.GREEN: Reason.CODE_GREEN,
    Colour.YELLOW: Reason.CODE_YELLOW,
    Colour.RED: Reason.CODE_RED,
    Colour.UNKNOWN: Reason.CODE_UNKNOWN,
    Colour.INVALID: Reason.CODE_MALFORMED,
}
_FORGED = frozenset({Reason.CODE_SIGNATURE_BAD, Reason.CODE_ALGORITHM, Reason.CODE_KEY_NOT_ALLOWED})


def needs_temperature(policy: Policy) -> bool:
    """Claim that the venue's mode asks for a temperature."""
    return policy.mode in _NEEDS_TEMPERATURE


def needs_code(policy: Policy) -> bool:
    """Claim that the venue's mode asks for a code or ticket."""
    return policy.mode in _NEEDS_CODE


def code_objections(code: CodeFacts, policy: Policy, tickets_used: list[tuple[str, int]]) -> tuple[Reason, ...]:
    """Give every reason why `code` does not admit; empty for a code that does.

    Red never admits, whatever the policy's colours say.
    """
    objections = list(code.reasons)
    if code.colour is Colour.RED:
        objections.append(Reason.CODE_RED)
    elif code.colour not in policy.accepted_colours or code.colour in (Colour.UNKNOWN, Colour.INVALID):
        objections.append(_COLOUR_REASONS[code.colour])
    if code.assurance not in _RELIABLE and not code.reasons:
        objections.append(Reason.CODE_UNKNOWN)
    if not _kind_accepted(code.kind, policy):
        objections.append(Reason.CODE_KIND)
    if code.format not in policy.accepted_formats:
        objections.append(Reason.CODE_FORMAT)
    if code.kind is Kind.TICKET and any(tag == code.tag for tag, _ in tickets_used):
        objections.append(Reason.CODE_TICKET_USED)
    return tuple(dict.fromkeys(objections))


def _kind_accepted(kind: Kind, policy: Policy) -> bool:
    if policy.mode is Mode.TEMPERATURE_AND_TICKET:
        return kind is Kind.TICKET
    if kind is Kind.TICKET and policy.mode is Mode.TEMPERATURE_AND_CODE and policy.ticket_replaces_code:
        return True
    return kind in policy.accepted_kinds


def good_reason(code: CodeFacts) -> Reason:
    """Give the reason that stands in the entry of an acceptable code."""
    if code.kind is Kind.FOREIGN:
        return Reason.CODE_FOREIGN_RULE
    return _COLOUR_REASONS[code.colour]


def referral_kind(band: Band | None, reasons: tuple[Reason, ...]) -> AlertKind:
    """Name the alert of a referral: the gravest thing that is known about it."""
    found = set(reasons)
    if band is Band.FEVER:
        return AlertKind.FEVER
    if Reason.CODE_RED in found:
        return AlertKind.CODE_RED
    if found & _FORGED:
        return AlertKind.CODE_FORGED
    if Reason.CODE_YELLOW in found:
        return AlertKind.CODE_YELLOW
    if band is Band.DOUBTFUL:
        return AlertKind.TEMPERATURE_DOUBTFUL
    if band is Band.UNMEASURED or Reason.CODE_NONE in found or Reason.VISIT_TIMEOUT in found:
        return AlertKind.NEEDS_HELP
    return AlertKind.CODE_UNKNOWN


def referral_severity(kind: AlertKind) -> Severity:
    """Say how soon somebody must look at a referral."""
    grave = (AlertKind.FEVER, AlertKind.CODE_RED, AlertKind.CODE_FORGED)
    return Severity.CRITICAL if kind in grave else Severity.WARNING

"""Writes a verdict the way `menshen verify` prints it: as the fields of a JSON object, or as one line for a person.

Never shows more of a code than its masked names.
"""

from datetime import UTC, datetime

from msgspec.structs import asdict

from device.health_code.foreign_summary import ForeignSummary
from device.health_code.parts import PartOfCode
from device.health_code.registry import OtherText
from device.health_code.verdict import HealthCode
from device.vocabulary import Assurance, Colour, Kind, Reason


def fields_of(verdict: HealthCode | PartOfCode | OtherText) -> dict[str, object]:
    """Give the fields of the printed verdict.

    `looks_like` only for a text that is no health code, `part` only for one of several, `certificate` only for a
    foreign certificate whose signature held.
    """
    if isinstance(verdict, PartOfCode):
        return {
            "format": verdict.format,
            "colour": Colour.UNKNOWN.value,
            "assurance": Assurance.UNVERIFIED.value,
            "kind": Kind.FOREIGN.value,
            "name": None,
            "phone": None,
            "issued": None,
            "expires": None,
            "reasons": [],
            "part": {"number": verdict.number, "total": verdict.total},
        }
    if isinstance(verdict, OtherText):
        return {
            "format": None,
            "colour": Colour.UNKNOWN.value,
            "assurance": Assurance.UNVERIFIED.value,
            "kind": None,
            "name": None,
            "phone": None,
            "issued": None,
            "expires": None,
            "reasons": [Reason.CODE_UNKNOWN.value],
            "looks_like": verdict.looks_like.value,
        }
    fields: dict[str, object] = {
        "format": verdict.format,
        "colour": verdict.colour.value,
        "assurance": verdict.assurance.value,
        "kind": verdict.kind.value,
        "name": verdict.masked_name or None,
        "phone": verdict.masked_phone or None,
        "issued": _written(verdict.issued_at),
        "expires": _written(verdict.expires_at),
        "reasons": [reason.value for reason in verdict.reasons],
    }
    if verdict.certificate is not None:
        fields["certificate"] = asdict(verdict.certificate)
    return fields


def line_of(verdict: HealthCode | PartOfCode | OtherText) -> str:
    """Give the verdict as one line; what is not known is left out."""
    if isinstance(verdict, PartOfCode):
        return f"{Colour.UNKNOWN}  part {verdict.number} of {verdict.total}, more is needed"
    if isinstance(verdict, OtherText):
        return f"{Colour.UNKNOWN}  not a health code  looks like {verdict.looks_like}"
    expires = _written(verdict.expires_at)
    words = (
        verdict.colour,
        verdict.kind,
        verdict.assurance,
        verdict.masked_name,
        verdict.masked_phone,
        f"until {expires}" if expires else "",
        "" if verdict.certificate is None else _attested(verdict.certificate),
        *verdict.reasons,
    )
    return "  ".join(word for word in words if word)


def holds(verdict: HealthCode | PartOfCode | OtherText) -> bool:
    """Say whether the text is a verified code against which nothing speaks, whatever its colour."""
    return isinstance(verdict, HealthCode) and verdict.signature_held and not verdict.reasons


def _attested(certificate: ForeignSummary) -> str:
    result = {True: "negative", False: "positive", None: ""}[certificate.negative]
    doses = "" if certificate.doses is None else f"dose {certificate.doses}"
    words = (certificate.subject, certificate.country or "", certificate.date or "", doses, result)
    return " ".join(word for word in words if word)


def _written(seconds: int | None) -> str | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

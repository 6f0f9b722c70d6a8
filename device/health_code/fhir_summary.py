"""Finds the person and the newest event in the FHIR bundle of a health card.

Never refuses: what is missing or written otherwise is left out. Never reads more resources than a card has use for.
Standard: HL7 FHIR R4, vaccination and testing profiles of SMART Health Cards.
"""

from collections.abc import Iterator
from typing import Final

from device.health_code.foreign_summary import ForeignSummary, Subject, date_in

_RESOURCES_MOST: Final = 256
_RESULTS: Final = {"260415000": True, "LA6577-6": True, "260373001": False, "LA6576-8": False}
"""SNOMED CT and LOINC: not detected and negative, detected and positive."""


def name_in(bundle: dict[str, object]) -> str:
    """Give the name of the first patient, empty where there is none."""
    for resource in _resources(bundle, "Patient"):
        match resource.get("name"):
            case [{"family": str() as family, "given": [str() as first, *_]}, *_]:
                return f"{first} {family}"
            case [{"text": str() as whole}, *_] | [{"family": str() as whole}, *_]:
                return whole
            case _:
                return ""
    return ""


def summary_of(bundle: dict[str, object]) -> ForeignSummary:
    """Give the last vaccination, else the last test, else that there is neither."""
    doses = [
        resource
        for resource in _resources(bundle, "Immunization")
        if resource.get("status", "completed") == "completed"
    ]
    if doses:
        dates = [date for dose in doses if (date := date_in(dose.get("occurrenceDateTime")))]
        return ForeignSummary(subject=Subject.VACCINATION, date=max(dates, default=None), doses=len(doses))
    tests = [(date_in(test.get("effectiveDateTime")) or "", test) for test in _resources(bundle, "Observation")]
    if not tests:
        return ForeignSummary(subject=Subject.OTHER)
    date, test = max(tests, key=lambda pair: pair[0])
    return ForeignSummary(subject=Subject.TEST, date=date or None, negative=_negative(test))


def _negative(test: dict[str, object]) -> bool | None:
    match test.get("valueCodeableConcept"):
        case {"coding": list() as codings}:
            codes = [coding.get("code") for coding in codings if isinstance(coding, dict)]
            found = {_RESULTS[code] for code in codes if isinstance(code, str) and code in _RESULTS}
            return found.pop() if len(found) == 1 else None
        case _:
            return None


def _resources(bundle: dict[str, object], kind: str) -> Iterator[dict[str, object]]:
    entries = bundle.get("entry")
    for entry in entries[:_RESOURCES_MOST] if isinstance(entries, list) else ():
        match entry:
            case {"resource": {"resourceType": found} as resource} if found == kind:
                yield resource
            case _:
                pass

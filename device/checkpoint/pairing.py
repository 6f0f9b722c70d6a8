"""Says to whom a code belongs: the person already there, a member of their group, or a stranger."""

from enum import StrEnum

from device.checkpoint.facts import CodeFacts
from device.checkpoint.situation import Visit


class Belongs(StrEnum):
    """Relation of a code that was just read to the visit on the lane."""

    FIRST = "first"
    SAME_PERSON = "same_person"
    SAME_GROUP = "same_group"
    STRANGER = "stranger"


def belongs(code: CodeFacts, visit: Visit, people_most: int) -> Belongs:
    """Relate `code` to the codes of `visit`, by keyed tags alone.

    A second code of the same holder replaces the first. A code whose guardian is the first code's holder or guardian
    (or the guardian's own, shown after the child's) makes a group; so does any code while more people were announced
    than have shown one. Everything else is a stranger, and so is whoever would make the group larger than
    `people_most`.
    """
    if not visit.codes:
        return Belongs.FIRST
    for known in visit.codes:
        if same_person(code, known):
            return Belongs.SAME_PERSON
    if len(visit.codes) >= people_most:
        return Belongs.STRANGER
    if visit.expected is not None and len(visit.codes) < visit.expected:
        return Belongs.SAME_GROUP
    first = visit.codes[0]
    heads = {tag for tag in (first.holder, first.guardian) if tag is not None}
    if code.guardian in heads or (first.guardian is not None and code.holder == first.guardian):
        return Belongs.SAME_GROUP
    return Belongs.STRANGER


def same_person(one: CodeFacts, other: CodeFacts) -> bool:
    """Claim that two codes are the same code or speak of the same holder."""
    return one.tag == other.tag or (one.holder is not None and one.holder == other.holder)

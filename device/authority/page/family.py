"""Adds and removes family members, and lets people say by whom their own code may be shown.

Never adds somebody who is not in the register under that very name, nor somebody with an account without their consent.
"""

import hmac
import unicodedata

from starlette.responses import Response

from device.authority.audit_log import CITIZEN
from device.authority.families import FamilyFull, Relation
from device.authority.invitations import Purpose
from device.authority.page.answers import go, page
from device.authority.page.visit import Visit, chosen, may_show, reference
from device.authority.page.words import words
from device.masking import mask_name

_TEXT_LONGEST = 64


def show_family(visit: Visit) -> Response:
    """Give the page with those whose code the visitor may show, and those who may show theirs."""
    return _family_page(visit)


def add_member(visit: Visit) -> Response:
    """Add somebody of that name and number."""
    desk, visitor = visit.desk, _visitor(visit)
    member = desk.holders.id_of(visit.said("id_number")[:_TEXT_LONGEST])
    relation = visit.said("relation")
    if member == visitor:
        return _family_page(visit, "member_self")
    known = desk.holders.find(member)
    if known is None or not _same_name(known.person.name, visit.said("name")) or relation not in set(Relation):
        return _family_page(visit, "member_unknown")
    consent = visit.said("consent")[:_TEXT_LONGEST]
    if desk.accounts.has(member) and desk.invitations.look_up(consent, Purpose.CONSENT, now=visit.now) != member:
        return _family_page(visit, "member_consent")
    try:
        with desk.register.transaction():
            desk.invitations.use(consent, Purpose.CONSENT, now=visit.now)
            desk.families.add(visitor, member, Relation(relation), now=visit.now)
            desk.audit.write("add-member", by=CITIZEN, now=visit.now, guardian=visitor.hex(), member=member.hex())
    except FamilyFull:
        return _family_page(visit, "family_full")
    return go("/family", said="member_added")


def remove_member(visit: Visit) -> Response:
    """Remove the member the page means."""
    desk, visitor = visit.desk, _visitor(visit)
    shown = chosen(desk, visitor, visit.said("of"))
    if shown is None or shown.relation is None:
        return go("/family")
    with desk.register.transaction():
        desk.families.remove(visitor, shown.holder)
        desk.audit.write("remove-member", by=CITIZEN, now=visit.now, guardian=visitor.hex(), member=shown.holder.hex())
    return go("/family", said="member_removed")


def end_guardian(visit: Visit) -> Response:
    """Let somebody no longer show the visitor's code."""
    desk, visitor = visit.desk, _visitor(visit)
    for guardian in desk.families.guardians_of(visitor):
        if reference(visitor, guardian) == visit.said("of"):
            with desk.register.transaction():
                desk.families.remove(guardian, visitor)
                desk.audit.write(
                    "end-guardian", by=CITIZEN, now=visit.now, guardian=guardian.hex(), member=visitor.hex()
                )
            return go("/family", said="guardian_ended")
    return go("/family")


def make_consent(visit: Visit) -> Response:
    """Give a code that the visitor reads out to whoever may show theirs."""
    code = visit.desk.invitations.give(_visitor(visit), Purpose.CONSENT, now=visit.now)
    return _family_page(visit, consent_code=code)


def _family_page(visit: Visit, fault: str = "", consent_code: str = "") -> Response:
    desk, visitor, text = visit.desk, _visitor(visit), words(visit.language)
    members = [
        {"name": _name(visit, shown.holder), "of": shown.reference, "relation": text[f"relation_{shown.relation}"]}
        for shown in may_show(desk, visitor)
        if shown.relation is not None
    ]
    guardians = [
        {"name": _name(visit, guardian), "of": reference(visitor, guardian)}
        for guardian in desk.families.guardians_of(visitor)
    ]
    return page(
        visit,
        "family.html",
        status=403 if fault else 200,
        here="family",
        members=members,
        guardians=guardians,
        relations=[(relation.value, text[f"relation_{relation}"]) for relation in Relation],
        consent_code=consent_code,
        fault=text[fault] if fault else "",
        name=visit.said("name")[:_TEXT_LONGEST] if fault else "",
        id_number=visit.said("id_number")[:_TEXT_LONGEST] if fault else "",
        relation=visit.said("relation") if fault else Relation.CHILD.value,
    )


def _name(visit: Visit, holder: bytes) -> str:
    known = visit.desk.holders.find(holder)
    return mask_name(known.person.name) if known else "*"


def _visitor(visit: Visit) -> bytes:
    assert visit.holder is not None  # noqa: S101 - the table of pages lets nobody else here
    return visit.holder


def _same_name(one: str, other: str) -> bool:
    """Compare names however they were typed, in the same time whether they are alike or not."""
    return hmac.compare_digest(_letters(one), _letters(other))


def _letters(name: str) -> bytes:
    folded = unicodedata.normalize("NFKC", name[:_TEXT_LONGEST]).casefold()
    return "".join(character for character in folded if character.isalnum()).encode()

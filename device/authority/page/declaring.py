"""Takes health declarations, for the visitor or for a family member.

Never keeps more than the newest, never makes a colour better.
"""

from starlette.responses import Response

from device.authority.audit_log import CITIZEN
from device.authority.declaration_rule import colour_after
from device.authority.page.answers import fault_page, go, page
from device.authority.page.visit import Visit, chosen, may_show
from device.authority.page.words import words
from device.health_code.declaration import Declaration, Exposure, Symptom
from device.masking import mask_name

_COLDEST, _HOTTEST = 34.0, 43.0


class _NotUnderstood(ValueError):
    """The form cannot be taken; the text is the word for why."""


def show_declaration(visit: Visit) -> Response:
    """Give the form."""
    return _form(visit)


def declare(visit: Visit) -> Response:
    """Take the declaration, and turn a green code yellow where the rule says so."""
    assert visit.holder is not None  # noqa: S101 - the table of pages lets nobody else here
    desk = visit.desk
    shown = chosen(desk, visit.holder, visit.said("of"))
    known = None if shown is None else desk.holders.find(shown.holder)
    if shown is None or known is None:
        return fault_page(visit, "not_found", 404)
    try:
        declaration = _read(visit)
    except _NotUnderstood as error:
        return _form(visit, fault=str(error))
    after = colour_after(known.colour, declaration)
    with desk.register.transaction():
        desk.holders.declare(shown.holder, declaration)
        if desk.colours.change(shown.holder, after, now=visit.now):
            desk.audit.write("declared-colour", by=CITIZEN, now=visit.now, holder=shown.holder.hex(), to=after.value)
    return go("/code", of=shown.reference, said="declared" if after is known.colour else "declared_yellow")


def _read(visit: Visit) -> Declaration:
    """Give what the form says.

    Raises:
        _NotUnderstood: it says nothing, or not what a form of ours can say.
    """
    symptoms, exposures = visit.form.get("symptom", ()), visit.form.get("exposure", ())
    if not symptoms or not set(symptoms) <= set(Symptom) or not set(exposures) <= set(Exposure):
        raise _NotUnderstood("declaration_incomplete")
    if Symptom.NONE in symptoms and len(set(symptoms)) > 1:
        raise _NotUnderstood("declaration_incomplete")
    written = visit.said("celsius").replace(",", ".").replace("。", ".")
    celsius = None
    if written:
        try:
            celsius = round(float(written[:8]), 1)
        except ValueError as error:
            raise _NotUnderstood("temperature_odd") from error
        if not _COLDEST <= celsius <= _HOTTEST:
            raise _NotUnderstood("temperature_odd")
    return Declaration(
        at=visit.now,
        celsius=celsius,
        symptoms=tuple(word.value for word in Symptom if word in symptoms),
        exposures=tuple(word.value for word in Exposure if word in exposures),
    )


def _form(visit: Visit, fault: str = "") -> Response:
    assert visit.holder is not None  # noqa: S101 - the table of pages lets nobody else here
    text, desk = words(visit.language), visit.desk
    people = []
    for shown in may_show(desk, visit.holder):
        known = desk.holders.find(shown.holder)
        people.append(
            (shown.reference, text["me"] if shown.relation is None else mask_name(known.person.name if known else ""))
        )
    return page(
        visit,
        "declare.html",
        status=422 if fault else 200,
        here="declare",
        people=people,
        of=visit.said("of") or visit.query.get("of", ""),
        celsius=visit.said("celsius")[:8],
        symptoms=[(word.value, text[f"symptom_{word}"], word in visit.form.get("symptom", ())) for word in Symptom],
        exposures=[(word.value, text[f"exposure_{word}"], word in visit.form.get("exposure", ())) for word in Exposure],
        fault=text[fault] if fault else "",
    )

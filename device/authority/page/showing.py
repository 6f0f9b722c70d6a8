"""Shows a code: the visitor's own, or that of a family member, renewed every minute.

Never gives a code of anybody the visitor may not show. A code on the page lives ten minutes, so that whatever ends (a
colour, a guardianship) ends there with it.
"""

from typing import Final

from starlette.responses import JSONResponse, Response

from device.authority.issuing import issue
from device.authority.page.answers import fault_page, moment_of, page
from device.authority.page.drawing import code_svg
from device.authority.page.visit import Shown, Visit, chosen, may_show
from device.authority.page.words import words
from device.masking import mask_name, mask_phone
from device.vocabulary import Kind

LIFETIME_SECONDS: Final = 600
RENEWED_SECONDS: Final = 60


def show_code(visit: Visit) -> Response:
    """Give the page with the code of whoever was chosen."""
    assert visit.holder is not None  # noqa: S101 - the table of pages lets nobody else here
    shown = chosen(visit.desk, visit.holder, visit.query.get("of", ""))
    if shown is None:
        return fault_page(visit, "not_found", 404)
    text = words(visit.language)
    return page(
        visit,
        "code.html",
        here="code",
        code=_code(visit, shown),
        people=[_tab(visit, person, shown) for person in may_show(visit.desk, visit.holder)],
        of=shown.reference,
        renewed_seconds=RENEWED_SECONDS,
        declared=_declared(visit, shown, text),
    )


def renew_code(visit: Visit) -> Response:
    """Give a fresh code to the page that shows the last one."""
    assert visit.holder is not None  # noqa: S101 - as above
    shown = chosen(visit.desk, visit.holder, visit.query.get("of", ""))
    return JSONResponse({}, status_code=404) if shown is None else JSONResponse(_code(visit, shown))


def _code(visit: Visit, shown: Shown) -> dict[str, object]:
    known = visit.desk.holders.find(shown.holder)
    assert known is not None  # noqa: S101 - a family names only who is enrolled, and erasing takes them out of it
    is_own = shown.relation is None
    text = issue(
        visit.desk,
        shown.holder,
        kind=Kind.LIVE if is_own else Kind.FAMILY,
        now=visit.now,
        guardian=None if is_own else visit.holder,
        lifetime_seconds=LIFETIME_SECONDS,
    ).text
    spoken = words(visit.language)
    return {
        "svg": code_svg(text),
        "colour": known.colour.value,
        "word": spoken[f"colour_{known.colour}"],
        "means": spoken[f"means_{known.colour}"],
        "name": mask_name(known.person.name),
        "phone": mask_phone(known.person.phone),
        "now": visit.now,
        "until": visit.now + LIFETIME_SECONDS,
        "until_text": moment_of(visit, visit.now + LIFETIME_SECONDS)[11:],
        "is_own": is_own,
    }


def _tab(visit: Visit, person: Shown, shown: Shown) -> dict[str, object]:
    known = visit.desk.holders.find(person.holder)
    name = words(visit.language)["me"] if person.relation is None else mask_name(known.person.name if known else "")
    return {"name": name, "reference": person.reference, "is_shown": person == shown}


def _declared(visit: Visit, shown: Shown, text: dict[str, str]) -> dict[str, object] | None:
    known = visit.desk.holders.find(shown.holder)
    if known is None or known.declaration is None:
        return None
    declaration = known.declaration
    said = [text[f"symptom_{word}"] for word in declaration.symptoms]
    said += [text[f"exposure_{word}"] for word in declaration.exposures]
    if declaration.celsius is not None:
        said.insert(0, f"{declaration.celsius:.1f} °C")
    return {"at": moment_of(visit, declaration.at), "says": said}

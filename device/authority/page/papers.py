"""Prints paper codes for the visitor and their family, and withdraws those that were lost.

Never lets more than three be in use for one person, never withdraws a paper of anybody else's.
"""

from starlette.responses import Response

from device.authority.audit_log import CITIZEN
from device.authority.page.answers import day_of, fault_page, go, page
from device.authority.page.visit import Visit, chosen, may_show
from device.authority.page.words import words
from device.authority.paper import PapersEnough, in_use, print_paper
from device.masking import mask_name


def show_papers(visit: Visit) -> Response:
    """Give the page with the papers in use."""
    return _papers_page(visit)


def make_paper(visit: Visit) -> Response:
    """Give a fresh paper code as a page to print."""
    assert visit.holder is not None  # noqa: S101 - the table of pages lets nobody else here
    shown = chosen(visit.desk, visit.holder, visit.said("of"))
    if shown is None:
        return fault_page(visit, "not_found", 404)
    try:
        content = print_paper(visit.desk, shown.holder, by=CITIZEN, now=visit.now, zone=visit.zone)
    except PapersEnough:
        return _papers_page(visit, "paper_many")
    return Response(
        content, media_type="application/pdf", headers={"content-disposition": 'inline; filename="health-code.pdf"'}
    )


def withdraw_paper(visit: Visit) -> Response:
    """Withdraw a paper that was lost."""
    assert visit.holder is not None  # noqa: S101 - as above
    number = visit.said("number")
    for shown in may_show(visit.desk, visit.holder):
        for code in in_use(visit.desk, shown.holder, visit.now):
            if code.cti.hex() == number:
                with visit.desk.register.transaction():
                    visit.desk.codes.withdraw(code.cti, now=visit.now)
                    visit.desk.audit.write("withdraw", by=CITIZEN, now=visit.now, code=number, reason="lost")
                return go("/paper", said="paper_withdrawn")
    return go("/paper")


def _papers_page(visit: Visit, fault: str = "") -> Response:
    assert visit.holder is not None  # noqa: S101 - as above
    text, people, papers = words(visit.language), [], []
    for shown in may_show(visit.desk, visit.holder):
        known = visit.desk.holders.find(shown.holder)
        name = text["me"] if shown.relation is None else mask_name(known.person.name if known else "")
        people.append((shown.reference, name))
        papers += [
            {
                "name": name,
                "printed": day_of(visit, code.issued_at),
                "until": day_of(visit, code.expires_at),
                "number": code.cti.hex(),
            }
            for code in in_use(visit.desk, shown.holder, visit.now)
        ]
    return page(
        visit,
        "paper.html",
        status=409 if fault else 200,
        here="paper",
        people=people,
        of=visit.query.get("of", ""),
        papers=papers,
        fault=text[fault] if fault else "",
    )

"""Prints somebody's code on paper.

Never prints one that is not written down: only what is written down can be withdrawn. Never lets more than three be in
use for one person, however many ask at once.
"""

from datetime import datetime, tzinfo
from typing import Final

from device.authority.desk import Desk
from device.authority.issued_codes import IssuedCode
from device.authority.issuing import issue
from device.authority.paper_page import Paper, draw_paper
from device.authority.printed_sheet import font_at_hand
from device.errors import FileRefused, MenshenError
from device.health_code.phc1 import LIFETIME_SECONDS
from device.masking import mask_name, mask_phone
from device.vocabulary import Kind

PAPERS_MOST: Final = 3


class PapersEnough(MenshenError):
    """So many papers are in use for this person that another one is the staff's to give."""


def in_use(desk: Desk, holder: bytes, now: int) -> tuple[IssuedCode, ...]:
    """Give the paper codes of `holder` that hold now, newest first.

    Raises:
        FileRefused: the register cannot be read.
    """
    return tuple(code for code in desk.codes.of_holder(holder, now=now) if code.kind is Kind.PAPER)


def print_paper(desk: Desk, holder: bytes, *, by: str, now: int, zone: tzinfo) -> bytes:
    """Give a fresh paper code of `holder` as a PDF page, dated in `zone`; drawing it takes a second or two.

    Raises:
        FileRefused: nobody of that name is enrolled, or the register cannot be written.
        ProgramMissing: no font with Chinese letters is installed.
        PapersEnough: `PAPERS_MOST` are in use.
    """
    known = desk.holders.find(holder)
    if known is None:
        raise FileRefused("nobody of that name is in the register")
    font_at_hand()
    with desk.register.transaction():
        if len(in_use(desk, holder, now)) >= PAPERS_MOST:  # looked at in the act itself: two may ask at once
            raise PapersEnough(f"{PAPERS_MOST} papers are in use")
        issued = issue(desk, holder, kind=Kind.PAPER, now=now)
        number = issued.number.hex()
        desk.audit.write("paper", by=by, now=now, holder=holder.hex(), code=number)
    paper = Paper(
        text=issued.text,
        colour=known.colour,
        masked_name=mask_name(known.person.name),
        masked_phone=mask_phone(known.person.phone),
        printed=datetime.fromtimestamp(now, zone),
        expires=datetime.fromtimestamp(now + LIFETIME_SECONDS[Kind.PAPER], zone),
        number=number,
    )
    return draw_paper(paper)

"""Prints somebody's code on paper.

Never prints one that is not written down: only what is written down can be withdrawn.
"""

from datetime import datetime, tzinfo

from device.authority.desk import Desk
from device.authority.issuing import issue
from device.authority.paper_page import Paper, draw_paper
from device.authority.printed_sheet import font_at_hand
from device.errors import FileRefused
from device.health_code.phc1 import LIFETIME_SECONDS
from device.masking import mask_name, mask_phone
from device.vocabulary import Kind


def print_paper(desk: Desk, holder: bytes, *, by: str, now: int, zone: tzinfo) -> bytes:
    """Give a fresh paper code of `holder` as a PDF page, dated in `zone`; drawing it takes a second or two.

    Raises:
        FileRefused: nobody of that name is enrolled, or the register cannot be written.
        ProgramMissing: no font with Chinese letters is installed.
    """
    known = desk.holders.find(holder)
    if known is None:
        raise FileRefused("nobody of that name is in the register")
    font_at_hand()
    with desk.register.transaction():
        text = issue(desk, holder, kind=Kind.PAPER, now=now)
        number = desk.codes.of_holder(holder, now=now)[0].cti.hex()
        desk.audit.write("paper", by=by, now=now, holder=holder.hex(), code=number)
    paper = Paper(
        text=text,
        colour=known.colour,
        masked_name=mask_name(known.person.name),
        masked_phone=mask_phone(known.person.phone),
        printed=datetime.fromtimestamp(now, zone),
        expires=datetime.fromtimestamp(now + LIFETIME_SECONDS[Kind.PAPER], zone),
        number=number,
    )
    return draw_paper(paper)

"""Lets people in: by id number and PIN, or by an invitation with which they choose their PIN.

Never says whether it was the number or the PIN that was wrong, never looks at more than two PINs at once.
"""

from threading import BoundedSemaphore
from typing import Final

from starlette.responses import Response

from device.authority.audit_log import CITIZEN
from device.authority.invitations import Purpose
from device.authority.page.answers import go, page
from device.authority.page.sessions import with_session, without_session
from device.authority.page.visit import Visit
from device.authority.page.words import words
from device.authority.pin_codes import PinVerdict, is_weak

_AT_ONCE: Final = 2
"""Each look at a PIN takes 16 MB and a twentieth of a second of a core, and is meant to."""
_ID_LONGEST: Final = 32


class Entering:
    """The pages before and after being logged in."""

    def __init__(self) -> None:
        self._looks = BoundedSemaphore(_AT_ONCE)

    def show_entrance(self, visit: Visit) -> Response:
        """Give the page that asks for number and PIN."""
        return go("/code") if visit.holder is not None else page(visit, "enter.html", id_number="")

    def enter(self, visit: Visit) -> Response:
        """Let in whoever knows number and PIN."""
        number = visit.said("id_number")[:_ID_LONGEST]
        holder = visit.desk.holders.id_of(number)
        with self._looks:
            verdict = visit.desk.accounts.judge(holder, visit.said("pin"), now=visit.now)
        if verdict is PinVerdict.RIGHT:
            return with_session(go("/code"), visit.desk.accounts.open_session(holder, now=visit.now))
        fault = words(visit.language)["locked" if verdict is PinVerdict.LOCKED else "wrong"]
        return page(visit, "enter.html", status=403, id_number=number, fault=fault)

    def show_opening(self, visit: Visit) -> Response:
        """Give the page that asks for an invitation and a new PIN."""
        return page(visit, "open.html", invitation="")

    def open(self, visit: Visit) -> Response:
        """Open the account of the invited, or give them a new PIN, and let them in."""
        desk, code, pin = visit.desk, visit.said("invitation")[:_ID_LONGEST], visit.said("pin")
        holder = desk.invitations.look_up(code, Purpose.ACCOUNT, now=visit.now)
        known = None if holder is None else desk.holders.find(holder)
        if holder is None or known is None:
            return self._asked_again(visit, code, "invitation_wrong")
        if is_weak(pin, known.person.id_number):
            return self._asked_again(visit, code, "pin_weak")
        if pin != visit.said("pin_again"):
            return self._asked_again(visit, code, "pins_differ")
        with self._looks, desk.register.transaction():
            if desk.invitations.use(code, Purpose.ACCOUNT, now=visit.now) != holder:
                return self._asked_again(visit, code, "invitation_wrong")
            desk.accounts.set_pin(holder, pin)
            desk.audit.write("open-account", by=CITIZEN, now=visit.now, holder=holder.hex())
            token = desk.accounts.open_session(holder, now=visit.now)
        return with_session(go("/code"), token)

    def leave(self, visit: Visit) -> Response:
        """End this session."""
        if visit.token is not None:
            visit.desk.accounts.end_session(visit.token)
        return without_session(go("/enter", said="signed_out"))

    def show_about(self, visit: Visit) -> Response:
        """Give the page that says what this is and what is kept."""
        return page(visit, "about.html")

    def _asked_again(self, visit: Visit, code: str, word: str) -> Response:
        return page(visit, "open.html", status=403, invitation=code, fault=words(visit.language)[word])

"""Puts the authority's keys, its register and its books together: what every command and page works with.

Never decides anything itself.
"""

from device.authority.accounts import Accounts
from device.authority.audit_log import AuditLog
from device.authority.ceremony import Authority
from device.authority.colours import Colours
from device.authority.families import Families
from device.authority.holders import Holders
from device.authority.invitations import Invitations
from device.authority.issued_codes import IssuedCodes
from device.authority.officers import Officers
from device.authority.register import REGISTER_FILE, Register
from device.authority.requests import Requests


class Desk:
    """The authority at work."""

    def __init__(self, authority: Authority) -> None:
        """Open the register beside the keys; it is made where there is none.

        Raises:
            FileRefused: the register cannot be opened.
        """
        self.authority = authority
        self.register = Register(authority.directory / REGISTER_FILE, authority.register_key)
        self.holders = Holders(self.register, authority.holder_secret)
        self.colours = Colours(self.register)
        self.families = Families(self.register)
        self.codes = IssuedCodes(self.register)
        self.accounts = Accounts(self.register)
        self.invitations = Invitations(self.register)
        self.officers = Officers(self.register)
        self.requests = Requests(self.register)
        self.audit = AuditLog(self.register)

    def close(self) -> None:
        """Close the register."""
        self.register.close()

"""Holds one request as the page's rules see it: who asks, in which language, with which words.

Never holds more of a request than was asked for: the form is read once, within its limit, into this.
"""

import hashlib
import hmac
from collections.abc import Mapping
from datetime import tzinfo

from msgspec import Struct, field

from device.authority.desk import Desk
from device.authority.families import Relation
from device.authority.page.words import Language

_CSRF = b"menshen-csrf-1"
_REFERENCE_DIGITS = 12


class Visit(Struct, frozen=True, kw_only=True):
    """One request."""

    desk: Desk
    now: int
    """Seconds since the epoch."""
    zone: tzinfo
    language: Language
    path: str = "/"
    holder: bytes | None = None
    """Who is logged in."""
    token: str | None = None
    """Their session's."""
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, tuple[str, ...]] = field(default_factory=dict)

    def said(self, name: str) -> str:
        """Give the first value of a form's field, without the spaces around it, or nothing."""
        values = self.form.get(name)
        return values[0].strip() if values else ""

    @property
    def csrf(self) -> str:
        """What every form of this session carries; nobody without its cookie can make it."""
        return "" if self.token is None else hmac.digest(self.token.encode(), _CSRF, hashlib.sha256).hex()[:32]

    def is_meant(self) -> bool:
        """Claim that the form was filled in on a page of this session."""
        return bool(self.csrf) and hmac.compare_digest(self.said("csrf").encode(), self.csrf.encode())


class Shown(Struct, frozen=True, kw_only=True):
    """Somebody whose code the visitor may show: themselves, or a member of their family."""

    holder: bytes
    reference: str
    """What the page calls a member by; empty for the visitor."""
    relation: Relation | None = None


def may_show(desk: Desk, visitor: bytes) -> tuple[Shown, ...]:
    """Give everybody whose code `visitor` may show, themselves first."""
    members = [
        Shown(holder=member.holder, reference=reference(visitor, member.holder), relation=member.relation)
        for member in desk.families.of(visitor)
    ]
    return (Shown(holder=visitor, reference=""), *members)


def chosen(desk: Desk, visitor: bytes, wanted: str) -> Shown | None:
    """Give whom `wanted` names among those `visitor` may show; None where it names nobody."""
    return next((shown for shown in may_show(desk, visitor) if shown.reference == wanted), None)


def reference(visitor: bytes, member: bytes) -> str:
    """Give the name under which `visitor`'s page speaks of `member`; it means nothing to anybody else."""
    return hashlib.sha256(b"menshen-member-1" + visitor + member).hexdigest()[:_REFERENCE_DIGITS]

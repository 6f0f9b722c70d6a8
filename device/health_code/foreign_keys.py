"""Holds the bare public keys of foreign issuers, found by format and by the name a certificate gives its key.

Never parses a certificate and never loads a key before a signature asks for it: a list of two thousand costs nothing
until then. A name is no proof; several keys may share one.
"""

from collections.abc import Iterable, Mapping
from types import MappingProxyType
from typing import Final

from msgspec import Struct, field

from device.health_code.foreign_summary import Subject

HCERT: Final = "hcert"
NZCP: Final = "nzcp"
SHC: Final = "shc"
VDS_NC: Final = "vdsnc"
FOREIGN_FORMATS: Final = (HCERT, NZCP, SHC, VDS_NC)
SAME_NAME_MOST: Final = 8
"""Keys of one format and name that are tried; more is not a name."""
_POINT_BYTES: Final = MappingProxyType({"ES256": 65, "ES384": 97, "ES512": 133})


class ForeignKey(Struct, frozen=True, kw_only=True):
    """A foreign issuer's key and what its signature is good for."""

    format: str
    kid: bytes
    """As the certificates give it: 8 bytes (HCERT), text (NZCP, SHC). VDS-NC shows the key itself instead."""
    algorithm: str
    """`ES256`, `ES384`, `ES512` or `PS256`; the only one this key is used with."""
    spki: bytes
    """DER of the SubjectPublicKeyInfo."""
    issuer: str = ""
    """For NZCP and SHC the address in `iss`, which must be this one."""
    subjects: frozenset[Subject] = field(default_factory=lambda: frozenset(Subject))
    not_before: int | None = None
    """Seconds since the epoch; None leaves that side open."""
    not_after: int | None = None

    def shown(self) -> bytes:
        """Give the uncompressed point at the end of the key: what a VDS-NC certificate shows of it."""
        return self.spki[-_POINT_BYTES.get(self.algorithm, 0) :]


ForeignKeys = Mapping[tuple[str, bytes], tuple[ForeignKey, ...]]
"""By format and kid; for VDS-NC by the point itself."""
NO_FOREIGN_KEYS: Final[ForeignKeys] = MappingProxyType({})


def by_name(keys: Iterable[ForeignKey]) -> ForeignKeys:
    """Give `keys` as they are looked up; of those that share a name the first eight."""
    found: dict[tuple[str, bytes], tuple[ForeignKey, ...]] = {}
    for key in keys:
        name = key.format, key.shown() if key.format == VDS_NC else key.kid
        held = found.get(name, ())
        if len(held) < SAME_NAME_MOST and key not in held:
            found[name] = (*held, key)
    return MappingProxyType(found)

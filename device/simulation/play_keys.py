"""Makes the keys of one play from its seed: a pilot authority, a venue and an operator that exist for it alone.

Never used outside a play: whoever knows the seed knows the keys. The files are those an installer would bring.
"""

from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from device.health_code.duties import Duty, duty_key
from device.health_code.keys import key_id_of
from device.health_code.trust import ISSUER_KINDS, TrustedKey
from device.health_code.trust_list import write_trust_list
from device.key_files import make_private_directory, read_signing_private, write_public

_DAY_SECONDS: Final = 86_400
_LIST_AGE_SECONDS: Final = 3600
"""The authority signed its list an hour before the play begins."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PlayKeys:
    """The private keys of everybody the gate listens to, and where the gate's own files lie."""

    directory: Path
    issuing: Ed25519PrivateKey
    venue: Ed25519PrivateKey
    operator: Ed25519PrivateKey
    stranger: Ed25519PrivateKey
    """A key nobody trusts."""
    clerk: Ed25519PrivateKey
    """Withdraws codes, changes colours and answers look-ups."""
    resolve: X25519PrivateKey
    """Opens the gate's questions."""
    seed: bytes

    def settings(self) -> dict[str, dict[str, object]]:
        """The sections of a settings file that name these files."""
        names = ("venue_public", "operator_public", "tracing_public", "resolve_public")
        keys: dict[str, object] = {name: str(self.directory / f"{name.removesuffix('_public')}.pem") for name in names}
        keys["roots"] = [str(self.directory / "root-1.pem"), str(self.directory / "root-2.pem")]
        keys |= {name: str(self.directory / name) for name in _SECRETS}
        return {"keys": keys, "trust": {"file": str(self.directory / "trust.cose")}}

    def bytes_for(self, purpose: str, length: int) -> bytes:
        """Bytes that look random and are the same in every play of this seed."""
        return _bytes(self.seed, purpose, length)


_SECRETS: Final = ("venue_secret", "city_secret", "journal_key")


def make_play_keys(directory: Path, *, seed: int, now: int) -> PlayKeys:
    """Write the gate's key files into the fresh `directory`; `now` is the true second of the play's beginning.

    Raises:
        FileRefused: the directory is not empty, or the disk does not take it.
    """
    make_private_directory(directory)
    material = seed.to_bytes(8, "big")
    signing = {name: _signing(material, name) for name in ("root-1", "root-2", "venue", "operator")}
    for name, key in signing.items():
        write_public(directory / f"{name}.pem", key.public_key())
    for name in ("tracing", "resolve"):
        private = X25519PrivateKey.from_private_bytes(_bytes(material, name, 32))
        write_public(directory / f"{name}.pem", private.public_key())
    for name in _SECRETS:
        secret = directory / name
        secret.touch(mode=0o600)
        secret.write_bytes(_bytes(material, name, 32))
    issuing = _signing(material, "issuing")
    issued_at = now - _LIST_AGE_SECONDS
    trusted = TrustedKey(
        kid=key_id_of(issuing.public_key()),
        key=issuing.public_key(),
        kinds=ISSUER_KINDS,
        not_before=issued_at - 400 * _DAY_SECONDS,
        not_after=now + 400 * _DAY_SECONDS,
        issuer="pilot health authority",
    )
    clerk = duty_key(_signing(material, "clerk").public_key(), frozenset(Duty))
    message = write_trust_list(
        keys=(trusted,),
        duties=(clerk,),
        seq=1,
        issued_at=issued_at,
        soft_end=issued_at + 7 * _DAY_SECONDS,
        hard_end=issued_at + 30 * _DAY_SECONDS,
        root=signing["root-1"],
    )
    (directory / "trust.cose").write_bytes(message)
    return play_keys(directory, seed=seed)


def keys_beside(root_public: Path, venue_public: Path, *, seed: int) -> PlayKeys:
    """Give the private keys behind visitors' codes: the pilot authority's and venue's own, where they lie here.

    On a machine that shows the whole system they lie beside the public ones the settings name; elsewhere the gate was
    given the files of `make_play_keys`.

    Raises:
        MenshenError: a private key is there and cannot be used.
    """
    issuing, venue = root_public.parent / "issuing.private.pem", venue_public.parent / "venue.private.pem"
    made = play_keys(venue_public.parent, seed=seed)
    if not issuing.exists() or not venue.exists():
        return made
    found = replace(made, issuing=read_signing_private(issuing), venue=read_signing_private(venue))
    operator = venue_public.parent / "operator.private.pem"
    return replace(found, operator=read_signing_private(operator)) if operator.exists() else found


def play_keys(directory: Path, *, seed: int) -> PlayKeys:
    """Give the private keys behind the files that `make_play_keys` wrote into `directory`."""
    material = seed.to_bytes(8, "big")
    return PlayKeys(
        directory=directory,
        issuing=_signing(material, "issuing"),
        venue=_signing(material, "venue"),
        operator=_signing(material, "operator"),
        stranger=_signing(material, "stranger"),
        clerk=_signing(material, "clerk"),
        resolve=X25519PrivateKey.from_private_bytes(_bytes(material, "resolve", 32)),
        seed=material,
    )


def _signing(seed: bytes, name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(_bytes(seed, name, 32))


def _bytes(seed: bytes, purpose: str, length: int) -> bytes:
    return sha256(b"menshen-play-1\0" + seed + purpose.encode()).digest()[:length]

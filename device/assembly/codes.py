"""Builds what judges health codes: whom the gate trusts, and the judging of a text against it.

Never trusts a list because of where it lies: the installed file is offered like any other, and its signature judged.
"""

from pathlib import Path
from typing import Final

from msgspec import Struct

from device.gate_keys import GateKeys
from device.hardware import Hardware
from device.identification import Identification
from device.settings import Settings
from device.trust_keeper import TrustKeeper, read_trust_file
from device.trust_store import TrustStore
from device.work import Post, Wakeable

_RUN_KEY_BYTES: Final = 32


class Codes(Struct, frozen=True, kw_only=True):
    """The judge, and the worker that keeps what it trusts current."""

    identification: Identification
    trust: TrustKeeper


def assemble_codes(settings: Settings, keys: GateKeys, hardware: Hardware, *, post: Post, wake: Wakeable) -> Codes:
    """Build both; the installed list counts from the keeper's first step.

    Raises:
        FileRefused: the installed list cannot be read.
    """
    store = TrustStore(directory=Path(settings.journal.directory), roots=keys.roots)
    identification = Identification(
        clock=hardware.clock,
        trust=store.held(),
        venue_public=keys.venue,
        venue_secret=keys.venue_secret,
        run_key=hardware.random_bytes(_RUN_KEY_BYTES),
        checkpoint=settings.venue.checkpoint,
        formats=settings.policy.accepted_formats,
    )
    trust = TrustKeeper(store=store, clock=hardware.clock, use=identification.update_trust, post=post, wake=wake)
    installed = read_trust_file(Path(settings.trust.file))
    if installed is not None:
        trust.offer(installed)
    return Codes(identification=identification, trust=trust)

"""Builds what judges health codes: whom the gate trusts, the judging of a text against it, and who is asked besides.

Never trusts a list because of where it lies: the installed files are offered like any other and judged
by their signatures.
"""

from collections.abc import Callable
from pathlib import Path
from typing import Final

from msgspec import Struct

from device.assembly.gate_keys import GateKeys
from device.assembly.hardware import Hardware
from device.errors import SettingsError
from device.health_code.opaque import is_host
from device.health_code.standing_list import MESSAGE_LONGEST_BYTES, ListKind
from device.mqtt.topics import GateTopics, TopicKind
from device.settings import Settings
from device.trust.https_download import HttpsDownload
from device.trust.installed_lists import read_list_files, read_trust_file
from device.trust.list_fetcher import ListFetcher
from device.trust.standing_store import StandingStore
from device.trust.trust_keeper import TrustKeeper
from device.trust.trust_store import TrustStore
from device.visitor.identification import Identification
from device.visitor.resolver import Resolver
from device.work import Post, Wakeable

_RUN_KEY_BYTES: Final = 32


class Codes(Struct, frozen=True, kw_only=True):
    """The judge, and the workers that keep what it trusts current and ask about what it cannot judge."""

    identification: Identification
    trust: TrustKeeper
    resolver: Resolver
    fetcher: ListFetcher | None
    """None where no address of large lists is set."""

    def take_list(self, scope: str, message: bytes) -> None:
        """Offer a list that the broker brought: of withdrawn codes, or of changed colours where `scope` is empty."""
        self.trust.offer_list(ListKind.REVOKED if scope else ListKind.COLOURS, scope, message)


class CodeBells(Struct, frozen=True, kw_only=True):
    """What wakes each of the workers."""

    trust: Wakeable
    resolver: Wakeable
    lists: Wakeable


def assemble_codes(
    settings: Settings,
    keys: GateKeys,
    hardware: Hardware,
    *,
    ask: Callable[[str, bytes], bool],
    post: Post,
    bells: CodeBells,
) -> Codes:
    """Build all of it; the installed lists count from the keeper's first step. `ask` carries sealed questions.

    Raises:
        FileRefused: an installed list cannot be read.
        SettingsError: the address of the large lists is none, or a host is none.
    """
    here = settings.trust
    unknown = [host for host in here.opaque_hosts if not is_host(host)]
    if unknown:
        raise SettingsError(tuple(f"trust.opaque_hosts: {host!r} is no host's name" for host in unknown))
    state = Path(settings.journal.directory)
    store = TrustStore(directory=state, roots=keys.roots)
    identification = Identification(
        clock=hardware.clock,
        trust=store.held(),
        venue_public=keys.venue,
        venue_secret=keys.venue_secret,
        run_key=hardware.random_bytes(_RUN_KEY_BYTES),
        checkpoint=settings.venue.checkpoint,
        rules=settings.policy,
        opaque_hosts=here.opaque_hosts,
    )
    fetcher: ListFetcher | None = None

    def want(kind: ListKind, scope: str, held: int) -> None:
        if fetcher is not None:
            fetcher.want(kind, scope, held)

    trust = TrustKeeper(
        store=store,
        standing=StandingStore(directory=state, roots=keys.roots),
        clock=hardware.clock,
        use=identification.update_trust,
        want=want,
        post=post,
        wake=bells.trust,
    )
    if here.lists_address:
        download = HttpsDownload(here.lists_address, ca_file=here.lists_ca_file, bytes_most=MESSAGE_LONGEST_BYTES)
        fetcher = ListFetcher(download=download, offer=trust.offer_list, wake=bells.lists)
    _offer_installed(settings, trust)
    topics = GateTopics(venue=settings.venue.id, device=settings.venue.device)
    resolver = Resolver(
        persons=identification,
        authority=keys.resolve,
        duty_keys=lambda: trust.trust().duty_keys,
        principal=settings.venue.device,
        request_topic=lambda number: topics.of(TopicKind.AUTHORITY_REQUEST, id=number),
        answer_topic=lambda number: topics.of(TopicKind.AUTHORITY_ANSWER, id=number),
        send=ask,
        clock=hardware.clock,
        random_bytes=hardware.random_bytes,
        post=post,
        wake=bells.resolver,
    )
    return Codes(identification=identification, trust=trust, resolver=resolver, fetcher=fetcher)


def _offer_installed(settings: Settings, trust: TrustKeeper) -> None:
    installed = read_trust_file(Path(settings.trust.file))
    if installed is not None:
        trust.offer(installed)
    if settings.trust.lists_folder:
        for kind, scope, message in read_list_files(Path(settings.trust.lists_folder)):
            trust.offer_list(kind, scope, message)

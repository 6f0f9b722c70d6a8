"""Looks at the keys, the secrets and the trust list a gate needs.

Never shows what is in a file and never writes one.
"""

from collections.abc import Callable, Iterator
from pathlib import Path

from device.doctor.finding import Finding, Health
from device.errors import MenshenError
from device.health_code.trust import TrustAge, TrustRefusal
from device.health_code.trust_list import LIST_LONGEST_BYTES, read_trust_list
from device.key_files import read_sealing_public, read_signing_public
from device.settings.secrets import find_secret
from device.settings.sections import Keys

_KEY_REMEDY = "copy it from where `menshen authority init` and `menshen fleet keys` made it"
_PRIVATE_REMEDY = "copy it from where it was made, owned by root, mode 600; or make a new one"


def look_at_keys(keys: Keys, credentials: Path | None, *, resolves_online: bool) -> Iterator[Finding]:
    """One line if every key and secret is there, else one for each that is not."""
    readings: list[tuple[str, str, Callable[[], object]]] = []
    for number, root in enumerate(keys.roots, start=1):
        readings.append((f"root {number}", _KEY_REMEDY, _reading(read_signing_public, root)))
    for name in ("venue_public", "operator_public"):
        readings.append((name, _KEY_REMEDY, _reading(read_signing_public, getattr(keys, name))))
    for name in ("tracing_public", "resolve_public") if resolves_online else ("tracing_public",):
        readings.append((name, _KEY_REMEDY, _reading(read_sealing_public, getattr(keys, name))))
    for name in ("venue_secret", "city_secret", "journal_key"):
        readings.append((name, _PRIVATE_REMEDY, _finding_secret(name, getattr(keys, name), credentials)))
    wrong = 0
    for name, remedy, read in readings:
        try:
            read()
        except MenshenError as error:
            wrong += 1
            state = str(error) if str(error).startswith(name) else f"{name}: {error}"
            yield Finding(part="keys", health=Health.WRONG, state=state, remedy=remedy)
    if not wrong:
        yield Finding(part="keys", health=Health.OK, state=f"{len(readings)} keys and secrets, all readable")


def look_at_trust(file: Path, roots: tuple[str, ...], now: int) -> Finding:
    """Whether the trust list is signed by the roots of this gate, and how old it is at second `now`."""
    remedy = "get the newest list from the health authority; without one every code is unknown"
    try:
        publics = tuple(read_signing_public(Path(root)) for root in roots)
        with file.open("rb") as source:
            verdict = read_trust_list(source.read(LIST_LONGEST_BYTES + 1), publics)
    except MenshenError as error:
        return Finding(part="trust list", health=Health.WRONG, state=f"cannot be verified: {error}", remedy=remedy)
    except OSError as error:
        return Finding(part="trust list", health=Health.WRONG, state=f"{file}: {error.strerror}", remedy=remedy)
    if isinstance(verdict, TrustRefusal):
        return Finding(part="trust list", health=Health.WRONG, state=f"{file}: {verdict}", remedy=remedy)
    state = f"{file}: {len(verdict.keys)} keys, list {verdict.seq}"
    match verdict.age(now):
        case TrustAge.FRESH:
            return Finding(part="trust list", health=Health.OK, state=f"{state}, fresh")
        case TrustAge.STALE:
            return Finding(part="trust list", health=Health.DEGRADED, state=f"{state}, overdue", remedy=remedy)
        case TrustAge.OVER:
            return Finding(part="trust list", health=Health.WRONG, state=f"{state}, too old to use", remedy=remedy)


def _reading(read: Callable[[Path], object], file: str) -> Callable[[], object]:
    return lambda: read(Path(file))


def _finding_secret(name: str, file: str, credentials: Path | None) -> Callable[[], object]:
    return lambda: find_secret(name, Path(file), credentials)

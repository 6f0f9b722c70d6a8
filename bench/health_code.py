"""Measures what judging a scanned text costs, beside the bare signature verification in the same run.

Goal: a median of at most 0.3 ms and at most twice the bare Ed25519 verification. Exit 1 where it is missed.
Run with `python -m bench.health_code` or as a file.
"""

import statistics
import sys
import time
from collections.abc import Callable
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from device.health_code import base45_text, cose
from device.health_code.circumstances import Circumstances
from device.health_code.claims import Claims
from device.health_code.declaration import Declaration
from device.health_code.keys import SignerKey, key_id_of, signature_holds
from device.health_code.phc1 import PREFIX, encode
from device.health_code.registry import Registry
from device.health_code.trust import ISSUER_KINDS, TrustedKey, TrustSnapshot
from device.vocabulary import ClockQuality, Colour, Kind

NOW = 1_795_334_400
ROUNDS = 4000
GOAL_MILLISECONDS = 0.3
GOAL_RATIO = 2.0


def code_text(key: SignerKey) -> str:
    """Give a live code with declaration and division."""
    claims = Claims(
        kind=Kind.LIVE,
        colour=Colour.GREEN,
        issued_at=NOW,
        expires_at=NOW + 600,
        cti=b"12345678",
        masked_name="张*三",
        masked_phone="138****1234",
        holder=b"h" * 12,
        declaration=Declaration(at=NOW - 600, celsius=36.5, symptoms=("none",)),
        division=440983,
    )
    return encode(claims, key)


def timed(work: Callable[[], object]) -> float:
    """Give how many milliseconds one call of `work` took."""
    begun = time.perf_counter_ns()
    work()
    return (time.perf_counter_ns() - begun) / 1e6


def show(name: str, milliseconds: list[float]) -> None:
    """Print median and 99th percentile."""
    ordered = sorted(milliseconds)
    print(f"{name:<34} median {statistics.median(ordered):.3f} ms   p99 {ordered[len(ordered) * 99 // 100]:.3f} ms")


def main() -> int:
    """Measure turn about, so that both see the same machine; print, and say whether the goal is met."""
    ed25519, p256 = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
    public = {key_id_of(key.public_key()): key.public_key() for key in (ed25519, p256)}
    trusted = {kid: TrustedKey(kid=kid, key=key, kinds=ISSUER_KINDS) for kid, key in public.items()}
    circumstances = Circumstances(
        trust=TrustSnapshot(seq=1, issued_at=NOW, keys=MappingProxyType(trusted)),
        venue_key=None,
        now=NOW,
        clock=ClockQuality.SYNCHRONISED,
    )
    registry, text, text_p256 = Registry(), code_text(ed25519), code_text(p256)
    message = cose.take_apart(base45_text.decode(text.removeprefix(PREFIX)), longest=1024)
    if message is None:
        raise ValueError("the code cannot be taken apart")
    key, signature, signed = ed25519.public_key(), message.signature, message.signed_bytes()
    works: dict[str, Callable[[], object]] = {
        "bare Ed25519 verification": lambda: signature_holds(key, signature, signed),
        "text to verdict, Ed25519": lambda: registry.judge(text, circumstances),
        "text to verdict, ES256": lambda: registry.judge(text_p256, circumstances),
        "forged text to verdict": lambda: registry.judge(text[:-3] + "000", circumstances),
        "poster to verdict": lambda: registry.judge("https://gate.example.org/?v=school&c=south", circumstances),
    }
    taken: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(ROUNDS):
        for name, work in works.items():
            taken[name].append(timed(work))
    for name, milliseconds in taken.items():
        show(name, milliseconds)
    bare, whole = (statistics.median(taken[name]) for name in list(works)[:2])
    print(f"text of {len(text)} characters; {whole / bare:.2f} times the bare verification")
    return 0 if whole <= GOAL_MILLISECONDS and whole <= GOAL_RATIO * bare else 1


if __name__ == "__main__":
    sys.exit(main())

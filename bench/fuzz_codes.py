"""Judges millions of damaged, forged and hostile texts, and holds each to what no text may do.

Goal for every one: nothing raises, no changed claim is believed, at most 5 ms of processor time and 2 MB of memory.
Memory is traced for one bomb in 5 and one other text in 200, because tracing takes ten times as long as judging.
Exit 1 where one breaks a law; the text is printed. `python bench/fuzz_codes.py [--inputs 2000000] [--seed 1]`.
"""

import argparse
import random
import sys
import time
import tracemalloc
from collections import Counter
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from figure import show_figure, show_machine
from health_code import ISSUER, KID, NOW, code_text, hcert_text, nzcp_text, shc_text, vds_nc_text
from mutations import BOMBS, Sample, mutated

from device.health_code.circumstances import Circumstances
from device.health_code.foreign_keys import ForeignKey, by_name
from device.health_code.keys import key_id_of
from device.health_code.registry import KNOWN_FORMATS, Registry
from device.health_code.trust import ISSUER_KINDS, TrustedKey, TrustSnapshot
from device.health_code.verdict import HealthCode
from device.vocabulary import ClockQuality

GOAL_MILLISECONDS = 5.0
GOAL_MEGABYTES = 2.0
TRACED_EVERY = 200
BOMBS_TRACED_EVERY = 5
AGAIN = 3
"""A text beyond the goal is judged so often again: a slow machine is slow once, a slow text every time."""
SHOWN_LONGEST = 300


class World:
    """One issuer of every format, and one sound text of each."""

    def __init__(self) -> None:
        ed25519, p256 = Ed25519PrivateKey.generate(), ec.generate_private_key(ec.SECP256R1())
        spki = p256.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        own = (ed25519.public_key(), p256.public_key())
        foreign = by_name(
            ForeignKey(format=name, kid=kid, algorithm="ES256", spki=spki, issuer=ISSUER)
            for name, kid in (("hcert", KID), ("nzcp", b"key-1"), ("shc", b"key-1"), ("vdsnc", b""))
        )
        keys = {key_id_of(key): TrustedKey(kid=key_id_of(key), key=key, kinds=ISSUER_KINDS) for key in own}
        self.circumstances = Circumstances(
            trust=TrustSnapshot(seq=1, issued_at=NOW, keys=MappingProxyType(keys), foreign=foreign),
            venue_key=None,
            now=NOW,
            clock=ClockQuality.SYNCHRONISED,
        )
        self.registry = Registry(KNOWN_FORMATS)
        self.samples = (
            Sample("phc1", code_text(ed25519)),
            Sample("phc1", code_text(p256)),
            Sample("hcert", hcert_text(p256)),
            Sample("nzcp", nzcp_text(p256)),
            Sample("shc", shc_text(p256)),
            Sample("vdsnc", vds_nc_text(p256, spki)),
        )
        self.sound = [self.judge(sample.text) for sample in self.samples]

    def judge(self, text: str) -> object:
        """Give the verdict."""
        return self.registry.judge(text, self.circumstances)

    def seconds(self, text: str) -> float:
        """Give the processor time of judging `text` once."""
        begun = time.thread_time_ns()
        self.judge(text)
        return (time.thread_time_ns() - begun) / 1e9

    def is_harmless(self, verdict: object, which: int) -> bool:
        """Claim that nothing of it is believed, or that every claim is what was signed (a mirrored signature)."""
        return not isinstance(verdict, HealthCode) or not verdict.signature_held or verdict == self.sound[which]


def main() -> int:
    """Judge, count, print, and say whether every law held."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--inputs", type=int, default=2_000_000)
    reader.add_argument("--seed", type=int, default=1)
    wanted = reader.parse_args()
    show_machine()
    chance, world = random.Random(wanted.seed), World()  # noqa: S311 - damage, not secrets
    kinds: Counter[str] = Counter()
    believed, slowest, slow_kind, largest, traced = 0, 0.0, "", 0.0, 0
    began = time.monotonic()
    for number in range(wanted.inputs):
        which = chance.randrange(len(world.samples))
        kind, text = mutated(world.samples[which], chance)
        kinds[kind] += 1
        is_traced = number % TRACED_EVERY == 0 or (kind in BOMBS and number % BOMBS_TRACED_EVERY == 0)
        begun = time.thread_time_ns()
        try:
            verdict = world.judge(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what must not be
            print(f"RAISED {type(error).__name__}: {error}\n{kind}: {text[:SHOWN_LONGEST]!r}")
            return 1
        milliseconds = (time.thread_time_ns() - begun) / 1e6
        if milliseconds > GOAL_MILLISECONDS:
            milliseconds = min(milliseconds, *(world.seconds(text) * 1000 for _ in range(AGAIN)))
        slowest, slow_kind = max((slowest, slow_kind), (milliseconds, kind))
        if is_traced:  # judged once more, because tracing slows it down
            tracemalloc.start()
            world.judge(text)
            largest, traced = max(largest, tracemalloc.get_traced_memory()[1] / 1e6), traced + 1
            tracemalloc.stop()
        if not world.is_harmless(verdict, which):
            print(f"BELIEVED\n{kind}: {text[:SHOWN_LONGEST]!r}\n{verdict}")
            return 1
        believed += isinstance(verdict, HealthCode) and verdict.signature_held
        if number % 100_000 == 0:
            print(f"{number:,} after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    print(f"{wanted.inputs:,} texts in {time.monotonic() - began:.0f} s, seed {wanted.seed}; none raised")
    print(f"{believed:,} were believed, all of them with every claim as signed")
    print(", ".join(f"{kind} {count:,}" for kind, count in sorted(kinds.items())))
    in_time = show_figure(f"slowest ({slow_kind}, processor time)", slowest, "ms", goal=GOAL_MILLISECONDS)
    small = show_figure(f"largest of {traced:,} traced", largest, "MB", goal=GOAL_MEGABYTES)
    return 0 if in_time and small else 1


if __name__ == "__main__":
    sys.exit(main())

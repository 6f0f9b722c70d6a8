"""Judges millions of damaged, forged and hostile texts, and holds each to what no text may do.

Goal for every one: nothing raises, no changed claim is believed, at most 5 ms of processor time and 2 MB of memory.
Every text is judged twice: once for its processor time, once with every allocation of Python's traced for its peak
(memory of zlib and OpenSSL is not seen there; the growth of the whole process, printed beside it, is their bound).
A text over the goal is judged nine times more and its fastest counts: a busy machine is slow once, a slow text always.
The slowest of each kind is judged nine times again at the end, which tells its cost from the machine's.
The keys are fixed, so a text that was kept (`--keep FILE`, the slowest and the largest of each kind) means the same
later. Exit 1 where one breaks a law; the text is printed.
`python bench/fuzz_codes.py [--inputs 2000000] [--seed 1] [--keep FILE]`, or `--texts FILE` for what was kept.
"""

import argparse
import json
import random
import resource
import sys
import time
import tracemalloc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from figure import show_figure, show_machine
from health_code import ISSUER, KID, NOW, code_text, hcert_text, nzcp_text, shc_text, vds_nc_text
from msgspec import Struct
from mutations import mutated
from sample import Sample

from device.health_code.circumstances import Circumstances
from device.health_code.foreign_keys import ForeignKey, by_name
from device.health_code.keys import key_id_of
from device.health_code.registry import KNOWN_FORMATS, Registry
from device.health_code.trust import ISSUER_KINDS, TrustedKey, TrustSnapshot
from device.health_code.verdict import HealthCode
from device.vocabulary import ClockQuality

GOAL_MILLISECONDS = 5.0
GOAL_MEGABYTES = 2.0
AGAIN = 9
TRACED_TOGETHER = 500
"""Texts between switching the tracing on and off, which itself leaks a kilobyte (Python 3.11)."""
SHOWN_LONGEST = 300
KEPT_LONGEST = 6000
"""Characters; what is longer is not kept."""


class World:
    """One issuer of every format, always the same, and one sound text of each."""

    def __init__(self) -> None:
        ed25519 = Ed25519PrivateKey.from_private_bytes(b"\x01" * 32)
        p256 = ec.derive_private_key(0x0123456789, ec.SECP256R1())
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

    def cost(self, text: str) -> tuple[object, float]:
        """Give the verdict, and the milliseconds of processor time it took; the fastest where it is over the goal."""
        begun = time.thread_time_ns()
        verdict = self.judge(text)
        milliseconds = (time.thread_time_ns() - begun) / 1e6
        if milliseconds > GOAL_MILLISECONDS:
            milliseconds = min(milliseconds, *(self.seconds(text) * 1000 for _ in range(AGAIN)))
        return verdict, milliseconds

    def peaks(self, texts: list[str]) -> list[float]:
        """Give the megabytes that judging each of `texts` had allocated at its height."""
        found = []
        tracemalloc.start()
        for text in texts:
            before, _ = tracemalloc.get_traced_memory()
            tracemalloc.reset_peak()
            self.judge(text)
            found.append((tracemalloc.get_traced_memory()[1] - before) / 1e6)
        tracemalloc.stop()
        return found

    def is_harmless(self, verdict: object, which: int) -> bool:
        """Claim that nothing of it is believed, or that every claim is what was signed (a mirrored signature)."""
        return not isinstance(verdict, HealthCode) or not verdict.signature_held or verdict == self.sound[which]


class Seen(Struct, frozen=True, kw_only=True):
    """A text that was judged."""

    kind: str
    sample: int
    text: str
    milliseconds: float


class Costly(Struct, frozen=True, kw_only=True):
    """A text and what it cost."""

    sample: int
    """Which sound text it was made of."""
    text: str
    milliseconds: float
    megabytes: float


class Worst:
    """The slowest and the largest text of each kind."""

    def __init__(self) -> None:
        self.slowest: dict[str, Costly] = {}
        self.largest: dict[str, Costly] = {}

    def see(self, world: World, seen: list[Seen]) -> None:
        """Take note of texts, once it is measured what memory each takes."""
        for one, megabytes in zip(seen, world.peaks([one.text for one in seen]), strict=True):
            costly = Costly(sample=one.sample, text=one.text, milliseconds=one.milliseconds, megabytes=megabytes)
            if one.kind not in self.slowest or costly.milliseconds > self.slowest[one.kind].milliseconds:
                self.slowest[one.kind] = costly
            if one.kind not in self.largest or costly.megabytes > self.largest[one.kind].megabytes:
                self.largest[one.kind] = costly

    def keep(self, path: Path) -> None:
        """Write them down, one JSON object a line."""
        found = {(kind, one.text): one for worst in (self.slowest, self.largest) for kind, one in worst.items()}
        with path.open("w", encoding="utf-8") as file:
            for (kind, text), one in sorted(found.items()):
                if len(text) <= KEPT_LONGEST:
                    file.write(json.dumps({"kind": kind, "sample": one.sample, "text": text}) + "\n")


def made(world: World, number: int, seed: int) -> Iterator[tuple[str, int, str]]:
    """Give damaged texts: what was done, to which sample, and the text."""
    chance = random.Random(seed)  # noqa: S311 - damage, not secrets
    for _ in range(number):
        which = chance.randrange(len(world.samples))
        kind, text = mutated(world.samples[which], chance)
        yield kind, which, text


def kept(path: Path) -> Iterator[tuple[str, int, str]]:
    """Give the texts that were kept in a file."""
    for line in path.read_text("utf-8").splitlines():
        held = json.loads(line)
        yield held["kind"], held["sample"], held["text"]


def main() -> int:
    """Judge, count, print, and say whether every law held."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--inputs", type=int, default=2_000_000)
    reader.add_argument("--seed", type=int, default=1)
    reader.add_argument("--texts", type=Path, help="judge the texts that were kept in this file instead")
    reader.add_argument("--keep", type=Path, help="where the costliest texts go")
    wanted = reader.parse_args()
    show_machine()
    world, worst = World(), Worst()
    inputs = made(world, wanted.inputs, wanted.seed) if wanted.texts is None else kept(wanted.texts)
    kinds: Counter[str] = Counter()
    believed, over = 0, 0
    seen: list[Seen] = []
    began, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    for number, (kind, which, text) in enumerate(inputs):
        kinds[kind] += 1
        try:
            verdict, milliseconds = world.cost(text)
        except Exception as error:  # noqa: BLE001 - whatever it is, it is what must not be
            print(f"RAISED {type(error).__name__}: {error}\n{kind}: {text[:SHOWN_LONGEST]!r}")
            return 1
        if not world.is_harmless(verdict, which):
            print(f"BELIEVED\n{kind}: {text[:SHOWN_LONGEST]!r}\n{verdict}")
            return 1
        over += milliseconds > GOAL_MILLISECONDS
        seen.append(Seen(kind=kind, sample=which, text=text, milliseconds=milliseconds))
        believed += isinstance(verdict, HealthCode) and verdict.signature_held
        if len(seen) == TRACED_TOGETHER:
            worst.see(world, seen)
            seen = []
        if number % 100_000 == 0:
            print(f"{number:,} after {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)
    worst.see(world, seen)
    grown = (resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before) / 1024
    if wanted.keep is not None:
        worst.keep(wanted.keep)
    print(f"{kinds.total():,} texts in {time.monotonic() - began:.0f} s, seed {wanted.seed}; none raised")
    print(f"{believed:,} were believed, all of them with every claim as signed")
    for kind, count in sorted(kinds.items()):
        slowest, largest = worst.slowest[kind], worst.largest[kind].megabytes
        again = min(world.seconds(slowest.text) * 1000 for _ in range(AGAIN))
        print(f"{kind:<16}{count:>10,}   {slowest.milliseconds:6.2f} ms, again {again:5.2f} ms   {largest:6.3f} MB")
    slow = max(one.milliseconds for one in worst.slowest.values())
    large = max(one.megabytes for one in worst.largest.values())
    print(f"over {GOAL_MILLISECONDS:g} ms every time: {over}; the process grew by {grown:.1f} MB")
    in_time = show_figure("slowest, processor time", slow, "ms", goal=GOAL_MILLISECONDS)
    small = show_figure("largest, traced memory", large, "MB", goal=GOAL_MEGABYTES)
    return 0 if in_time and small else 1


if __name__ == "__main__":
    sys.exit(main())

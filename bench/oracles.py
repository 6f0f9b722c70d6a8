"""Holds the gate's verdicts beside those of two other verifiers, on every public vector and on damaged copies of each.

The others live in `.venv-oracles` in the checkout, made here when it is not there (that needs the package index).
Exit 1 where the gate believes what another does not, or calls a signature bad that both others find good.
`python bench/oracles.py [--vectors FOLDER]`.
"""

import argparse
import base64
import json
import subprocess
import sys
import venv
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from types import MappingProxyType

from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from figure import show_machine
from health_code import NOW, code_text
from msgspec import Struct
from mutations import mutated
from sample import Sample

from device.authority.foreign_keys import from_certificate, keys_in_file
from device.health_code.circumstances import Circumstances
from device.health_code.foreign_keys import ForeignKey, by_name
from device.health_code.keys import key_id_of
from device.health_code.registry import KNOWN_FORMATS, Registry
from device.health_code.trust import ISSUER_KINDS, TrustedKey, TrustSnapshot
from device.health_code.verdict import HealthCode
from device.vocabulary import ClockQuality, Reason

HERE = Path(__file__).resolve().parent
ENVIRONMENT = HERE.parent / ".venv-oracles"
PACKAGES = ("cwt==3.3.0", "pycose==1.1.0", "PyJWT[crypto]==2.15.1", "base45==0.4.4")
COPIES = 6
"""Damaged copies of each vector."""


BELIEVED, REFUSED = "believed by all", "refused by all"
STRICTER = "refused here alone, by a rule beyond the signature"


class Question(Struct, frozen=True):
    """A text, the one key it could be signed with, and how the gate is to know that key."""

    format: str
    text: str
    key: ForeignKey | None
    spki: bytes
    algorithm: str


def vectors(folder: Path) -> Iterator[Question]:
    """Give every public vector."""
    for path in sorted((folder / "eu-dcc").rglob("raw/*.json")):
        vector = json.loads(path.read_text("utf-8"))
        key = from_certificate(base64.b64decode(vector["TESTCTX"]["CERTIFICATE"]))
        yield Question("hcert", vector["PREFIX"], key, key.spki, key.algorithm)
    for path in sorted((folder / "nzcp").rglob("*.txt")):
        for key in keys_in_file(folder / "nzcp/valid/did.json", format_name="nzcp", issuer=""):
            yield Question("nzcp", path.read_text().strip(), key, key.spki, "ES256")
    issuer = "https://spec.smarthealth.cards/examples/issuer"
    for path in sorted((folder / "shc").glob("*jws*.txt")):
        letters = path.read_text().strip()
        text = "shc:/" + "".join(f"{ord(letter) - 45:02d}" for letter in letters)
        for key in keys_in_file(folder / "shc/issuer/jwks.json", format_name="shc", issuer=issuer):
            if key.kid.decode() in base64.urlsafe_b64decode(letters.split(".")[0] + "===").decode(errors="replace"):
                yield Question("shc", text, key, key.spki, "ES256")


def own() -> Iterator[Question]:
    """Give codes of the project's own format."""
    for key, algorithm in ((Ed25519PrivateKey.generate(), "EdDSA"), (ec.generate_private_key(ec.SECP256R1()), "ES256")):
        spki = key.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
        yield from (Question("phc1", code_text(key), None, spki, algorithm) for _ in range(20))


def damaged(question: Question, number: int) -> Question:
    """Give a copy with something done to it."""
    import random  # noqa: PLC0415 - used here alone

    chance = random.Random(f"{question.text}{number}")  # noqa: S311 - damage, not secrets
    try:
        _, text = mutated(Sample(question.format, question.text), chance)
    except Exception:  # noqa: BLE001 - a vector that cannot even be taken apart is damaged enough
        text = question.text[:-2]
    return Question(question.format, text, question.key, question.spki, question.algorithm)


def judged(registry: Registry, question: Question) -> HealthCode | None:
    """Give the gate's own verdict; None where the text is no code to it."""
    from cryptography.hazmat.primitives.serialization import load_der_public_key  # noqa: PLC0415 - used here alone

    keys = {}
    if question.key is None:
        public = load_der_public_key(question.spki)
        kid = key_id_of(public)  # type: ignore[arg-type] # one of the two kinds, made above
        keys[kid] = TrustedKey(kid=kid, key=public, kinds=ISSUER_KINDS)  # type: ignore[arg-type] # as above
    trust = TrustSnapshot(
        seq=1, issued_at=NOW, keys=MappingProxyType(keys), foreign=by_name([question.key] if question.key else [])
    )
    moment = Circumstances(trust=trust, venue_key=None, now=NOW, clock=ClockQuality.SYNCHRONISED)
    verdict = registry.judge(question.text, moment)
    return verdict if isinstance(verdict, HealthCode) else None


def asked(questions: list[Question]) -> list[tuple[bool, bool]]:
    """Give what the two others think of each."""
    if not (ENVIRONMENT / "bin/python").exists():
        venv.create(ENVIRONMENT, with_pip=True)
    python = str(ENVIRONMENT / "bin/python")
    subprocess.run([python, "-m", "pip", "install", "-q", *PACKAGES], check=True, stderr=subprocess.DEVNULL)
    lines = "".join(
        json.dumps(
            {
                "format": one.format,
                "text": one.text,
                "spki": base64.b64encode(one.spki).decode(),
                "algorithm": one.algorithm,
            }
        )
        + "\n"
        for one in questions
    )
    answered = subprocess.run(
        [python, "-W", "ignore", str(HERE / "oracle_answers.py")],
        input=lines,
        capture_output=True,
        text=True,
        check=True,
    )
    return [(first, second) for first, second in map(json.loads, answered.stdout.splitlines())]


def main() -> int:
    """Ask everybody, compare, print."""
    reader = argparse.ArgumentParser(description=__doc__)
    reader.add_argument("--vectors", type=Path, default=HERE.parent.parent / "shared" / "vectors")
    folder = reader.parse_args().vectors
    show_machine()
    sound = [*vectors(folder), *own()]
    questions = sound + [damaged(question, number) for question in sound for number in range(COPIES)]
    registry, answers = Registry(KNOWN_FORMATS), asked(questions)
    told: Counter[str] = Counter()
    wrong = 0
    for question, (first, second) in zip(questions, answers, strict=True):
        verdict = judged(registry, question)
        ours = verdict is not None and verdict.signature_held
        bad = verdict is not None and Reason.CODE_SIGNATURE_BAD in verdict.reasons
        if (ours and not (first and second)) or (bad and first and second):
            wrong += 1
            reasons = [] if verdict is None else list(verdict.reasons)
            print(f"DIFFERENT: {question.format} {ours} {reasons}, others {first}, {second}: {question.text[:80]!r}")
        stricter = not ours and (first or second)
        told[BELIEVED if ours else STRICTER if stricter else REFUSED] += 1
    print(f"{len(sound)} vectors and {len(questions) - len(sound)} damaged copies")
    for what, number in sorted(told.items()):
        print(f"{what}: {number}")
    print(f"different: {wrong}")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())

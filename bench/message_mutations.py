"""Damages signed CBOR messages (PHC1, HCERT, NZ COVID Pass): header, claims, signature, shape.

Never signs with the issuer's key: whatever comes out was not signed as it is.
"""

import base64
import random
import zlib
from collections.abc import Callable
from functools import lru_cache

import cbor2
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from sample import ORDER, STRANGER, Sample, flipped

from device.health_code import base45_text
from device.health_code.keys import sign

ED_ORDER = 2**252 + 27742317777372353535851937790883648493
ALGORITHMS = (-8, -7, -35, -36, -37, -257, 4, 5, 6, 0, None, "ES256", 2**70, -7.0)
TAGS = (b"\xd2", b"\xd8\x3d", b"\xd8\x62", b"\xd9\xd9\xf7", b"\xc0", b"\xc2", b"\xd8\x1c")
ED_STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)


def _message(sample: Sample) -> bytes:
    match sample.format:
        case "phc1":
            return base45_text.decode(sample.text[5:])
        case "hcert":
            return zlib.decompress(base45_text.decode(sample.text[4:]))
        case _:
            letters = sample.text.removeprefix("NZCP:/1/")
            return base64.b32decode(letters + "=" * (-len(letters) % 8))


def _text(sample: Sample, message: bytes) -> str:
    match sample.format:
        case "phc1":
            return "PHC1:" + base45_text.encode(message)
        case "hcert":
            return "HC1:" + base45_text.encode(zlib.compress(message, 1))
        case _:
            return "NZCP:/1/" + base64.b32encode(message).decode().rstrip("=")


@lru_cache
def _parts(sample: Sample) -> tuple[bytes, dict[object, object], bytes, bytes]:
    protected, unprotected, payload, signature = cbor2.loads(_message(sample)[1:])
    return protected, unprotected, payload, signature


def _again(sample: Sample, *parts: object, tag: bytes = b"\xd2") -> str:
    return _text(sample, tag + cbor2.dumps(list(parts)))


def _bits(sample: Sample, chance: random.Random) -> str:
    return _text(sample, flipped(_message(sample), chance))


def _cut_message(sample: Sample, chance: random.Random) -> str:
    message = _message(sample)
    return _text(sample, message[: chance.randrange(len(message))] + chance.randbytes(chance.choice((0, 0, 1, 20))))


def _other_algorithm(sample: Sample, chance: random.Random) -> str:
    protected, unprotected, payload, signature = _parts(sample)
    header = {**cbor2.loads(protected), 1: chance.choice(ALGORITHMS)}
    outside = chance.choice((unprotected, {1: -7}, {1: -8}, {4: b"key-1"}, {2: [1]}, {1: -7, 4: b"x"}, {"1": 1}))
    return _again(sample, chance.choice((cbor2.dumps(header), protected, b"")), outside, payload, signature)


def _nested_tags(sample: Sample, chance: random.Random) -> str:
    tags = b"".join(chance.choices(TAGS, k=chance.choice((0, 1, 2, 3, 50, 300))))
    return _text(sample, tags + _message(sample)[chance.randrange(2) :])


def _other_claims(sample: Sample, chance: random.Random) -> str:
    protected, unprotected, payload, signature = _parts(sample)
    return _again(sample, protected, unprotected, flipped(payload, chance), signature)


def _float_dates(sample: Sample, chance: random.Random) -> str:
    protected, unprotected, payload, signature = _parts(sample)
    claims = cbor2.loads(payload)
    for name in (4, 5, 6):
        if name in claims:
            claims[name] = chance.choice(
                (float(claims[name]), claims[name] + 0.5, float("nan"), float("inf"), -1.0, "x")
            )
    return _again(sample, protected, unprotected, cbor2.dumps(claims), signature)


def _double_keys(sample: Sample, chance: random.Random) -> str:
    protected, unprotected, payload, signature = _parts(sample)
    more = cbor2.dumps(chance.choice((4, 6, -65537, -260, 1, "vc"))) + cbor2.dumps(chance.choice((0, {}, 2**40, "x")))
    doubled = bytes([payload[0] + 1]) + payload[1:] + more
    return _again(sample, protected, unprotected, doubled, signature)


def _resigned(sample: Sample, chance: random.Random) -> str:
    protected, unprotected, payload, _ = _parts(sample)
    claims = flipped(payload, chance) if chance.randrange(2) else payload
    covered = cbor2.dumps(["Signature1", protected, b"", claims])
    made = sign(chance.choice((STRANGER, ED_STRANGER)), covered)
    if chance.randrange(3) == 0:
        r, s = int.from_bytes(made[:32], "big"), int.from_bytes(made[32:], "big")
        made = encode_dss_signature(r, s)
    return _again(sample, protected, unprotected, claims, made)


def _der(sample: Sample, _: random.Random) -> str:
    protected, unprotected, payload, signature = _parts(sample)
    r, s = int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:], "big")
    return _again(sample, protected, unprotected, payload, encode_dss_signature(r, s))


def _twin(sample: Sample, chance: random.Random) -> str:
    protected, unprotected, payload, signature = _parts(sample)
    first, second = signature[:32], signature[32:]
    mirrored = (ORDER - int.from_bytes(second, "big")) % ORDER
    ed = int.from_bytes(second, "little") + ED_ORDER
    twins = (first + mirrored.to_bytes(32, "big"), first + (ed % 2**256).to_bytes(32, "little"), second + first)
    return _again(sample, protected, unprotected, payload, chance.choice((*twins, b"\0" * 64, b"\xff" * 64)))


def _deep(sample: Sample, chance: random.Random) -> str:
    depth = chance.choice((9, 17, 100, 600))
    return _text(sample, chance.choice((b"", b"\xd2")) + chance.choice((b"\x81", b"\xa1\x01", b"\x9f")) * depth + b"\0")


def _giant(sample: Sample, chance: random.Random) -> str:
    heads = (b"\x9b", b"\xbb", b"\x5b", b"\x7b", b"\x84\x5b", b"\x84\x40\xbb")
    return _text(sample, b"\xd2" + chance.choice(heads) + chance.randbytes(8) + chance.randbytes(20))


def _crowded(sample: Sample, chance: random.Random) -> str:
    """As many small things as fit where nothing is signed yet."""
    room = 60_000 if sample.format == "hcert" else 600
    filling = chance.choice((b"\x80", b"\xa0", b"\x60", b"\xf6", b"\x82\x80\x80"))
    number = chance.randrange(room)
    return _text(sample, b"\xd2\x84\x40\xa1\x01" + b"\x99" + (number % 65536).to_bytes(2, "big") + filling * number)


def _bomb(_: Sample, chance: random.Random) -> str:
    packed = zlib.compress(chance.choice((b"\0", b"\x81", b"\xd2")) * chance.choice((20_000, 70_000, 2_000_000)), 9)
    return "HC1:" + base45_text.encode(packed[: chance.choice((len(packed), len(packed), 40))] + chance.randbytes(2))


MESSAGE_WAYS: dict[str, Callable[[Sample, random.Random], str]] = {
    "bits": _bits,
    "cut message": _cut_message,
    "algorithm": _other_algorithm,
    "tags": _nested_tags,
    "claims": _other_claims,
    "float dates": _float_dates,
    "double keys": _double_keys,
    "resigned": _resigned,
    "DER": _der,
    "twin": _twin,
    "deep": _deep,
    "giant": _giant,
    "crowded": _crowded,
}
"""For every signed message."""


PACKED_WAYS: dict[str, Callable[[Sample, random.Random], str]] = {"zlib bomb": _bomb}
"""For a message that is packed."""

"""Damages sound health codes in every way a camera, a forger or an enemy might, by chance from a seed.

Never signs anything with the issuer's key: whatever comes out was not signed as it is.
"""

import base64
import json
import random
import zlib
from collections.abc import Callable
from functools import lru_cache

import cbor2
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from msgspec import Struct

from device.health_code import base45_text
from device.health_code.keys import sign

ORDER = 0xFFFFFFFF00000000FFFFFFFFFFFFFFFFBCE6FAADA7179E84F3B9CAC2FC632551
ED_ORDER = 2**252 + 27742317777372353535851937790883648493
ALGORITHMS = (-8, -7, -35, -36, -37, -257, 4, 5, 6, 0, None, "ES256", 2**70, -7.0)
TAGS = (b"\xd2", b"\xd8\x3d", b"\xd8\x62", b"\xd9\xd9\xf7", b"\xc0", b"\xc2", b"\xd8\x1c")
STRANGER = ec.derive_private_key(0xABCDEF, ec.SECP256R1())
ED_STRANGER = Ed25519PrivateKey.from_private_bytes(b"\x07" * 32)


class Sample(Struct, frozen=True):
    """A sound text and its format."""

    format: str
    text: str


def mutated(sample: Sample, chance: random.Random) -> tuple[str, str]:
    """Give the name of what was done, and the text after it."""
    kinds: tuple[str, ...] = _ANY if sample.format in {"shc", "vdsnc"} else _ANY + _COSE
    kinds += {"shc": _CARD, "vdsnc": _SEAL, "hcert": _PACKED}.get(sample.format, ())
    kind = chance.choice(kinds)
    if kind in BOMBS and chance.randrange(_BOMB_IN):
        kind = chance.choice(_ANY)  # a bomb takes longer to make than a hundred others
    return kind, _WAYS[kind](sample, chance)


def _flip(message: bytes, chance: random.Random) -> bytes:
    changed = bytearray(message)
    for _ in range(chance.choice((1, 1, 1, 2, 5))):
        place = chance.randrange(len(changed) * 8)
        changed[place // 8] ^= 1 << place % 8
    return bytes(changed)


def _letter(sample: Sample, chance: random.Random) -> str:
    place = chance.randrange(len(sample.text))
    return (
        sample.text[:place]
        + chr(chance.choice((chance.randrange(128), chance.randrange(0x2FFF))))
        + sample.text[place + 1 :]
    )


def _cut(sample: Sample, chance: random.Random) -> str:
    return sample.text[: chance.randrange(len(sample.text))]


def _spliced(sample: Sample, chance: random.Random) -> str:
    start, end = sorted((chance.randrange(len(sample.text)), chance.randrange(len(sample.text))))
    return sample.text[:start] + sample.text[start:end] * chance.randrange(3) + sample.text[end:]


def _padded(sample: Sample, chance: random.Random) -> str:
    more = chance.choice((" ", "\n", "0", "=", "A", "\x00", "/", sample.text))
    return chance.choice((more + sample.text, sample.text + more, sample.text.lower(), sample.text.swapcase()))


def _noise(sample: Sample, chance: random.Random) -> str:
    beginning = sample.text[: chance.choice((5, 6, 8, 12, 40))]
    letters = chance.choice(("0123456789", "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ $%*+-./:", '{}[]",:0123456789eE.-nul'))
    return beginning + "".join(chance.choices(letters, k=chance.randrange(400)))


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
    return _text(sample, _flip(_message(sample), chance))


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
    return _again(sample, protected, unprotected, _flip(payload, chance), signature)


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
    claims = _flip(payload, chance) if chance.randrange(2) else payload
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


def _letters(sample: Sample) -> str:
    digits = sample.text.removeprefix("shc:/")
    return "".join(chr(45 + int(digits[place : place + 2])) for place in range(0, len(digits), 2))


def _digits(letters: str) -> str:
    return "shc:/" + "".join(f"{ord(letter) - 45:02d}" for letter in letters if 45 <= ord(letter) <= 144)


def _base64url(message: bytes) -> str:
    return base64.urlsafe_b64encode(message).decode().rstrip("=")


def _unpacked(letters: str) -> bytes:
    return base64.urlsafe_b64decode(letters + "=" * (-len(letters) % 4))


def _card_header(sample: Sample, chance: random.Random) -> str:
    header, payload, signature = _letters(sample).split(".")
    held = json.loads(_unpacked(header))
    held[chance.choice(("alg", "kid", "zip", "crit", "jwk", "typ"))] = chance.choice(
        ("none", "HS256", "ES384", "", None, [], "key-1")
    )
    text = json.dumps(held) if chance.randrange(4) else json.dumps(held)[:-1] + ',"alg":"ES256"}'
    return _digits(f"{_base64url(text.encode())}.{payload}.{signature}")


def _card_payload(sample: Sample, chance: random.Random) -> str:
    header, payload, signature = _letters(sample).split(".")
    changed = _deflated(_flip(zlib.decompress(_unpacked(payload), -15), chance))
    return _digits(f"{header}.{_base64url(changed)}.{signature}")


def _card_signature(sample: Sample, chance: random.Random) -> str:
    header, payload, signature = _letters(sample).split(".")
    made = _unpacked(signature)
    r, s = int.from_bytes(made[:32], "big"), int.from_bytes(made[32:], "big")
    others = (
        encode_dss_signature(r, s),
        made[:32] + ((ORDER - s) % ORDER).to_bytes(32, "big"),
        sign(STRANGER, f"{header}.{payload}".encode()),
        b"",
        made + b"\0",
        _flip(made, chance),
    )
    return _digits(f"{header}.{payload}.{_base64url(chance.choice(others))}")


def _deflated(message: bytes) -> bytes:
    machine = zlib.compressobj(1, wbits=-15)
    return machine.compress(message) + machine.flush()


def _card_bomb(sample: Sample, chance: random.Random) -> str:
    header, _, signature = _letters(sample).split(".")
    filling = chance.choice((b"[],", b"{},", b"1,", b'"",', b'{"a":1},', b"[", b'{"a":'))
    inside = b'{"iss":"https://a.example","x":[' + filling * chance.choice((5_000, 21_000, 42_000)) + b"0]}"
    return _digits(f"{header}.{_base64url(_deflated(inside))}.{signature}")


def _seal_field(sample: Sample, chance: random.Random) -> str:
    whole = json.loads(sample.text)
    place = chance.choice((whole, whole["data"], whole["data"]["hdr"], whole["data"]["msg"], whole["sig"]))
    place[chance.choice((*place, "more"))] = chance.choice((None, [], {}, "x", 1.5, -1, True, "icao.vacc", 2**80))
    return json.dumps(whole, separators=(",", ":"))


def _seal_double(sample: Sample, chance: random.Random) -> str:
    doubled = chance.choice(('"data":{}', '"sig":{"alg":"ES256"}', '"data":{"hdr":{"t":"icao.vacc"}}'))
    return chance.choice((sample.text[:-1] + "," + doubled + "}", "{" + doubled + "," + sample.text[1:]))


def _seal_signature(sample: Sample, chance: random.Random) -> str:
    whole = json.loads(sample.text)
    made = _unpacked(whole["sig"]["sigvl"])
    r, s = int.from_bytes(made[:32], "big"), int.from_bytes(made[32:], "big")
    twin = made[:32] + ((ORDER - s) % ORDER).to_bytes(32, "big")
    whole["sig"]["sigvl"] = _base64url(chance.choice((encode_dss_signature(r, s), twin, _flip(made, chance), b"")))
    return json.dumps(whole, separators=(",", ":"))


_WAYS: dict[str, Callable[[Sample, random.Random], str]] = {
    "letter": _letter,
    "cut": _cut,
    "spliced": _spliced,
    "padded": _padded,
    "noise": _noise,
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
    "zlib bomb": _bomb,
    "card header": _card_header,
    "card payload": _card_payload,
    "card signature": _card_signature,
    "card bomb": _card_bomb,
    "seal field": _seal_field,
    "seal double": _seal_double,
    "seal signature": _seal_signature,
}
BOMBS = frozenset({"crowded", "zlib bomb", "card bomb", "deep", "giant"})
"""What is meant to use up memory."""
_BOMB_IN = 10
_ANY = ("letter", "cut", "spliced", "padded", "noise")
_COSE = (
    *("bits", "cut message", "algorithm", "tags", "claims", "float dates", "double keys", "resigned", "DER", "twin"),
    *("deep", "giant", "crowded"),
)
_PACKED = ("zlib bomb",)
_CARD = ("card header", "card payload", "card signature", "card bomb")
_SEAL = ("seal field", "seal double", "seal signature")

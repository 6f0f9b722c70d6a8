"""Damages signed JSON (SMART cards, ICAO seals): header, members, signature, what is packed in it.

Never signs with the issuer's key: whatever comes out was not signed as it is.
"""

import base64
import json
import random
import zlib
from collections.abc import Callable

from cryptography.hazmat.primitives.asymmetric.utils import encode_dss_signature
from sample import ORDER, STRANGER, Sample, flipped

from device.health_code.keys import sign


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
    changed = _deflated(flipped(zlib.decompress(_unpacked(payload), -15), chance))
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
        flipped(made, chance),
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
    whole["sig"]["sigvl"] = _base64url(chance.choice((encode_dss_signature(r, s), twin, flipped(made, chance), b"")))
    return json.dumps(whole, separators=(",", ":"))


CARD_WAYS: dict[str, Callable[[Sample, random.Random], str]] = {
    "card header": _card_header,
    "card payload": _card_payload,
    "card signature": _card_signature,
    "card bomb": _card_bomb,
}
"""For a SMART card."""


SEAL_WAYS: dict[str, Callable[[Sample, random.Random], str]] = {
    "seal field": _seal_field,
    "seal double": _seal_double,
    "seal signature": _seal_signature,
}
"""For an ICAO seal."""

"""Says what two other verifiers think of signed messages: one JSON question a line in, one JSON answer a line out.

Runs in an environment of its own (`cwt` needs an older cbor2 than the gate does), so it imports nothing of the project.
The first is cwt, or PyJWT for a card. The second is ecdsa, which reckons in Python alone, over the bytes as they were
written; pycose where the key is no curve's (it spells headers anew, and so misjudges those spelled otherwise).
"""

# mypy: ignore-errors
# ruff: noqa: ANN001, ANN002, ANN201 - its packages are not in the project's environment, nor are their types

import base64
import hashlib
import json
import sys
import zlib

import base45
import cbor2
import jwt
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat, load_der_public_key
from cwt import COSE, COSEKey
from ecdsa import NIST256p, VerifyingKey
from pycose.keys import OKPKey, RSAKey
from pycose.messages import Sign1Message


def sign1(format_name, text):
    """Give the tagged COSE_Sign1 message in a text."""
    if format_name == "nzcp":
        letters = text.removeprefix("NZCP:/1/")
        message = base64.b32decode(letters + "=" * (-len(letters) % 8))
    else:
        packed = base45.b45decode(text[4:] if format_name == "hcert" else text[5:])
        message = zlib.decompress(packed) if format_name == "hcert" else packed
    while message[:1] in (b"\xd2", b"\xd8"):
        message = message[1:] if message[:1] == b"\xd2" else message[2:]
    return b"\xd2" + message


def with_cwt(message, key, algorithm):
    """Let cwt verify."""
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo)
    protected, unprotected = cbor2.loads(message[1:])[:2]
    header = {**unprotected, **(cbor2.loads(protected) if protected else {})}
    COSE.new().decode(message, COSEKey.from_pem(pem, kid=header.get(4), alg=algorithm))
    return True


def with_another(message, key):
    """Let ecdsa verify, or pycose where it has no such keys."""
    if isinstance(key, ec.EllipticCurvePublicKey):
        protected, _, payload, signature = cbor2.loads(message[1:])
        covered = cbor2.dumps(["Signature1", protected, b"", payload])
        header = cbor2.loads(protected) if protected else {}
        point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
        VerifyingKey.from_string(point, NIST256p, hashlib.sha256).verify(signature, covered)
        return header.get(1, -7) == -7
    signed = Sign1Message.decode(message)
    if isinstance(key, rsa.RSAPublicKey):
        numbers = key.public_numbers()
        signed.key = RSAKey(n=number_bytes(numbers.n), e=number_bytes(numbers.e))
    else:
        signed.key = OKPKey(crv="ED25519", x=key.public_bytes_raw())
    return bool(signed.verify_signature())


def number_bytes(number):
    """Give a number's bytes, none too many."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def jws(text):
    """Give the three letters-parts of a card."""
    digits = text.removeprefix("shc:/")
    return "".join(chr(45 + int(digits[place : place + 2])) for place in range(0, len(digits), 2))


def with_pyjwt(letters, key):
    """Let PyJWT verify."""
    jwt.PyJWS().decode(letters, key, algorithms=["ES256"])
    return True


def with_ecdsa(letters, key):
    """Let ecdsa, which is Python alone, verify."""
    header, payload, signature = letters.split(".")
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)[1:]
    made = base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4))
    VerifyingKey.from_string(point, NIST256p, hashlib.sha256).verify(made, f"{header}.{payload}".encode())
    return True


def thinks(check, *arguments):
    """Give whether a check believes; whatever it raises, it does not."""
    try:
        return bool(check(*arguments))
    except Exception:  # noqa: BLE001 - a verifier that raises does not believe
        return False


def main():
    """Answer every question."""
    for line in sys.stdin:
        asked = json.loads(line)
        key = load_der_public_key(base64.b64decode(asked["spki"]))
        try:
            if asked["format"] == "shc":
                letters = jws(asked["text"])
                answer = [thinks(with_pyjwt, letters, key), thinks(with_ecdsa, letters, key)]
            else:
                message = sign1(asked["format"], asked["text"])
                answer = [thinks(with_cwt, message, key, asked["algorithm"]), thinks(with_another, message, key)]
        except Exception:  # noqa: BLE001 - what cannot be taken apart is believed by nobody
            answer = [False, False]
        print(json.dumps(answer), flush=True)


if __name__ == "__main__":
    main()

"""Runs a pilot health authority: founds it, renews its trust list, issues codes.

Never prints a key; a code's text goes to standard output, everything else is said on standard error.
"""

import argparse
import sys
import time
from pathlib import Path

from device.errors import MenshenError, MissingSecret
from device.health_code.declaration import Exposure, Symptom
from device.health_code.foreign_keys import ForeignKey
from device.vocabulary import Colour, Kind

SUMMARY = "a pilot health authority: keys, trust list, codes"


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the three things the authority does."""
    actions = parser.add_subparsers(dest="action", required=True, metavar="ACTION")
    init = actions.add_parser("init", help="make keys, secrets and the first trust list in a fresh directory")
    init.add_argument("directory", type=Path, metavar="DIR")
    trust = actions.add_parser("trust", help="sign the trust list anew under the next number")
    trust.add_argument("directory", type=Path, metavar="DIR")
    trust.add_argument("--foreign", type=Path, metavar="FILE", help="JSON of foreign keys that replace those listed")
    imported = actions.add_parser("import-keys", help="print what foreign issuers publish as JSON of bare keys")
    imported.add_argument("--format", required=True, choices=["hcert", "nzcp", "shc", "vdsnc"])
    imported.add_argument("--issuer", default="", help="for shc the address in `iss`; else what the file says")
    imported.add_argument("files", nargs="+", type=Path, metavar="FILE", help="certificates, JWKS or DID documents")
    code = actions.add_parser("code", help="issue a health code")
    code.add_argument("directory", type=Path, metavar="DIR")
    code.add_argument("--name", required=True)
    code.add_argument("--phone", required=True)
    code.add_argument("--id-number", required=True)
    code.add_argument("--colour", choices=[Colour.GREEN.value, Colour.YELLOW.value, Colour.RED.value], default="green")
    code.add_argument("--kind", choices=[Kind.LIVE.value, Kind.PAPER.value, Kind.FAMILY.value], default="live")
    code.add_argument("--guardian", metavar="ID-NUMBER", help="id number of who shows a family member's code")
    code.add_argument("--declared", type=float, metavar="CELSIUS", help="a declaration made now, with this temperature")
    code.add_argument("--symptom", action="append", default=[], choices=[word.value for word in Symptom])
    code.add_argument("--exposure", action="append", default=[], choices=[word.value for word in Exposure])
    code.add_argument("--division", type=int, metavar="CODE", help="GB/T 2260 division, for example 440983")
    code.add_argument("--lifetime", type=int, metavar="SECONDS", help="shorter than the kind's longest")
    code.add_argument("--png", type=Path, metavar="FILE", help="draw it as well")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 0 done, 2 where arguments or files do not fit, 78 where a key is missing."""
    from device.authority import ceremony  # noqa: PLC0415 - heavy, and only wanted once a command is chosen

    now = int(time.time())
    try:
        match arguments.action:
            case "init":
                ceremony.found(arguments.directory, now=now)
                print(f"{arguments.directory}: keys, secrets and trust list 1 are made", file=sys.stderr)
            case "trust":
                renewed = ceremony.renew_trust(
                    ceremony.open_authority(arguments.directory), now=now, foreign=_foreign(arguments.foreign)
                )
                count = len(renewed.keys) + sum(map(len, renewed.foreign.values()))
                print(f"trust list {renewed.seq} with {count} key(s) is signed", file=sys.stderr)
            case "import-keys":
                _import_keys(arguments)
            case _:
                _issue(arguments, now)
    except MissingSecret as error:
        print(error, file=sys.stderr)
        return 78
    except (MenshenError, ValueError) as error:
        print(error, file=sys.stderr)
        return 2
    return 0


def _foreign(path: Path | None) -> tuple[ForeignKey, ...] | None:
    if path is None:
        return None
    from device.trust_file import read_trust_file  # noqa: PLC0415 - as above

    return tuple(key for keys in read_trust_file(path, ()).foreign.values() for key in keys)


def _import_keys(arguments: argparse.Namespace) -> None:
    from device.authority.foreign_keys import keys_in_file, to_json  # noqa: PLC0415 - as above

    found = [keys_in_file(path, format_name=arguments.format, issuer=arguments.issuer) for path in arguments.files]
    print(to_json(tuple(key for keys in found for key in keys)))


def _issue(arguments: argparse.Namespace, now: int) -> None:
    from device.authority.ceremony import open_authority  # noqa: PLC0415 - as above
    from device.authority.issuing import Person, issue  # noqa: PLC0415
    from device.authority.picture import write_picture  # noqa: PLC0415
    from device.health_code.declaration import Declaration  # noqa: PLC0415

    declared = arguments.declared is not None or arguments.symptom or arguments.exposure
    text = issue(
        open_authority(arguments.directory),
        Person(name=arguments.name, phone=arguments.phone, id_number=arguments.id_number),
        kind=Kind(arguments.kind),
        now=now,
        colour=Colour(arguments.colour),
        guardian_id_number=arguments.guardian,
        declaration=Declaration(
            at=now,
            celsius=arguments.declared,
            symptoms=tuple(arguments.symptom),
            exposures=tuple(arguments.exposure),
        )
        if declared
        else None,
        division=arguments.division,
        lifetime_seconds=arguments.lifetime,
    )
    if arguments.png is not None:
        write_picture(text, arguments.png)
    print(text)

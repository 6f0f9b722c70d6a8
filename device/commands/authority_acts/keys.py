"""Founds the authority and changes its keys.

Never prints a private key, never overwrites one.
"""

import argparse
from pathlib import Path

from device.commands.authority_acts.shape import Actions, declare, say
from device.health_code.foreign_keys import ForeignKey


def add_arguments(actions: "Actions[argparse.ArgumentParser]") -> None:
    """Declare init, trust, import-keys, replace-root and the two steps of a new issuing key."""
    declare(actions, "init", _init, "make keys, secrets and the first trust list in a fresh directory")
    trust = declare(actions, "trust", _trust, "sign the trust list anew under the next number")
    trust.add_argument("--foreign", type=Path, metavar="FILE", help="JSON of foreign keys that replace those listed")
    trust.add_argument("--root", type=int, choices=[1, 2], default=1, help="which root signs (1)")
    trust.add_argument("--without", action="append", default=[], metavar="KID", help="leave this key out, by its kid")
    imported = actions.add_parser("import-keys", help="print what foreign issuers publish as JSON of bare keys")
    imported.set_defaults(act=_import)
    imported.add_argument("--format", required=True, choices=["hcert", "nzcp", "shc", "vdsnc"])
    imported.add_argument("--issuer", default="", help="for shc the address in `iss`; else what the file says")
    imported.add_argument("files", nargs="+", type=Path, metavar="FILE", help="certificates, JWKS or DID documents")
    root = declare(actions, "replace-root", _replace_root, "make a new root in the place of one; the other signs")
    root.add_argument("number", type=int, choices=[1, 2])
    declare(actions, "next-issuing-key", _next, "make and list the next issuing key; it signs nothing yet")
    declare(actions, "use-next-issuing-key", _use_next, "sign codes with the next issuing key from now on")


def _init(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.ceremony import found  # noqa: PLC0415 - heavy, and only wanted once a command is chosen

    found(arguments.directory, now=now)
    return say(f"{arguments.directory}: keys, secrets and trust list 1 are made")


def _trust(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.ceremony import ROOTS, current_trust, open_root_folder, renew_trust  # noqa: PLC0415 - as above

    folder, without = open_root_folder(arguments.directory), frozenset(map(bytes.fromhex, arguments.without))
    unknown = without - current_trust(folder).keys.keys() - current_trust(folder).duty_keys.keys()
    if unknown:
        raise ValueError(f"no key of the authority's own is called {min(unknown).hex()}")
    renewed = renew_trust(
        folder,
        now=now,
        without=without,
        foreign=_foreign(arguments.foreign),
        root=ROOTS[arguments.root - 1],
    )
    count = len(renewed.keys) + sum(map(len, renewed.foreign.values()))
    return say(f"trust list {renewed.seq} with {count} key(s) is signed")


def _foreign(path: Path | None) -> tuple[ForeignKey, ...] | None:
    if path is None:
        return None
    from device.trust.trust_file import read_trust_file  # noqa: PLC0415 - as above

    return tuple(key for keys in read_trust_file(path, ()).foreign.values() for key in keys)


def _import(arguments: argparse.Namespace, _now: int) -> int:
    from device.authority.foreign_keys import keys_in_file, to_json  # noqa: PLC0415 - as above

    found = [keys_in_file(path, format_name=arguments.format, issuer=arguments.issuer) for path in arguments.files]
    print(to_json(tuple(key for keys in found for key in keys)))
    return 0


def _replace_root(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.ceremony import open_root_folder  # noqa: PLC0415 - as above
    from device.authority.key_change import replace_root  # noqa: PLC0415

    kid = replace_root(open_root_folder(arguments.directory), arguments.number, now=now)
    return say(f"root {arguments.number} is now {kid}; give every gate its .pem before the other is replaced")


def _next(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.ceremony import open_root_folder  # noqa: PLC0415 - as above
    from device.authority.key_change import list_next_issuing  # noqa: PLC0415

    kid = list_next_issuing(open_root_folder(arguments.directory), now=now)
    return say(f"the next issuing key {kid} is listed; use it once every gate has the list (a week is enough)")


def _use_next(arguments: argparse.Namespace, _now: int) -> int:
    from device.authority.ceremony import open_root_folder  # noqa: PLC0415 - as above
    from device.authority.key_change import use_next_issuing  # noqa: PLC0415

    return say(f"codes are signed with {use_next_issuing(open_root_folder(arguments.directory))} from now on")

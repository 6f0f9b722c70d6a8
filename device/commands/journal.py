"""Shows, proves and exports a gate's journal, beside a running gate or from a copied file.

Never changes the journal. A body holds masked names; without `--bodies` only what was decided is printed.
"""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final

from device.errors import FileRefused, JournalBroken, JournalError, MissingSecret

if TYPE_CHECKING:
    from device.journal.entry import Entry
    from device.journal.reader import JournalReader

SUMMARY = "show, verify or export the journal"
_FILE: Final = Path("/var/lib/menshen/journal.db")
_KEY_FILE: Final = Path("/etc/menshen/secrets/journal_key")
_USAGE_EXIT: Final = 2
_PAGE_ENTRIES: Final = 200
_TOLD: Final = ("outcome", "decided_by", "kind", "severity", "state", "cause", "name", "status", "reason", "what")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the three ways to look, the file and the key."""
    ways = parser.add_subparsers(dest="way", required=True, metavar="{show,verify,export}")
    show = ways.add_parser("show", help="print the newest entries, one a line")
    show.add_argument("--last", type=_count, default=20, metavar="N", help="how many (default 20)")
    show.add_argument("--bodies", action="store_true", help="print each whole body too")
    verify = ways.add_parser("verify", help="prove the whole chain; exit 1 with the first entry that does not prove")
    export = ways.add_parser("export", help="print every entry as it travels, one JSON object a line")
    for way in (show, verify, export):
        way.add_argument("file", type=Path, nargs="?", default=_FILE, help=f"the journal (default {_FILE})")
        way.add_argument("--key", type=Path, default=_default_key(), metavar="FILE", help="the journal key, 32 bytes")


def run(arguments: argparse.Namespace) -> int:
    """Do what was asked; 0 done or proven, 1 broken, 2 where file or key cannot be used."""
    # Heavy, and only wanted when it runs.
    from device.journal.reader import JournalReader  # noqa: PLC0415
    from device.key_files import read_secret  # noqa: PLC0415

    try:
        key = read_secret(arguments.key)
    except (MissingSecret, FileRefused) as error:
        _complain(f"{error}; --key FILE names the journal's key")
        return _USAGE_EXIT
    try:
        journal = JournalReader(arguments.file, key=key)
    except JournalBroken as error:
        _complain(error)
        return 1
    except JournalError as error:
        _complain(error)
        return _USAGE_EXIT
    try:
        if arguments.way == "verify":
            return _verify(journal)
        return _export(journal) if arguments.way == "export" else _show(journal, arguments.last, arguments.bodies)
    except JournalError as error:
        _complain(error)
        return 1
    finally:
        journal.close()


def _complain(what: object) -> None:
    print(f"menshen journal: {what}", file=sys.stderr)


def _verify(journal: "JournalReader") -> int:
    state, proof = journal.state(), journal.prove()
    print(f"device {state.device}, epoch {state.epoch}")
    if proof.fault is not None:
        _complain(proof.fault)
        return 1
    print(
        f"{proof.entries} entries prove, {proof.after.seq + 1} to {proof.head.seq}, {proof.erased} with an erased body"
    )
    print(f"acknowledged through {state.acked_through}; head {proof.head.hash}")
    return 0


def _export(journal: "JournalReader") -> int:
    for entry in _all(journal):
        print(json.dumps(entry.to_wire(), ensure_ascii=False))
    return 0


def _show(journal: "JournalReader", last: int, bodies: bool) -> int:
    from device.journal.chain import ChainFault  # noqa: PLC0415

    all_read = True
    for entry in journal.last(last):
        if isinstance(entry, ChainFault):
            _complain(entry)
            all_read = False
            continue
        print(_line_of(entry))
        if bodies:
            print(f"    {entry.body or 'erased'}")
    return 0 if all_read else 1


def _line_of(entry: "Entry") -> str:
    header = entry.header
    case = header.case if isinstance(header.case, str) else ""
    words = [str(header.seq), header.at, header.entry_class, header.visit or "", case]
    body = {} if entry.body is None else json.loads(entry.body)
    words += [str(body[name]) for name in _TOLD if isinstance(body.get(name), str) and body[name]]
    words += [str(reason) for reason in body.get("reasons", [])]
    return "  ".join(word for word in [*words, "" if entry.body else "erased"] if word)


def _all(journal: "JournalReader") -> "Iterator[Entry]":
    after = 0
    while entries := journal.read(after, _PAGE_ENTRIES):
        yield from entries
        after = entries[-1].seq


def _count(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) >= 1):
        raise argparse.ArgumentTypeError(f"{text!r} is no number from 1 on")
    return int(text)


def _default_key() -> Path:
    folder = os.environ.get("CREDENTIALS_DIRECTORY")
    return Path(folder) / "journal_key" if folder else _KEY_FILE

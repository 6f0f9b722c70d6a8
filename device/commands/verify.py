"""Gives the verdict on texts of health codes, as a gate would give it at a stated time.

Never prints an unmasked name, never asks a network. The answer is no (exit 1) where a text is no verified code that
holds at that time; a red code that holds is a yes: it is what its issuer says.
"""

import argparse
import json
import sys
import time
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Final

from device.errors import MenshenError
from device.vocabulary import ClockQuality

SUMMARY = "verify texts of health codes"
_LINE_LONGEST: Final = 8192
_ROOT_FILES: Final = ("root-1.pem", "root-2.pem")


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Declare trust file, time and texts."""
    parser.add_argument("--json", action="store_true", help="one JSON object a line")
    parser.add_argument("--trust", required=True, type=Path, metavar="FILE", help="signed trust list, or JSON of keys")
    parser.add_argument(
        "--root",
        action="append",
        default=[],
        type=Path,
        metavar="FILE",
        help="root key that must have signed the list (default: root-1.pem and root-2.pem beside it)",
    )
    parser.add_argument("--venue-key", type=Path, metavar="FILE", help="the venue's public key, for tickets and badges")
    parser.add_argument(
        "--format", action="append", default=[], metavar="NAME", help="accept this format only; may be repeated"
    )
    parser.add_argument("--at", type=_moment, metavar="TIME", help="ISO 8601 (UTC unless it says otherwise) or seconds")
    parser.add_argument("texts", nargs="+", metavar="TEXT", help="text of a code, or - to read lines")


def run(arguments: argparse.Namespace) -> int:
    """Print one verdict a line; 0 where every code is verified and holds, 1 where not, 2 where a file is wrong."""
    # Heavy, and only wanted when it runs.
    from device.commands.verdict_text import fields_of, holds, line_of  # noqa: PLC0415
    from device.health_code.circumstances import Circumstances  # noqa: PLC0415
    from device.health_code.parts import PartOfCode, Parts, join  # noqa: PLC0415
    from device.health_code.registry import KNOWN_FORMATS, Registry  # noqa: PLC0415
    from device.health_code.trust import venue_key  # noqa: PLC0415
    from device.key_files import read_signing_public  # noqa: PLC0415
    from device.trust.trust_file import read_trust_file  # noqa: PLC0415

    beside = [arguments.trust.with_name(name) for name in _ROOT_FILES]
    roots = arguments.root or [path for path in beside if path.is_file()]
    try:
        circumstances = Circumstances(
            trust=read_trust_file(arguments.trust, tuple(map(read_signing_public, roots))),
            venue_key=venue_key(read_signing_public(arguments.venue_key)) if arguments.venue_key else None,
            now=int(time.time()) if arguments.at is None else arguments.at,
            clock=ClockQuality.SYNCHRONISED,
        )
    except MenshenError as error:
        print(error, file=sys.stderr)
        return 2
    registry, all_hold, parts = Registry(tuple(arguments.format) or KNOWN_FORMATS), True, Parts()
    for text in _texts(arguments.texts):
        verdict = registry.judge(text, circumstances)
        if isinstance(verdict, PartOfCode):
            parts, whole = join(parts, verdict, 0.0)
            verdict = verdict if whole is None else registry.judge(whole, circumstances)
        print(json.dumps(fields_of(verdict), ensure_ascii=False) if arguments.json else line_of(verdict), flush=True)
        all_hold = all_hold and (isinstance(verdict, PartOfCode) or holds(verdict))
    return 0 if all_hold and not parts.held else 1


def _texts(given: list[str]) -> Iterator[str]:
    if given != ["-"]:
        yield from given
        return
    while line := sys.stdin.readline(_LINE_LONGEST):
        if text := line.rstrip("\r\n"):
            yield text


def _moment(text: str) -> int:
    if text.isascii() and text.isdigit():
        return int(text)
    moment = datetime.fromisoformat(text)
    return int((moment if moment.tzinfo else moment.replace(tzinfo=UTC)).timestamp())

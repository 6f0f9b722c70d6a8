"""Says of a code's text what a gate that asks would be told: colour and masked person as they are now.

Never says more than a gate hears, and never without a line in the audit log.
"""

import argparse
import json
import sys

from device.commands.authority_acts.shape import Actions, declare, opened


def add_arguments(actions: "Actions[argparse.ArgumentParser]") -> None:
    """Declare resolve."""
    resolve = declare(actions, "resolve", _resolve, "say what a gate that asks about a code would be told")
    resolve.add_argument("texts", nargs="+", metavar="TEXT", help="a code as a gate reads it; - reads lines")


def _resolve(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.answering import what_is_known  # noqa: PLC0415 - heavy, and only wanted when it runs
    from device.authority.audit_log import LOCAL  # noqa: PLC0415

    texts = sys.stdin.read().splitlines() if arguments.texts == ["-"] else arguments.texts
    are_known = True
    with opened(arguments.directory) as desk:
        for text in texts:
            claims = what_is_known(desk, text, now=now)
            are_known = are_known and claims is not None
            desk.audit.write("resolve", by=LOCAL, now=now, found=str(claims is not None).lower())
            told: dict[str, object] = {"known": claims is not None}
            if claims is not None:
                told |= {
                    "colour": claims.colour,
                    "kind": claims.kind,
                    "name": claims.masked_name,
                    "phone": claims.masked_phone,
                }
            print(json.dumps(told, ensure_ascii=False))
    return 0 if are_known else 1

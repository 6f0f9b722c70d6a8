"""Appoints and dismisses the authority's officers, and shows what they did.

Never prints a PIN. The first health officers are appointed by whoever may read the authority's keys; once there is one,
it takes one to appoint or dismiss another.
"""

import argparse
import datetime
import getpass
import json
from pathlib import Path
from typing import TYPE_CHECKING

from device.commands.authority_acts.shape import Actions, acting, declare, opened, pin_in, say

if TYPE_CHECKING:
    from device.authority.desk import Desk


def add_arguments(actions: "Actions[argparse.ArgumentParser]") -> None:
    """Declare appoint, dismiss, officers and audit."""
    appoint = declare(actions, "appoint", _appoint, "appoint an officer, or give one a new role or PIN")
    appoint.add_argument("--id", required=True, help="lower-case letters, digits and hyphens")
    appoint.add_argument("--role", required=True, choices=["clerk", "health_officer"])
    appoint.add_argument("--new-pin-file", type=Path, metavar="FILE", help="holds the PIN; without, it is asked for")
    dismiss = declare(actions, "dismiss", _dismiss, "take an officer out")
    dismiss.add_argument("--id", required=True)
    for parser in (appoint, dismiss):
        parser.add_argument("--officer", metavar="ID", help="the health officer who does it, once there is one")
        parser.add_argument("--pin-file", type=Path, metavar="FILE", help="holds that officer's PIN")
    declare(actions, "officers", _list, "list the officers")
    audit = declare(actions, "audit", _audit, "show who did what, and prove that no line was altered")
    audit.add_argument("--json", action="store_true", help="one JSON object a line")


def _appoint(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.officers import NotAllowed, Role  # noqa: PLC0415 - heavy, and only wanted when it runs

    with opened(arguments.directory) as desk:
        by = _appointing(desk, arguments, now)
        if arguments.new_pin_file is not None:
            pin = pin_in(arguments.new_pin_file)
        else:
            pin = getpass.getpass(f"new PIN of {arguments.id}: ")
            if getpass.getpass("the same again: ") != pin:
                raise NotAllowed("the two PINs differ")
        with desk.register.transaction():
            desk.officers.appoint(arguments.id, Role(arguments.role), pin)
            desk.audit.write("appoint", by=by, now=now, officer=arguments.id, role=arguments.role)
    return say(f"{arguments.id} is a {arguments.role}")


def _dismiss(arguments: argparse.Namespace, now: int) -> int:
    with opened(arguments.directory) as desk:
        by = _appointing(desk, arguments, now)
        with desk.register.transaction():
            done = desk.officers.dismiss(arguments.id)
            if done:
                desk.audit.write("dismiss", by=by, now=now, officer=arguments.id)
    say(f"{arguments.id} is dismissed" if done else f"there is no officer {arguments.id}")
    return 0 if done else 1


def _appointing(desk: "Desk", arguments: argparse.Namespace, now: int) -> str:
    from device.authority.audit_log import LOCAL  # noqa: PLC0415 - as above
    from device.authority.officers import NotAllowed, Role  # noqa: PLC0415

    if not any(role is Role.HEALTH_OFFICER for _, role in desk.officers.listed()):
        return LOCAL
    if arguments.officer is None:
        raise NotAllowed("there are health officers: name one with --officer")
    return acting(desk, arguments, Role.HEALTH_OFFICER, now)


def _list(arguments: argparse.Namespace, _now: int) -> int:
    with opened(arguments.directory) as desk:
        for officer, role in desk.officers.listed():
            print(f"{officer}\t{role}")
    return 0


def _audit(arguments: argparse.Namespace, _now: int) -> int:
    faults = 0
    with opened(arguments.directory) as desk:
        for line in desk.audit.lines():
            faults += not line.proves
            if arguments.json:
                fields = {"seq": line.seq, "at": line.at, "by": line.by, "act": line.act, "says": dict(line.says)}
                print(json.dumps({**fields, "proves": line.proves}, ensure_ascii=False))
                continue
            at = datetime.datetime.fromtimestamp(line.at, datetime.UTC).isoformat(timespec="seconds")
            says = " ".join(f"{name}={value}" for name, value in line.says.items())
            print(f"{line.seq:6} {at} {line.by:12} {line.act:12} {says}{'' if line.proves else '  DOES NOT PROVE'}")
        seq, digest = desk.audit.head()
    say(f"{seq} line(s), {faults} do not prove; head {digest}")
    return 1 if faults else 0

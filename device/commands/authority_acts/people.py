"""Enrols people, invites them to the citizens' page, and takes them out again.

Never prints more of a person than the masked name; an invitation is printed once and kept nowhere.
"""

import argparse
import csv
from pathlib import Path

from device.commands.authority_acts.shape import Actions, acting, declare, declare_officer, opened, say
from device.errors import FileRefused

_ROWS_MOST = 100_000


def add_arguments(actions: "Actions[argparse.ArgumentParser]") -> None:
    """Declare enrol, invite and erase."""
    enrol = declare(actions, "enrol", _enrol, "write people down, one by name or many from a table")
    enrol.add_argument(
        "--table", type=Path, metavar="FILE", help="CSV: name, phone, id_number, division (may be empty)"
    )
    enrol.add_argument("--name")
    enrol.add_argument("--phone")
    enrol.add_argument("--id-number")
    enrol.add_argument("--division", type=int, metavar="CODE", help="GB/T 2260 division, for example 440983")
    invite = declare(actions, "invite", _invite, "print the code that opens somebody's account, or gives a new PIN")
    invite.add_argument("--id-number", required=True)
    erase = declare(actions, "erase", _erase, "take somebody out of the register, with everything known of them")
    erase.add_argument("--id-number", required=True)
    declare_officer(erase)


def _enrol(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.audit_log import LOCAL  # noqa: PLC0415 - heavy, and only wanted when it runs
    from device.authority.holders import Person  # noqa: PLC0415

    if arguments.table is not None:
        found = _rows(arguments.table)
    elif arguments.name and arguments.phone and arguments.id_number:
        found = [(arguments.name, arguments.phone, arguments.id_number, arguments.division)]
    else:
        raise ValueError("enrol needs --table, or --name, --phone and --id-number")
    with opened(arguments.directory) as desk, desk.register.transaction():
        for name, phone, id_number, division in found:
            desk.holders.enrol(Person(name=name, phone=phone, id_number=id_number), now=now, division=division)
        desk.audit.write("enrol", by=LOCAL, now=now, people=str(len(found)))
    return say(f"{len(found)} enrolled")


def _rows(path: Path) -> list[tuple[str, str, str, int | None]]:
    """Give the rows of a table.

    Raises:
        FileRefused: it is none; the text names the line.
    """
    found: list[tuple[str, str, str, int | None]] = []
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = csv.DictReader(file)
            for row in rows:
                name, phone, id_number = (str(row[column] or "").strip() for column in ("name", "phone", "id_number"))
                if not (name and id_number) or len(found) >= _ROWS_MOST:
                    raise FileRefused(f"{path}, line {rows.line_num}: a name and an id number are needed")
                division = str(row.get("division") or "").strip()
                found.append((name, phone, id_number, int(division) if division else None))
    except KeyError as error:
        raise FileRefused(f"{path}: there is no column {error}") from error
    except (OSError, ValueError, csv.Error) as error:
        raise FileRefused(f"{path} is no table of people: {error}") from error
    return found


def _invite(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.audit_log import LOCAL  # noqa: PLC0415 - as above
    from device.authority.invitations import Purpose  # noqa: PLC0415
    from device.masking import mask_name  # noqa: PLC0415

    with opened(arguments.directory) as desk, desk.register.transaction():
        holder = desk.holders.id_of(arguments.id_number)
        known = desk.holders.find(holder)
        if known is None:
            raise FileRefused("nobody with that id number is in the register: enrol them first")
        code = desk.invitations.give(holder, Purpose.ACCOUNT, now=now)
        desk.audit.write("invite", by=LOCAL, now=now, holder=holder.hex())
    print(code)
    return say(f"for {mask_name(known.person.name)}, good once, for 14 days")


def _erase(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.officers import Role  # noqa: PLC0415 - as above

    with opened(arguments.directory) as desk:
        officer = acting(desk, arguments, Role.HEALTH_OFFICER, now)
        holder = desk.holders.id_of(arguments.id_number)
        with desk.register.transaction():
            for code in desk.codes.of_holder(holder, now=now):
                desk.codes.withdraw(code.cti, now=now)
            desk.holders.erase(holder)
            desk.audit.write("erase", by=officer, now=now, holder=holder.hex())
    return say("erased; codes on paper are withdrawn")

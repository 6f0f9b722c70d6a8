"""Issues codes, changes colours and withdraws codes.

Never makes a code for anybody who is not enrolled; `code` enrols whom it names.
"""

import argparse
from pathlib import Path

from device.commands.authority_acts.shape import Actions, acting, declare, declare_officer, opened, say
from device.errors import FileRefused
from device.health_code.declaration import Exposure, Symptom
from device.vocabulary import Colour, Kind

_COLOURS = [Colour.GREEN.value, Colour.YELLOW.value, Colour.RED.value]


def add_arguments(actions: "Actions[argparse.ArgumentParser]") -> None:
    """Declare code, colour and withdraw."""
    code = declare(actions, "code", _code, "enrol somebody and issue a health code")
    code.add_argument("--name", required=True)
    code.add_argument("--phone", required=True)
    code.add_argument("--id-number", required=True)
    code.add_argument("--colour", choices=_COLOURS, help="without, the one they have; green where they are new")
    code.add_argument("--kind", choices=[Kind.LIVE.value, Kind.PAPER.value, Kind.FAMILY.value], default="live")
    code.add_argument("--guardian", metavar="ID-NUMBER", help="id number of who shows a family member's code")
    code.add_argument("--declared", type=float, metavar="CELSIUS", help="a declaration made now, with this temperature")
    code.add_argument("--symptom", action="append", default=[], choices=[word.value for word in Symptom])
    code.add_argument("--exposure", action="append", default=[], choices=[word.value for word in Exposure])
    code.add_argument("--division", type=int, metavar="CODE", help="GB/T 2260 division, for example 440983")
    code.add_argument("--lifetime", type=int, metavar="SECONDS", help="shorter than the kind's longest")
    code.add_argument("--png", type=Path, metavar="FILE", help="draw it as well")
    colour = declare(actions, "colour", _colour, "change somebody's colour; every gate is told")
    colour.add_argument("--id-number", required=True)
    colour.add_argument("--to", required=True, choices=_COLOURS)
    colour.add_argument("--reason", required=True, help="kept sealed in the audit log")
    declare_officer(colour)
    link = declare(actions, "link", _link, "let a look-up of another issuer's opaque code find somebody")
    link.add_argument("--text", required=True, help="the code's text, as a gate reads it")
    link.add_argument("--id-number", required=True)
    link.add_argument("--days", type=int, default=30, help="how long it holds (30)")
    withdraw = declare(actions, "withdraw", _withdraw, "withdraw a code on paper, or all of somebody's")
    which = withdraw.add_mutually_exclusive_group(required=True)
    which.add_argument("--number", metavar="HEX", help="the code's own number, 16 hex digits")
    which.add_argument("--id-number")
    withdraw.add_argument("--reason", required=True, help="kept sealed in the audit log")
    declare_officer(withdraw)


def _code(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.audit_log import LOCAL  # noqa: PLC0415 - heavy, and only wanted when it runs
    from device.authority.holders import Person  # noqa: PLC0415
    from device.authority.issuing import issue  # noqa: PLC0415
    from device.authority.picture import write_picture  # noqa: PLC0415
    from device.health_code.declaration import Declaration  # noqa: PLC0415

    person = Person(name=arguments.name, phone=arguments.phone, id_number=arguments.id_number)
    with opened(arguments.directory) as desk, desk.register.transaction():
        holder = desk.holders.enrol(person, now=now, division=arguments.division)
        if arguments.colour is not None:
            desk.colours.change(holder, Colour(arguments.colour), now=now)
        if arguments.declared is not None or arguments.symptom or arguments.exposure:
            declaration = Declaration(
                at=now,
                celsius=arguments.declared,
                symptoms=tuple(arguments.symptom),
                exposures=tuple(arguments.exposure),
            )
            desk.holders.declare(holder, declaration)
        text = issue(
            desk,
            holder,
            kind=Kind(arguments.kind),
            now=now,
            guardian=None if arguments.guardian is None else desk.holders.id_of(arguments.guardian),
            lifetime_seconds=arguments.lifetime,
        ).text
        desk.audit.write("code", by=LOCAL, now=now, holder=holder.hex(), kind=arguments.kind)
    if arguments.png is not None:
        write_picture(text, arguments.png)
    print(text)
    return 0


def _colour(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.officers import Role  # noqa: PLC0415 - as above

    with opened(arguments.directory) as desk:
        officer = acting(desk, arguments, Role.HEALTH_OFFICER, now)
        holder = desk.holders.id_of(arguments.id_number)
        with desk.register.transaction():
            if desk.holders.find(holder) is None:
                raise FileRefused("nobody with that id number is in the register")
            if not desk.colours.change(holder, Colour(arguments.to), now=now):
                return say(f"they are {arguments.to} already") or 1
            desk.audit.write(
                "colour", by=officer, now=now, holder=holder.hex(), to=arguments.to, reason=arguments.reason
            )
    return say(f"changed to {arguments.to}; gates are told by `menshen authority serve --broker`")


def _link(arguments: argparse.Namespace, now: int) -> int:
    import secrets  # noqa: PLC0415 - as above

    from device.authority.audit_log import LOCAL  # noqa: PLC0415
    from device.authority.issued_codes import IssuedCode  # noqa: PLC0415
    from device.health_code.claims import CTI_BYTES  # noqa: PLC0415
    from device.health_code.keys import key_id_of  # noqa: PLC0415

    with opened(arguments.directory) as desk:
        holder = desk.holders.id_of(arguments.id_number)
        if desk.holders.find(holder) is None:
            raise FileRefused("nobody with that id number is in the register")
        code = IssuedCode(
            cti=secrets.token_bytes(CTI_BYTES),
            kid=key_id_of(desk.authority.issuing.public_key()),
            holder=holder,
            kind=Kind.OPAQUE,
            issued_at=now,
            expires_at=now + arguments.days * 86_400,
        )
        with desk.register.transaction():
            desk.codes.keep(code, arguments.text.encode())
            desk.audit.write("link", by=LOCAL, now=now, holder=holder.hex(), code=code.cti.hex())
    return say(f"linked; withdraw it with --number {code.cti.hex()}")


def _withdraw(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.officers import Role  # noqa: PLC0415 - as above

    with opened(arguments.directory) as desk:
        officer = acting(desk, arguments, Role.CLERK, now)
        if arguments.number is not None:
            numbers = [bytes.fromhex(arguments.number)]
        else:
            holder = desk.holders.id_of(arguments.id_number)
            numbers = [code.cti for code in desk.codes.of_holder(holder, now=now)]
        with desk.register.transaction():
            done = [number for number in numbers if desk.codes.withdraw(number, now=now)]
            for number in done:
                desk.audit.write("withdraw", by=officer, now=now, code=number.hex(), reason=arguments.reason)
    say(f"{len(done)} withdrawn")
    return 0 if done else 1

"""Asks who was in a place, and decides what is asked: two persons, a reason, a line in the audit log.

Never writes a name to a file: what was opened is printed once, for the officer who approved.
"""

import argparse
import sys
from base64 import b64decode
from datetime import UTC, datetime
from pathlib import Path

from device.commands.authority_acts.shape import Actions, acting, declare, declare_officer, opened, say
from device.errors import FileRefused


def add_arguments(actions: "Actions[argparse.ArgumentParser]") -> None:
    """Declare venue, contacts, unmask, requests, approve and refuse."""
    venue = declare(actions, "venue", _venue, "let a venue's console ask who somebody is")
    venue.add_argument("--id", required=True, help="the venue's id")
    venue.add_argument("--public-key", required=True, type=Path, metavar="FILE", help="venue.pem of the venue's keys")
    contacts = declare(actions, "contacts", _contacts, "ask who was at a venue in a window of time")
    contacts.add_argument("--records", required=True, type=Path, metavar="FILE", help="exported entries, JSON lines")
    contacts.add_argument("--venue", required=True, metavar="ID")
    contacts.add_argument("--from", required=True, dest="begins", metavar="TIME", help="2026-11-22T08:00:00+08:00")
    contacts.add_argument("--to", required=True, dest="ends", metavar="TIME")
    contacts.add_argument("--reason", required=True)
    declare_officer(contacts)
    unmask = declare(actions, "unmask", _unmask, "ask who the holders of a few entries are")
    unmask.add_argument("--sealed", required=True, action="append", metavar="BASE64", help="an entry's holder_sealed")
    unmask.add_argument("--venue", default="", metavar="ID", help="where the entries are from")
    unmask.add_argument("--reason", required=True)
    declare_officer(unmask)
    declare(actions, "requests", _list, "list what is asked")
    approve = declare(actions, "approve", _approve, "open what another person asked, and print it once")
    refuse = declare(actions, "refuse", _refuse, "refuse what another person asked")
    for parser in (approve, refuse):
        parser.add_argument("--request", required=True, metavar="ID")
        declare_officer(parser)


def _venue(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.audit_log import LOCAL  # noqa: PLC0415 - heavy, and only wanted when it runs
    from device.authority.unmasking import VENUES_FOLDER, venue_file  # noqa: PLC0415
    from device.key_files import read_signing_public, write_public  # noqa: PLC0415
    from device.mqtt.topics import is_id  # noqa: PLC0415

    if not is_id(arguments.id):
        raise ValueError(f"{arguments.id!r} is no venue's id: lower-case letters, digits, hyphens")
    key = read_signing_public(arguments.public_key)
    with opened(arguments.directory) as desk:
        try:
            (desk.authority.directory / VENUES_FOLDER).mkdir(mode=0o700, exist_ok=True)
            venue_file(desk.authority.directory, arguments.id).unlink(missing_ok=True)
        except OSError as error:
            raise FileRefused(f"{desk.authority.directory} cannot be written: {error.strerror}") from error
        write_public(venue_file(desk.authority.directory, arguments.id), key)
        desk.audit.write("venue", by=LOCAL, now=now, venue=arguments.id)
    return say(f"the console of {arguments.id} may ask; a health officer decides each time")


def _contacts(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.officers import Role  # noqa: PLC0415 - as above
    from device.authority.records import present  # noqa: PLC0415
    from device.authority.requests import Asked, RequestKind  # noqa: PLC0415

    begins, ends = _moment(arguments.begins), _moment(arguments.ends)
    with opened(arguments.directory) as desk:
        officer = acting(desk, arguments, Role.CLERK, now)
        found = present(arguments.records, venue=arguments.venue, begins=begins, ends=ends)
        asked = Asked(
            reason=arguments.reason,
            holders_sealed=tuple(presence.holder_sealed for presence in found),
            venue=arguments.venue,
            when=f"{begins.isoformat()} to {ends.isoformat()}",
        )
        with desk.register.transaction():
            number = desk.requests.ask(RequestKind.CONTACTS, asked, by=officer, now=now)
            desk.audit.write(
                "ask-contacts",
                by=officer,
                now=now,
                request=number,
                venue=arguments.venue,
                when=asked.when,
                reason=arguments.reason,
                entries=str(len(found)),
            )
    print(number)
    return say(f"{len(found)} check-ins; another officer, a health officer, approves request {number}")


def _unmask(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.officers import Role  # noqa: PLC0415 - as above
    from device.authority.requests import Asked, RequestKind  # noqa: PLC0415
    from device.authority.unmasking import ENTRIES_MOST  # noqa: PLC0415

    if len(arguments.sealed) > ENTRIES_MOST:
        raise ValueError(f"{len(arguments.sealed)} entries at once; {ENTRIES_MOST} are the most")
    asked = Asked(reason=arguments.reason, holders_sealed=tuple(map(_sealed, arguments.sealed)), venue=arguments.venue)
    with opened(arguments.directory) as desk:
        officer = acting(desk, arguments, Role.CLERK, now)
        with desk.register.transaction():
            number = desk.requests.ask(RequestKind.UNMASK, asked, by=officer, now=now)
            entries = str(len(asked.holders_sealed))
            desk.audit.write(
                "ask-unmask", by=officer, now=now, request=number, reason=arguments.reason, entries=entries
            )
    print(number)
    return say(f"another officer, a health officer, approves request {number}")


def _sealed(text: str) -> bytes:
    """Give the sealed holder that `text` writes.

    Raises:
        ValueError: it writes none.
    """
    from device.visitor.identity import SEALED_BYTES  # noqa: PLC0415 - as above

    sealed = b64decode(text, validate=True)
    if len(sealed) != SEALED_BYTES:
        raise ValueError(f"a sealed holder has {SEALED_BYTES} bytes, this has {len(sealed)}")
    return sealed


def _moment(text: str) -> datetime:
    """Give the moment `text` names.

    Raises:
        ValueError: it names none, or no zone.
    """
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text}: the zone is missing, for example +08:00")
    return moment


def _list(arguments: argparse.Namespace, _now: int) -> int:
    with opened(arguments.directory) as desk:
        for request in desk.requests.listed():
            at = datetime.fromtimestamp(request.asked_at, UTC).isoformat(timespec="seconds")
            asked = request.asked
            what = "" if asked is None else f"{len(asked.holders_sealed)} of {asked.venue} {asked.when}: {asked.reason}"
            print(f"{request.id}  {request.kind:9} {request.state:9} {at}  {request.asked_by}  {what}".rstrip())
    return 0


def _approve(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.officers import Role  # noqa: PLC0415 - as above
    from device.authority.unmasking import approve  # noqa: PLC0415

    with opened(arguments.directory) as desk:
        officer = acting(desk, arguments, Role.HEALTH_OFFICER, now)
        is_venues = bool(
            (request := desk.requests.find(arguments.request)) and request.asked and request.asked.principal
        )
        people = approve(desk, arguments.request, by=officer, now=now)
    if is_venues:
        return say("approved: the answer goes to the console that asked, for five minutes")
    for person in dict.fromkeys(person for person in people if person is not None):
        print(f"{person.name}\t{person.phone}")
    unknown = sum(person is None for person in people)
    print(f"{unknown} could not be opened" if unknown else "keep this no longer than you need it", file=sys.stderr)
    return 0


def _refuse(arguments: argparse.Namespace, now: int) -> int:
    from device.authority.officers import Role  # noqa: PLC0415 - as above
    from device.authority.unmasking import refuse  # noqa: PLC0415

    with opened(arguments.directory) as desk:
        refuse(desk, arguments.request, by=acting(desk, arguments, Role.HEALTH_OFFICER, now), now=now)
    return say("refused")

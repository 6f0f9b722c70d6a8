"""Says how an act of the authority is declared, opened and answered for.

Never keeps a PIN longer than the look at it takes.
"""

import argparse
import getpass
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

from device.errors import FileRefused

if TYPE_CHECKING:
    from device.authority.desk import Desk
    from device.authority.officers import Role

Actions = argparse._SubParsersAction
Act = Callable[[argparse.Namespace, int], int]
"""What is done, and at which second; gives the exit code."""


def declare(actions: "Actions[argparse.ArgumentParser]", name: str, act: Act, summary: str) -> argparse.ArgumentParser:
    """Declare one act on the authority in a directory, and give its parser."""
    parser: argparse.ArgumentParser = actions.add_parser(name, help=summary, description=summary)
    parser.add_argument("directory", type=Path, metavar="DIR")
    parser.set_defaults(act=act)
    return parser


def declare_officer(parser: argparse.ArgumentParser) -> None:
    """Declare who acts; the PIN is asked for, or comes from a file."""
    parser.add_argument("--officer", required=True, metavar="ID", help="who does it")
    parser.add_argument("--pin-file", type=Path, metavar="FILE", help="holds the PIN; without, it is asked for")


@contextmanager
def opened(directory: Path) -> "Iterator[Desk]":
    """Give the authority in `directory` at work, and close it in the end.

    Raises:
        MissingSecret: a key is not there.
        FileRefused: keys or register cannot be read.
    """
    from device.authority.ceremony import open_authority  # noqa: PLC0415 - heavy, and only wanted when an act runs
    from device.authority.desk import Desk  # noqa: PLC0415

    desk = Desk(open_authority(directory))
    try:
        yield desk
    finally:
        desk.close()


def acting(desk: "Desk", arguments: argparse.Namespace, role: "Role", now: int) -> str:
    """Give who acts, once their PIN was right and their role is enough.

    Raises:
        NotAllowed: it is not so.
        FileRefused: the PIN's file cannot be read.
    """
    desk.officers.require(arguments.officer, pin_of(arguments), role, now=now)
    return str(arguments.officer)


def pin_of(arguments: argparse.Namespace) -> str:
    """Give the PIN of who acts.

    Raises:
        FileRefused: its file cannot be read.
    """
    if arguments.pin_file is None:
        return getpass.getpass(f"PIN of {arguments.officer}: ")
    return pin_in(arguments.pin_file)


def pin_in(path: Path) -> str:
    """Give the PIN that a file holds.

    Raises:
        FileRefused: it cannot be read.
    """
    try:
        return path.read_text("ascii").strip()
    except (OSError, UnicodeError) as error:
        raise FileRefused(f"{path} cannot be read: {error}") from error


def say(line: str) -> int:
    """Say one line on standard error; the act is done."""
    print(line, file=sys.stderr)
    return 0

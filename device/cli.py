"""Dispatches `menshen COMMAND` to the one module that does it, which is imported only then.

Exit codes: 0 done, 1 the answer is no, 2 wrong usage, 78 wrong settings. Errors go to stderr, one line each.
"""

import argparse
import errno
import importlib
import io
import os
import sys
from contextlib import suppress
from typing import Final

from device.errors import MenshenError, MissingSecret, SettingsError
from device.version import VERSION

COMMANDS: Final = {
    "demo": "the whole gate on this machine, without a Pi",
    "run": "the daemon",
    "simulate": "play a scenario on emulated hardware, or replay a recording",
    "check-settings": "find every fault of a settings file",
    "doctor": "look at every part of this gate and say what to do",
    "decode": "read the codes in image files",
    "verify": "judge health codes",
    "badge": "make an inspector's badge",
    "end-emergency": "end an emergency opening, on this gate itself",
    "journal": "show, verify or export the journal",
    "thermometer": "read the thermometer, calibrate it, or evaluate the algorithm",
    "authority": "a pilot health authority",
    "fleet": "keys of venue and operator",
    "voice": "measure every prompt of the gate's voice",
}
USAGE_EXIT: Final = 2
SETTINGS_EXIT: Final = 78
_OUTPUT_LOST: Final = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG, errno.EIO, errno.EPIPE})
"""Errors of the disk or pipe behind standard output; a file's own are named where it is written and never come here."""


def main(argv: list[str] | None = None) -> int:
    """Run one command and give its exit code."""
    words = sys.argv[1:] if argv is None else argv
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")  # a terminal that knows no Chinese still gets its answer
    if not words or words[0] in ("-h", "--help"):
        print(_usage())
        return 0 if words else USAGE_EXIT
    if words[0] == "--version":
        print(f"menshen {VERSION}")
        return 0
    name = words[0]
    if name not in COMMANDS:
        print(f"menshen: no command {name!r}; one of {', '.join(COMMANDS)}", file=sys.stderr)
        return USAGE_EXIT
    module = importlib.import_module(f"device.commands.{name.replace('-', '_')}")
    parser = argparse.ArgumentParser(prog=f"menshen {name}", description=module.SUMMARY)
    module.add_arguments(parser)
    arguments = parser.parse_args(words[1:])
    try:
        code = int(module.run(arguments))
    except SettingsError as error:
        place = f"{error.file}: " if error.file else ""
        for fault in error.faults:
            print(f"menshen {name}: {place}{fault}", file=sys.stderr)
        return SETTINGS_EXIT
    except MissingSecret as error:
        print(f"menshen {name}: {error}", file=sys.stderr)
        return SETTINGS_EXIT
    except MenshenError as error:
        print(f"menshen {name}: {error}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except OSError as error:
        if error.errno not in _OUTPUT_LOST or error.filename is not None:
            raise
        return _output_lost(name, error)
    return _printed(name, code)


def _printed(name: str, code: int) -> int:
    """Give `code` once everything is printed."""
    try:
        if sys.stdout is not None:  # a supervisor may have closed it, and a gate need not print
            sys.stdout.flush()
    except OSError as error:
        return _output_lost(name, error)
    return code


def _output_lost(name: str, error: OSError) -> int:
    """Say that what the command prints finds no room; a reader that has left is told nothing."""
    with suppress(OSError):  # the interpreter would try again at its end, and complain a second time
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    if error.errno != errno.EPIPE:
        print(f"menshen {name}: the output cannot be written: {error.strerror}", file=sys.stderr)
    return 1


def _usage() -> str:
    width = max(len(name) for name in COMMANDS)
    lines = [f"  {name.ljust(width)}  {summary}" for name, summary in COMMANDS.items()]
    return "\n".join(["usage: menshen COMMAND [OPTION...]", "", *lines, "", "menshen COMMAND --help tells more."])


if __name__ == "__main__":
    sys.exit(main())

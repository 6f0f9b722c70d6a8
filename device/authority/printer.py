"""Hands a page to the machine's printer.

Never waits for it longer than half a minute, never keeps the page. CUPS: lp(1).
"""

import shutil
import subprocess
from typing import Final

from device.errors import FileRefused, ProgramMissing

_WAIT_SECONDS: Final = 30.0


def send_to_printer(content: bytes, name: str) -> None:
    """Print the PDF `content` on the printer called `name`.

    Raises:
        ProgramMissing: lp is not installed.
        FileRefused: the printer does not take it.
    """
    program = shutil.which("lp")
    if program is None:
        raise ProgramMissing("lp is not installed: apt install cups-client")
    try:
        done = subprocess.run(  # noqa: S603 - the program was looked for by name, the printer is the operator's word
            [program, "-s", "-d", name, "-o", "media=A4", "--"],
            input=content,
            capture_output=True,
            timeout=_WAIT_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired as error:
        raise FileRefused(f"the printer {name} does not answer") from error
    if done.returncode != 0:
        raise FileRefused(
            f"the printer {name} does not take the page: {done.stderr.decode(errors='replace').strip()[:200]}"
        )

"""Says in one line where the libraries of the pages for people are missing, before a command needs them.

Never imports them.
"""

from importlib.util import find_spec
from typing import Final

from device.errors import ProgramMissing

_NEEDED: Final = ("starlette", "uvicorn")


def need_page_libraries() -> None:
    """Go on where the virtual gate's page can be served.

    Raises:
        ProgramMissing: a library of the extra `pages` is not installed.
    """
    missing = [name for name in _NEEDED if find_spec(name) is None]
    if missing:
        raise ProgramMissing(f"{' and '.join(missing)} not installed: pip install 'menshen[pages]'")

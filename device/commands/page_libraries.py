"""Says in one line where the libraries of pages, on a screen or on paper, are missing, before a command needs them.

Never imports them.
"""

from importlib.util import find_spec
from typing import Final

from device.errors import ProgramMissing

_PAGES: Final = ("starlette", "uvicorn")
_PAPER: Final = ("fpdf",)


def need_page_libraries() -> None:
    """Go on where the virtual gate's page can be served.

    Raises:
        ProgramMissing: a library of the extra `pages` is not installed.
    """
    _need(_PAGES, "pages")


def need_paper_library() -> None:
    """Go on where a page to print can be drawn.

    Raises:
        ProgramMissing: the library of the extra `paper` is not installed.
    """
    _need(_PAPER, "paper")


def _need(names: tuple[str, ...], extra: str) -> None:
    missing = [name for name in names if find_spec(name) is None]
    if missing:
        raise ProgramMissing(f"{' and '.join(missing)} not installed: pip install 'menshen[{extra}]'")

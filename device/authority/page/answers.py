"""Gives the page's answers: a page from a template, a way onward, a few bytes.

Never writes text from outside into a page unescaped: every template escapes by itself.
"""

from collections.abc import Mapping
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.responses import HTMLResponse, RedirectResponse, Response

from device.authority.page.visit import Visit
from device.authority.page.words import Language, words

_TEMPLATES: Final = Path(__file__).parent / "templates"
_SEE_OTHER: Final = 303


@lru_cache(maxsize=1)
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(_TEMPLATES), autoescape=True, undefined=StrictUndefined, trim_blocks=True
    )


def page(visit: Visit, template: str, *, status: int = 200, **values: object) -> Response:
    """Give the page made of `template` in the visitor's language."""
    text = words(visit.language)
    local = datetime.fromtimestamp(visit.now, visit.zone)
    offset = local.utcoffset()
    standing: Mapping[str, object] = {
        "t": text,
        "language": visit.language.value,
        "other_language": (Language.ENGLISH if visit.language is Language.CHINESE else Language.CHINESE).value,
        "csrf": visit.csrf,
        "signed_in": visit.holder is not None,
        "path": visit.path,
        "now": visit.now,
        "zone_minutes": 0 if offset is None else int(offset.total_seconds() // 60),
        "clock": f"{local:%H:%M:%S}",
        "today": day_of(visit, visit.now),
        "said": text.get(visit.query.get("said", ""), "") if visit.query.get("said") in _MAY_BE_SAID else "",
        "fault": "",
    }
    content = _environment().get_template(template).render({**standing, **values})
    return HTMLResponse(content, status_code=status)


def fault_page(visit: Visit, word: str, status: int) -> Response:
    """Give a page that says what is the matter and leads back."""
    return page(visit, "fault.html", status=status, fault=words(visit.language)[word])


def go(path: str, *, said: str = "", of: str = "") -> Response:
    """Send the browser to a page of ours, which says the sentence called `said`."""
    parts = [f"{name}={value}" for name, value in (("of", of), ("said", said)) if value]
    return RedirectResponse(path + ("?" + "&".join(parts) if parts else ""), status_code=_SEE_OTHER)


def moment_of(visit: Visit, second: int) -> str:
    """Give a second as the page writes it: `2026-11-22 16:05`."""
    return f"{datetime.fromtimestamp(second, UTC).astimezone(visit.zone):%Y-%m-%d %H:%M}"


def day_of(visit: Visit, second: int) -> str:
    """Give a day as the page writes it: `2026-11-22`."""
    return moment_of(visit, second)[:10]


_MAY_BE_SAID: Final = frozenset(
    {
        "declared",
        "declared_yellow",
        "guardian_ended",
        "member_added",
        "member_removed",
        "paper_withdrawn",
        "session_over",
        "signed_out",
    }
)
"""The sentences an address may ask for: no link can put others onto the page."""

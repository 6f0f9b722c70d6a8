"""Carries a session in a cookie that no script reads and no other site sends.

Never puts anything but the token into it. RFC 6265bis: `__Host-`, Secure, HttpOnly, SameSite.
"""

from typing import Final

from starlette.requests import Request
from starlette.responses import Response

from device.authority.accounts import SESSION_SECONDS

SECURE_NAME: Final = "__Host-menshen"
PLAIN_NAME: Final = "menshen"
"""On loopback without TLS, where no cookie can be Secure."""
LANGUAGE_NAME: Final = "language"
_TOKEN_HEADER: Final = "x-menshen-session"  # noqa: S105 - the name of a header that never leaves this process
_ENDED: Final = "-"
_YEAR_SECONDS: Final = 365 * 24 * 3600


def with_session(answer: Response, token: str) -> Response:
    """Give `answer` with the session it opens; `settle` makes the cookie of it."""
    answer.headers[_TOKEN_HEADER] = token
    return answer


def without_session(answer: Response) -> Response:
    """Give `answer`, which ends the browser's session."""
    answer.headers[_TOKEN_HEADER] = _ENDED
    return answer


def settle(answer: Response, *, secure: bool) -> Response:
    """Turn what a page said about the session into a cookie."""
    token = answer.headers.get(_TOKEN_HEADER)
    if token is None:
        return answer
    del answer.headers[_TOKEN_HEADER]
    answer.set_cookie(
        SECURE_NAME if secure else PLAIN_NAME,
        "" if token == _ENDED else token,
        max_age=0 if token == _ENDED else SESSION_SECONDS,
        path="/",
        secure=secure,
        httponly=True,
        samesite="strict",
    )
    return answer


def token_in(request: Request, *, secure: bool) -> str | None:
    """Give the token a request brings."""
    return request.cookies.get(SECURE_NAME if secure else PLAIN_NAME) or None


def remember_language(answer: Response, language: str, *, secure: bool) -> Response:
    """Let the browser remember a language."""
    answer.set_cookie(
        LANGUAGE_NAME, language, max_age=_YEAR_SECONDS, path="/", secure=secure, httponly=True, samesite="lax"
    )
    return answer

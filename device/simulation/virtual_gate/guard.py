"""Lets nobody near the page's routes but the page itself: host, origin, our own header, and what a browser may do.

Never looks at a body. Another site's page can make a browser send requests here (rebinding a name, a form, an image);
none of them carries this host *and*, where something is to be done, this origin and header. OWASP cross-site request
forgery prevention; Fetch standard, "Origin"; CSP level 3.
"""

from typing import Final

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

OUR_HEADER: Final = "x-menshen-page"
_READS: Final = ("GET", "HEAD")
_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "img-src 'self' blob: data:",
        "media-src 'self' blob:",
        "connect-src 'self'",
        "base-uri 'none'",
        "form-action 'none'",
        "frame-ancestors 'none'",
    )
)
_ANSWERED_WITH: Final = (
    ("Content-Security-Policy", _POLICY),
    ("Cross-Origin-Resource-Policy", "same-origin"),
    ("Cross-Origin-Opener-Policy", "same-origin"),
    ("Permissions-Policy", "camera=(self), microphone=(), geolocation=()"),
    ("Referrer-Policy", "no-referrer"),
    ("X-Content-Type-Options", "nosniff"),
)


class Guard:
    """A layer around the page's application."""

    def __init__(self, application: ASGIApp, *, port: int) -> None:
        self._application = application
        self._hosts = (f"127.0.0.1:{port}", f"localhost:{port}")
        self._origins = tuple(f"http://{host}" for host in self._hosts)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it in one line."""
        if scope["type"] != "http":
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in _ANSWERED_WITH:
                    headers[name] = value
                headers.setdefault("Cache-Control", "no-store")
            await send(message)

        refused = self._why_not(scope)
        answer = self._application if refused is None else PlainTextResponse(refused + "\n", 403)
        await answer(scope, receive, send_guarded)

    def _why_not(self, scope: Scope) -> str | None:
        headers = Headers(scope=scope)
        if headers.get("host") not in self._hosts:
            return "this page is served under another name"
        origin = headers.get("origin")
        if origin is not None and origin not in self._origins:
            return "another site's page may do nothing here"
        if scope["method"] not in _READS and headers.get(OUR_HEADER) != "1":
            return "only the gate's own page may do something here"
        return None

"""Stands before every page: who may speak to this server, how much, how often, and what a browser may do with answers.

Never lets a request through that another site made a browser send, that names another host, or that is longer than any
form of ours. Standards: CSP level 3, Fetch metadata, RFC 6797 (HSTS).
"""

import ipaddress
from typing import Final

from starlette.requests import Request

_IPV6_NETWORK: Final = 64
_YEAR_SECONDS: Final = 365 * 24 * 3600
HEADERS: Final = {
    "content-security-policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self';"
        " form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=()",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "cache-control": "no-store",
}
"""`same-origin` for the referrer, because `no-referrer` would make a form's origin `null`."""


def headers(*, secure: bool) -> dict[str, str]:
    """Give what every answer carries."""
    return {**HEADERS, "strict-transport-security": f"max-age={_YEAR_SECONDS}"} if secure else HEADERS


def visitor_of(address: str) -> str:
    """Give whom an address stands for: itself, or for IPv6 its network, which is one household's."""
    try:
        parsed = ipaddress.ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, ipaddress.IPv6Address):
        return str(ipaddress.ip_network((parsed, _IPV6_NETWORK), strict=False))
    return address


def is_for_us(request: Request, hosts: frozenset[str]) -> bool:
    """Claim that the request names this server: a page of somebody else's name is not ours to answer."""
    return request.headers.get("host", "").lower() in hosts


def is_our_own(request: Request) -> bool:
    """Claim that a page of ours made the browser send this; a request that does not say where it is from is not."""
    origin, site = request.headers.get("origin"), request.headers.get("sec-fetch-site")
    if origin is None and site is None:
        return False
    expected = f"{request.url.scheme}://{request.headers.get('host', '')}"
    return origin in {None, expected} and site in {None, "same-origin"}

"""Portals elsewhere (CORS, https://fetch.spec.whatwg.org/#http-cors-protocol): a browser lets a page of another origin use
the interface only where that origin is configured. Tokens go in a header that a page sets itself; no cookie counts here.
"""

from collections.abc import Iterable, Mapping

# What a page may send and may read beyond what every page may.
SENT = ("Authorization", "Content-Type", "Idempotency-Key", "If-Match", "If-None-Match")
READ = ("Allow", "Content-Disposition", "Deprecation", "ETag", "Location", "Retry-After", "Sunset")
# Chromium keeps an answer for two hours at most.
_SECONDS = 7_200

Origins = frozenset[str]


def permitted(origin: str, origins: Origins) -> dict[str, str]:
    """What an answer says to the browser of a page elsewhere: nothing unless its origin is one of ours.

    `Vary` even then: a cache must not give one origin's answer to another.
    """
    if not origins:
        return {}
    if origin not in origins:
        return {"Vary": "Origin"}
    return {
        "Access-Control-Allow-Origin": origin,
        "Access-Control-Expose-Headers": ", ".join(READ),
        "Vary": "Origin",
    }


def asked_before(
    headers: Mapping[str, str], methods: Iterable[str], origins: Origins
) -> dict[str, str] | None:
    """The answer to a preflight, by headers with names in lower case; None: no page elsewhere that may use this asks."""
    if headers.get("origin") not in origins or "access-control-request-method" not in headers:
        return None
    return {
        **permitted(headers["origin"], origins),
        "Access-Control-Allow-Methods": ", ".join(methods),
        "Access-Control-Allow-Headers": ", ".join(SENT),
        "Access-Control-Max-Age": str(_SECONDS),
        "Vary": "Origin, Access-Control-Request-Method, Access-Control-Request-Headers",
    }

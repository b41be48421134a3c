"""Pages, their files and the interface's answers go out as gzip to who takes it, as API Gateway sends them on AWS
(infra/package/api.py).
"""

import gzip
import re
from collections.abc import Iterable, Sequence
from functools import lru_cache
from typing import Any

from infra.embedded.web.types import Environ, StartResponse, Wsgi

# Less fits into one packet as it is.
_LEAST = 1024
_KINDS = (
    "text/html",
    "text/css",
    "text/javascript",
    "image/svg+xml",
    "application/json",
    "application/problem+json",
)
_LEVEL = 6
_REFUSED = re.compile(r"q=0(\.0*)?")
_Headers = Sequence[tuple[str, str]]


def compressed(inner: Wsgi) -> Wsgi:
    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        if not _takes_gzip(environ.get("HTTP_ACCEPT_ENCODING", "")):
            return inner(environ, start_response)
        told: list[tuple[str, _Headers]] = []

        def hear(status: str, headers: _Headers, *_more: Any) -> None:
            told.append((status, headers))

        body = b"".join(inner(environ, hear))
        ((status, headers),) = told
        body, headers = _smaller(body, headers)
        start_response(status, list(headers))
        return [body]

    return serve


def _takes_gzip(accepted: str) -> bool:
    """RFC 9110, 12.5.3: a weight of nothing refuses, and what is named goes before `*`."""
    weights: dict[str, str] = {}
    for one in accepted.lower().split(","):
        name, _, weight = one.partition(";")
        weights[name.strip()] = weight.strip()
    said = weights.get("gzip", weights.get("*"))
    return said is not None and _REFUSED.fullmatch(said) is None


def _smaller(body: bytes, headers: _Headers) -> tuple[bytes, _Headers]:
    named = {name.lower(): value for name, value in headers}
    if (
        len(body) < _LEAST
        or not named.get("content-type", "").startswith(_KINDS)
        or "content-encoding" in named
    ):
        return body, headers
    for_good = "immutable" in named.get("cache-control", "")
    packed = _packed_once(body) if for_good else _packed(body)
    kept = [(name, value) for name, value in headers if name.lower() != "content-length"]
    more = [("Content-Encoding", "gzip"), ("Vary", "Accept-Encoding"), ("Content-Length", str(len(packed)))]
    return packed, [*kept, *more]


def _packed(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)


@lru_cache(maxsize=16)
def _packed_once(body: bytes) -> bytes:
    return gzip.compress(body, 9, mtime=0)

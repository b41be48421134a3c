"""Pages of a portal elsewhere may also send files, and sign in as a demo identity: what the bucket's CORS configuration
(infra/resources/storage.json) and the province's issuer let them on AWS. The interface itself says so in its binder.
"""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from functions.web.cross_origin import Origins, asked_before, permitted
from functions.web.edge import PROTECTION
from infra.embedded.web.types import Environ, StartResponse, Wsgi

_ASKED = ("ORIGIN", "ACCESS_CONTROL_REQUEST_METHOD")
_Headers = Sequence[tuple[str, str]]


def cross_origin(inner: Wsgi, methods: Mapping[str, Sequence[str]], origins: Origins) -> Wsgi:
    """`methods` by the prefix of the paths where they may be called."""

    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        asked = {_name(key): environ[f"HTTP_{key}"] for key in _ASKED if environ.get(f"HTTP_{key}")}
        allowed = next((methods[start] for start in methods if environ["PATH_INFO"].startswith(start)), None)
        if allowed is None or "origin" not in asked:
            return inner(environ, start_response)
        before = asked_before(asked, allowed, origins) if environ["REQUEST_METHOD"] == "OPTIONS" else None
        if before is not None:
            start_response("204 No Content", list({**PROTECTION, **before, "Content-Length": "0"}.items()))
            return []

        def hear(status: str, headers: _Headers, *more: Any) -> Any:
            return start_response(status, [*headers, *permitted(asked["origin"], origins).items()], *more)

        return inner(environ, hear)

    return serve


def _name(key: str) -> str:
    return key.replace("_", "-").lower()

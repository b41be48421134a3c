"""A WSGI application under the real HTTP server for the length of a test."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from infra.embedded.web.bounds import Bounds
from infra.embedded.web.exchange import Exchanged
from infra.embedded.web.http import http_server, unseen
from infra.embedded.web.types import Wsgi


@contextmanager
def serving(
    app: Wsgi,
    *,
    threads: int = 4,
    bounds: Bounds | None = None,
    seen: Callable[[Exchanged], None] = unseen,
) -> Iterator[int]:
    """Its port. What is under way at the end is not waited for long."""
    server = http_server(
        app, host="127.0.0.1", port=0, threads=threads, bounds=bounds or Bounds(farewell=1), seen=seen
    )
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield server.port
    finally:
        server.stop()
        thread.join(10)

"""The numbers on a port of their own, of this machine only unless the configuration says otherwise."""

import threading
from collections.abc import Iterable, Iterator
from contextlib import contextmanager

from infra.embedded.seen.numbers import CONTENT_TYPE, Numbers
from infra.embedded.web.bounds import Bounds
from infra.embedded.web.http import http_server
from infra.embedded.web.types import Environ, StartResponse, Wsgi

_PATH = "/metrics"
FAREWELL = 1.0


def metrics_wsgi(numbers: Numbers) -> Wsgi:
    def serve(environ: Environ, start_response: StartResponse) -> Iterable[bytes]:
        found = environ["PATH_INFO"] == _PATH and environ["REQUEST_METHOD"] in ("GET", "HEAD")
        body = numbers.text() if found else b"/metrics\n"
        headers = [
            ("Content-Type", CONTENT_TYPE if found else "text/plain"),
            ("Content-Length", str(len(body))),
        ]
        start_response("200 OK" if found else "404 Not Found", headers)
        return [body]

    return serve


@contextmanager
def metrics_served(numbers: Numbers, *, host: str, port: int | None) -> Iterator[int | None]:
    """Its port; None: nobody asked for one. Raises OSError if it is taken."""
    if port is None:
        yield None
        return
    bounds = Bounds(farewell=FAREWELL)
    server = http_server(metrics_wsgi(numbers), host=host, port=port, threads=1, bounds=bounds)
    thread = threading.Thread(target=server.run, name="metrics", daemon=True)
    thread.start()
    try:
        yield server.port
    finally:
        server.stop()
        thread.join(2 * FAREWELL)

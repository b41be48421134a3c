"""A WSGI application under the real HTTP server for the length of a test."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from waitress.wasyncore import close_all

from infra.embedded.web.http import http_server
from infra.embedded.web.types import Wsgi


@contextmanager
def serving(app: Wsgi, *, threads: int = 4) -> Iterator[int]:
    """Its port."""
    # The library's types do not know its trigger.
    server: Any = http_server(app, host="127.0.0.1", port=0, threads=threads)
    port = int(server.socket.getsockname()[1])
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        yield port
    finally:
        # In the server's own thread, which may be looking at the same sockets.
        server.trigger.pull_trigger(lambda: close_all(server._map))
        thread.join(5)
        server.task_dispatcher.shutdown()

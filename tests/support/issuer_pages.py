"""An issuer's public pages over HTTP on this machine, told word for word."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

# Path: what is answered, by the address that the server has.
Pages = Callable[[str], Mapping[str, tuple[int, bytes]]]
STALLS = -1


@contextmanager
def issuer_pages(pages: Pages) -> Iterator[str]:
    """Its address. A status of STALLS is a page that never comes."""
    ended = Event()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            status, body = told.get(self.path, (404, b""))
            if status == STALLS:
                ended.wait(30)
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:
            return

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    address = f"http://127.0.0.1:{server.server_port}"
    told = pages(address)
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    try:
        yield address
    finally:
        ended.set()
        server.shutdown()
        server.server_close()
        thread.join(10)

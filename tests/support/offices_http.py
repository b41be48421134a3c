"""An office over real HTTP that answers as a test tells it and keeps what it was sent."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer


@dataclass
class HttpOffice:
    """`status` and `headers` of the next answers; `silent` answers nothing until `released`."""

    status: int = 202
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b'{"verdict":"effect"}'
    silent: bool = False
    released: threading.Event = field(default_factory=threading.Event)
    received: list[tuple[dict[str, str], bytes]] = field(default_factory=list)
    connections: set[tuple[str, int]] = field(default_factory=set)
    endpoint: str = ""


@contextmanager
def http_office() -> Iterator[HttpOffice]:
    office = HttpOffice()

    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            office.received.append(({name.lower(): value for name, value in self.headers.items()}, body))
            office.connections.add(self.client_address)
            if office.silent:
                office.released.wait(20)
                self.close_connection = True
                return
            self.send_response(office.status)
            for name, value in {"content-length": str(len(office.body)), **office.headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(office.body)

        def log_message(self, format: str, *args: object) -> None:
            """Tests print nothing."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        office.endpoint = f"http://127.0.0.1:{server.server_port}/offices/public_security/items"
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        try:
            yield office
        finally:
            office.released.set()
            server.shutdown()

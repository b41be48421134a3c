"""The production WSGI server (waitress), speaking our problems where it would speak plain text."""

from collections.abc import Mapping
from typing import Any, cast

from waitress.channel import HTTPChannel
from waitress.parser import HTTPRequestParser
from waitress.server import BaseWSGIServer, create_server
from waitress.task import ErrorTask

from functions.domain.errors import LianbanError
from functions.domain.refusals import BodyTooLarge, Malformed
from infra.embedded.web.types import Wsgi

# API Gateway takes 10 MB; what is under it and over our own limit is read and refused by the app.
READ_LIMIT = 10 * 1024 * 1024
HEADER_LIMIT = 32 * 1024
CONNECTIONS = 800
IDLE_SECONDS = 30

REFUSALS: Mapping[int, type[LianbanError]] = {413: BodyTooLarge, 500: LianbanError}


class ProblemTask(ErrorTask):
    """A request that the server cannot read: broken framing, oversized headers or body."""

    def execute(self) -> None:
        error = cast(HTTPRequestParser, self.request).error
        if error is None:
            raise TypeError("an error task without an error")
        # Of the interface, which a sandbox's office need not have read to be there.
        from infra.embedded.web.wsgi import problem

        answer = problem(REFUSALS.get(error.code, Malformed)())
        body = answer["body"].encode()
        self.status = f"{error.code} {error.reason}"
        self.response_headers = [*self.response_headers, *answer["headers"].items()]
        self.set_close_on_finish()
        self.content_length = len(body)
        self.write(body)


class ProblemChannel(HTTPChannel):
    error_task_class = ProblemTask


def http_server(app: Wsgi, *, host: str, port: int, threads: int) -> BaseWSGIServer:
    """Bound and listening; `run()` serves until `close()`. Raises OSError if the port is taken."""
    given: dict[str, Any] = {
        "host": host,
        "port": port,
        "threads": threads,
        "connection_limit": CONNECTIONS,
        "max_request_body_size": READ_LIMIT,
        "max_request_header_size": HEADER_LIMIT,
        "channel_timeout": IDLE_SECONDS,
        # select() ends the whole server at file descriptor 1024.
        "asyncore_use_poll": True,
        "ident": None,
    }
    server = create_server(app, **given)
    if not isinstance(server, BaseWSGIServer):
        raise OSError(f"{host} stands for several addresses; name one")
    server.channel_class = ProblemChannel
    return server

"""HTTP calls to others, the only ones there are: each with one deadline for the whole of it and a bound on what is read
(tests/unit/test_deadlines.py finds any other). Tried once, never redirected, never decompressed.
"""

import ssl
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException, HTTPResponse
from typing import Any, cast

from functions.adapters.outward.address import Address, parsed_address
from functions.adapters.outward.deadline import CallDeadline
from functions.adapters.outward.idle import Idle, Peer
from functions.adapters.outward.names import Names
from functions.adapters.outward.wire import PrivateAddress, WireSocket, connect_wire, usual_trust

# Status line and headers, all together.
MOST_HEAD = 64 * 1024
# A status that is known is an answer: so long its body is waited for, and no longer.
BODY_SECONDS = 1.0


class NoAnswer(Exception):
    """Nothing came back in time. Says the kind of error only, for the message may quote the address."""


class NotPublic(Exception):
    """The name leads into a private network, where nothing was sent."""


@dataclass(frozen=True, slots=True)
class CallAsked:
    url: str
    body: bytes | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    method: str = "POST"


@dataclass(frozen=True, slots=True)
class Answered:
    """The names of headers are in lower case. `body` is empty if it did not come in time, and cut at the bound."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class Calls:
    """`seconds` are for a whole call, of which connecting may use `connect_seconds`. Connections are used again, `idle` a
    host. `public_only`: to the public network and nowhere else, whatever a name resolves to. `trust`: None is the system's.
    """

    def __init__(
        self,
        *,
        seconds: float,
        connect_seconds: float,
        most_body: int,
        idle: int = 32,
        public_only: bool = False,
        trust: ssl.SSLContext | None = None,
    ) -> None:
        self._seconds, self._connect_seconds = seconds, connect_seconds
        self._most_body = most_body
        self._public_only, self._trust = public_only, trust
        self._names = Names()
        self._idle = Idle(idle)

    def close(self) -> None:
        self._idle.close()

    def call(self, asked: CallAsked) -> Answered:
        """Raises NoAnswer, NotPublic, BadAddress."""
        where, deadline = parsed_address(asked.url), CallDeadline.after(self._seconds)
        try:
            return self._again(asked, where, deadline) or self._anew(asked, where, deadline)
        except PrivateAddress:
            raise NotPublic from None
        except TimeoutError:
            raise NoAnswer("Timeout") from None
        except (OSError, HTTPException) as error:
            raise NoAnswer(type(error).__name__) from None

    def _again(self, asked: CallAsked, where: Address, deadline: CallDeadline) -> Answered | None:
        """On a connection there is; None if there is none, or the other side closed it just as we began."""
        wire = self._idle.take(_place(where))
        try:
            return self._on(wire, asked, where, deadline) if wire else None
        except ConnectionError:
            return None

    def _anew(self, asked: CallAsked, where: Address, deadline: CallDeadline) -> Answered:
        trust = (self._trust or usual_trust()) if where.scheme == "https" else None
        within = deadline.within(self._connect_seconds)
        wire = connect_wire(
            self._names, where.host, where.port, within, trust=trust, public_only=self._public_only
        )
        return self._on(wire, asked, where, deadline)

    def _on(self, wire: WireSocket, asked: CallAsked, where: Address, deadline: CallDeadline) -> Answered:
        whole = False
        wire.used_until(deadline, most=MOST_HEAD + self._most_body)
        try:
            response = _exchanged(wire, asked, where)
            wire.used_until(deadline.within(BODY_SECONDS))
            body = _read(response, self._most_body)
            whole = response.isclosed() and not response.will_close
        finally:
            if whole:
                self._idle.put(_place(where), wire)
            else:
                wire.close()
        headers = {name.lower(): value for name, value in response.getheaders()}
        return Answered(response.status, headers, body)


def _place(where: Address) -> Peer:
    return where.scheme, where.host, where.port


def _exchanged(wire: WireSocket, asked: CallAsked, where: Address) -> HTTPResponse:
    """Up to the end of the answer's headers."""
    of_socket = cast("Any", wire)
    connection = HTTPConnection(where.host)
    connection.sock = of_socket
    headers = {"host": where.named, **asked.headers}
    connection.request(asked.method, where.target, body=asked.body, headers=headers)
    response = HTTPResponse(of_socket, method=asked.method)
    response.begin()
    return response


def _read(response: HTTPResponse, most: int) -> bytes:
    """The other side has answered: whatever happens to the rest of its answer does not change that."""
    try:
        return response.read(most)
    except (OSError, HTTPException):
        return b""

"""A connection every use of which ends by the deadline of the call that it is used for; it reads so much and no more."""

import io
import select
import socket
import ssl
from contextlib import suppress
from functools import cache
from ipaddress import ip_address
from typing import Any

from functions.adapters.outward.deadline import CallDeadline
from functions.adapters.outward.names import Names
from functions.domain.office.endpoints import is_public


class PrivateAddress(OSError):
    """The name leads into a private network, where nothing was sent."""


class TooMuch(OSError):
    """The other side says more than anybody asked for."""


class WireSocket:
    """What `http.client` takes for a socket."""

    def __init__(self, made: socket.socket) -> None:
        self._socket = made
        self._deadline = CallDeadline(0)
        self._most = 0

    def used_until(self, deadline: CallDeadline, *, most: int | None = None) -> None:
        """`most`: how many bytes may be read from now on; None leaves that as it is."""
        self._deadline = deadline
        self._most = self._most if most is None else most

    def sendall(self, data: bytes) -> None:
        rest = memoryview(data)
        while rest:
            self._socket.settimeout(self._deadline.left())
            rest = rest[self._socket.send(rest) :]

    def read_into(self, buffer: memoryview) -> int:
        if self._most <= 0:
            raise TooMuch
        self._socket.settimeout(self._deadline.left())
        count = self._socket.recv_into(buffer[: self._most])
        self._most -= count
        return count

    def makefile(self, _mode: str) -> io.BufferedReader:
        return io.BufferedReader(_Reading(self))

    def is_quiet(self) -> bool:
        """Between two calls nobody says anything: what is readable is the other side's goodbye, or out of turn. Over TLS some
        may be decrypted already, of which the connection itself knows nothing.
        """
        if isinstance(self._socket, ssl.SSLSocket) and self._socket.pending():
            return False
        poll = select.poll()
        poll.register(self._socket, select.POLLIN)
        return not poll.poll(0)

    def close(self) -> None:
        with suppress(OSError):
            self._socket.close()


class _Reading(io.RawIOBase):
    """Closing it leaves the connection open: the next call may use that."""

    def __init__(self, wire: WireSocket) -> None:
        self._wire = wire

    def readable(self) -> bool:
        return True

    def readinto(self, buffer: Any) -> int:
        return self._wire.read_into(memoryview(buffer))


def connect_wire(
    names: Names,
    host: str,
    port: int,
    deadline: CallDeadline,
    *,
    trust: ssl.SSLContext | None,
    public_only: bool,
) -> WireSocket:
    """The first of the name's addresses that takes the connection. `trust`: whose certificates are taken; None: in the clear.
    One that lets what comes to it fall has its part of the time and no more: behind it another may be well.

    Raises OSError; PrivateAddress if `public_only`, before anything is sent: the address in a route was looked at when it
    was set, its name may lead elsewhere by now (SSRF).
    """
    refused: OSError = OSError("the name has no address")
    found = names.find(host, port, deadline)
    for behind, (family, kind, protocol, _, address) in zip(reversed(range(len(found))), found, strict=True):
        if public_only and not is_public(ip_address(str(address[0]).partition("%")[0])):
            raise PrivateAddress
        made = socket.socket(family, kind, protocol)
        try:
            made.settimeout(deadline.left() / (1 + behind))
            made.connect(address)
            made.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            return WireSocket(_secured(made, host, deadline, trust) if trust else made)
        except OSError as error:
            made.close()
            refused = error
    raise refused


def connect_here(path: str, deadline: CallDeadline) -> WireSocket:
    """A socket of this machine's own; `@name` is one that has no file. Raises OSError."""
    made = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        made.settimeout(deadline.left())
        made.connect(f"\0{path[1:]}" if path.startswith("@") else path)
    except OSError:
        made.close()
        raise
    return WireSocket(made)


def _secured(made: socket.socket, host: str, deadline: CallDeadline, trust: ssl.SSLContext) -> socket.socket:
    """The time-out of a handshake is one for all of it."""
    made.settimeout(deadline.left())
    return trust.wrap_socket(made, server_hostname=host)


@cache
def usual_trust() -> ssl.SSLContext:
    return ssl.create_default_context()

"""Connections that only lead to the public network: whatever a name resolved to is looked at before a byte is sent (SSRF).

The address in a route was looked at when it was set; its name may lead elsewhere by now.
"""

from contextlib import suppress
from ipaddress import ip_address
from typing import TYPE_CHECKING

from urllib3.connection import HTTPSConnection
from urllib3.connectionpool import HTTPSConnectionPool
from urllib3.exceptions import NewConnectionError

from functions.domain.office.endpoints import is_public

if TYPE_CHECKING:
    import socket


class PrivateAddress(NewConnectionError):
    """The name leads into a private network."""


class PublicConnection(HTTPSConnection):
    def _new_conn(self) -> "socket.socket":
        made = super()._new_conn()
        if not is_public(ip_address(made.getpeername()[0].partition("%")[0])):
            with suppress(OSError):
                made.close()
            raise PrivateAddress(self, "private address")
        return made


class PublicPool(HTTPSConnectionPool):
    ConnectionCls = PublicConnection

"""Where a call goes: an address of HTTP or HTTPS, read once and written as a request needs it."""

from dataclasses import dataclass
from urllib.parse import quote, urlsplit

PORTS = {"http": 80, "https": 443}
# What a path or a query may hold as it is; a % that is there already stands for something.
_PLAIN = "/?%:@!$&'()*+,;=-._~"


class BadAddress(ValueError):
    """No address of HTTP or HTTPS with a host."""


@dataclass(frozen=True, slots=True)
class Address:
    """`host` is a name in ASCII or an address without brackets; `named` is the host as the address itself names it."""

    scheme: str
    host: str
    port: int
    named: str
    target: str


def parsed_address(url: str) -> Address:
    """Raises BadAddress."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        if not host.isascii():
            host = host.encode("idna").decode()
    except ValueError:
        raise BadAddress from None
    if parts.scheme not in PORTS or not host or not host.isprintable() or " " in host:
        raise BadAddress
    written = f"[{host}]" if ":" in host else host
    target = quote(parts.path or "/", safe=_PLAIN) + (
        f"?{quote(parts.query, safe=_PLAIN)}" if parts.query else ""
    )
    return Address(
        parts.scheme, host, port or PORTS[parts.scheme], f"{written}:{port}" if port else written, target
    )

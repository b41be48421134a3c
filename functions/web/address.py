"""From which network address a request comes, as far as it tells who asks."""

from contextlib import suppress
from ipaddress import IPv6Address, ip_address, ip_network

from chalice.app import Request

# One household has as many addresses as it likes below this.
OF_A_HOUSEHOLD = 64


def address_of(request: Request) -> str:
    """As API Gateway and our own server (which knows its trusted proxies) put it; "" where nothing is known."""
    context = request.context if isinstance(request.context, dict) else {}
    return household(str((context.get("identity") or {}).get("sourceIp") or ""))


def household(address: str) -> str:
    with suppress(ValueError):
        found = ip_address(address)
        if isinstance(found, IPv6Address) and found.ipv4_mapped is None:
            return str(ip_network((found, OF_A_HOUSEHOLD), strict=False))
        return str(found.ipv4_mapped if isinstance(found, IPv6Address) else found)
    return ""

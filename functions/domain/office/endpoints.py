"""Where messages may go (接收地址): no operator's mistake or stolen badge points us into our own network (SSRF)."""

import re
from ipaddress import IPv4Address, IPv6Address, ip_address, ip_network
from urllib.parse import SplitResult, urlsplit

_Address = IPv4Address | IPv6Address

# Names that only mean something inside: the machine itself, cloud metadata, home and company networks.
INSIDE = ("localhost", "local", "internal", "intranet", "lan", "home", "corp", "arpa", "invalid", "test")
# All that is given out of IPv6 (RFC 4291, 2.4). Python counts more of it as global: what is translated to a private network's
# IPv4, what was private once (fec0::/10), what nobody has given out yet.
_GIVEN_OUT = ip_network("2000::/3")
_NUMERIC = re.compile(r"[0-9]+|0x[0-9a-f]*", re.IGNORECASE)


def endpoint_fault(endpoint: str, *, private: bool) -> str | None:
    """What is wrong with it, in Chinese. `private`: plain HTTP and private addresses are this platform's own."""
    try:
        parts = urlsplit(endpoint)
        host, _port = parts.hostname or "", parts.port
    except ValueError:
        return "地址格式不正确，请核对。"
    if not host or parts.scheme not in ("http", "https"):
        return "地址应以 https:// 开头，并写明主机名。"
    if parts.username is not None or parts.fragment:
        return "地址中不能含有账号、口令或者 # 片段。"
    return None if private else _outside_fault(parts, host.rstrip("."))


def _outside_fault(parts: SplitResult, host: str) -> str | None:
    if parts.scheme != "https":
        return "地址必须使用 https。"
    address = _address(host)
    if address is not None:
        return None if is_public(address) else "不能填写内网、本机或者云元数据地址。"
    labels = host.lower().split(".")
    # inet_aton takes 127.1, 2130706433 and 0x7f000001 for addresses: no public name ends in a number.
    if len(labels) < 2 or labels[-1] in INSIDE or _NUMERIC.fullmatch(labels[-1]):
        return "主机名应为公开可解析的域名。"
    return None


def is_own_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def leaves_machine(endpoint: str) -> bool:
    """Whatever cannot be read as an address here counts as leaving."""
    try:
        return not is_own_machine(urlsplit(endpoint).hostname or "")
    except ValueError:
        return True


def is_public(address: _Address) -> bool:
    """Is it an address of the public network, also if it is one inside another?"""
    if isinstance(address, IPv6Address):
        inner = address.ipv4_mapped or address.sixtofour or (address.teredo or (None, None))[1]
        if inner is not None:
            return is_public(inner)
        if address not in _GIVEN_OUT:
            return False
    return address.is_global and not address.is_multicast


def _address(host: str) -> _Address | None:
    try:
        return ip_address(host)
    except ValueError:
        return None

"""The lines (Set-Cookie) by which a browser keeps something of ours, and the name that it keeps it under.

Over HTTPS every name has the prefix __Host-: the browser itself ties it to this host, to HTTPS and to the whole site. Over
plain HTTP the prefix and `Secure` are refused, by some browsers on this very machine too, so there a name is plain.
"""

from ipaddress import ip_address
from urllib.parse import urlsplit

_PREFIX = "__Host-"
# Whether it was chosen: "1".
LARGE = "lianban-large"


def name_of(name: str, *, plain: bool) -> str:
    return name if plain else f"{_PREFIX}{name}"


def cookie_line(name: str, value: str, seconds: int | None, *, plain: bool) -> str:
    """A whole Set-Cookie line; `seconds` 0 takes it away, None: it goes with the browser."""
    secure = "" if plain else "; Secure"
    kept = "" if seconds is None else f"; Max-Age={seconds}"
    return f"{name_of(name, plain=plain)}={value}; Path=/{kept}{secure}; HttpOnly; SameSite=Lax"


def cookies_in(header: str) -> dict[str, str]:
    """Of a Cookie header, each as it stands under its name. Ours are plain, and those of others on this host may be anything:
    Python's own reader gives up at the first odd one, and with it our session, or takes long over backslashes.
    """
    pairs = (one.partition("=") for one in header.split(";"))
    return {name.strip(): value.strip() for name, found, value in pairs if found}


def has_large(cookies: str) -> bool:
    """Of a Cookie header, for a page that is made outside of the pages' own binder: whether 大字版 was chosen."""
    return (LARGE, "1") in (
        (name.removeprefix(_PREFIX), value) for name, value in cookies_in(cookies).items()
    )


def is_loopback(host: str) -> bool:
    """Of a Host header."""
    try:
        name = urlsplit(f"//{host}").hostname or ""
        return name == "localhost" or name.endswith(".localhost") or ip_address(name).is_loopback
    except ValueError:
        return False

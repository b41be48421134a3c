"""Attempts to sign in that are under way, as the sealed cookie tells them: each with its secrets and where to go then."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from functions.pages.jar import cookie_line, name_of
from functions.ports.cookies import Cookies

BEGUN_COOKIE = "lianban-sign-in"
_LIFE = timedelta(minutes=10)
# Whoever's session ended has several tabs open, and a cookie has room for few.
MOST_BEGUN = 3
OWNED = "sign-in"


@dataclass(frozen=True, slots=True)
class Begun:
    """`goes_to`: a place of this site; "" the first place of whoever signs in."""

    state: str = field(repr=False)
    verifier: str = field(repr=False)
    goes_to: str
    at: int


def begun_in(cookies: Mapping[str, str], opener: Cookies, now: datetime, *, plain: bool) -> tuple[Begun, ...]:
    """Oldest first; those that waited too long are none."""
    sealed = cookies.get(name_of(BEGUN_COOKIE, plain=plain))
    text = opener.unseal(sealed) if sealed else None
    try:
        found = [Begun(*one) for one in json.loads(text)[OWNED]] if text else []
    # Ours, but another of our cookies, or of a release that wrote it otherwise.
    except (LookupError, ValueError, TypeError):
        return ()
    return tuple(one for one in found if now.timestamp() < one.at + _LIFE.total_seconds())


def cookie_of_begun(begun: tuple[Begun, ...], sealer: Cookies, *, plain: bool) -> str:
    """A whole Set-Cookie line."""
    if not begun:
        return cookie_line(BEGUN_COOKIE, "", 0, plain=plain)
    kept = [[one.state, one.verifier, one.goes_to, one.at] for one in begun[-MOST_BEGUN:]]
    return cookie_line(
        BEGUN_COOKIE, sealer.seal(json.dumps({OWNED: kept})), int(_LIFE.total_seconds()), plain=plain
    )

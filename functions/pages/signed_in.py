"""The session's cookie: read, judged, sealed again."""

from datetime import datetime

from functions.pages.session import MOST, Session, read, written
from functions.ports.cookies import Cookies

# The browser itself ties the prefix to one host, to HTTPS and to the whole site.
NAME = "__Host-lianban"
# Kept a little longer than any session lasts, so that one that has ended can be told from none.
KEPT_SECONDS = int(MOST.total_seconds()) + 3600


def session_in(cookies: dict[str, str], opener: Cookies) -> Session | None:
    """Whoever was signed in, even if that is over by now (`Session.is_over`)."""
    sealed = cookies.get(NAME)
    text = opener.unseal(sealed) if sealed else None
    return read(text) if text else None


def cookie_of(session: Session, sealer: Cookies) -> str:
    """A whole Set-Cookie line."""
    return _line(sealer.seal(written(session)), KEPT_SECONDS)


def no_cookie() -> str:
    """It signs out."""
    return _line("", 0)


def _line(value: str, seconds: int) -> str:
    return f"{NAME}={value}; Path=/; Max-Age={seconds}; Secure; HttpOnly; SameSite=Lax"


def live(session: Session | None, now: datetime) -> Session | None:
    return session if session is not None and not session.is_over(now) else None

"""The session's cookie: read, judged, sealed again."""

from collections.abc import Mapping
from datetime import datetime

from functions.pages.jar import cookie_line, name_of
from functions.pages.session import LONGEST_SESSION, Session, read_session, session_text
from functions.ports.cookies import Cookies

SESSION = "lianban"
SESSION_COOKIE = name_of(SESSION, plain=False)
# Kept a little longer than any session lasts, so that one that has ended can be told from none.
KEPT_SECONDS = int(LONGEST_SESSION.total_seconds()) + 3600


def session_in(cookies: Mapping[str, str], opener: Cookies, *, plain: bool = False) -> Session | None:
    """Whoever was signed in, even if that is over by now (`Session.is_over`)."""
    sealed = cookies.get(name_of(SESSION, plain=plain))
    text = opener.unseal(sealed) if sealed else None
    try:
        return read_session(text) if text else None
    # Ours, but another of our cookies, or of a release that wrote it otherwise.
    except (LookupError, ValueError, TypeError):
        return None


def cookie_of(session: Session, sealer: Cookies, *, plain: bool = False) -> str:
    """A whole Set-Cookie line."""
    return cookie_line(SESSION, sealer.seal(session_text(session)), KEPT_SECONDS, plain=plain)


def no_cookie(*, plain: bool = False) -> str:
    """It signs out."""
    return cookie_line(SESSION, "", 0, plain=plain)


def live(session: Session | None, now: datetime) -> Session | None:
    return session if session is not None and not session.is_over(now) else None

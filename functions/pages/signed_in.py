"""The session's cookie: read, judged, sealed again."""

from collections.abc import Mapping
from datetime import datetime

from functions.pages.jar import cookie_line, name_of
from functions.pages.session import Session, read_session, session_text
from functions.ports.cookies import Cookies

SESSION = "lianban"
SESSION_COOKIE = name_of(SESSION, plain=False)


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
    """A whole Set-Cookie line. Whoever closes the browser of a hall's computer is signed out there; while it is open the
    cookie stays, also of a session that has ended, so that it can be told from none."""
    return cookie_line(SESSION, sealer.seal(session_text(session)), None, plain=plain)


def no_cookie(*, plain: bool = False) -> str:
    """It signs out."""
    return cookie_line(SESSION, "", 0, plain=plain)


def live(session: Session | None, now: datetime) -> Session | None:
    return session if session is not None and not session.is_over(now) else None

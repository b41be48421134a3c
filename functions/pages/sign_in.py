"""Signing in at 统一身份认证 and out again: the browser is sent there, comes back with a code, and is signed in with us."""

from contextlib import suppress

from functions.domain.errors import StoreError
from functions.domain.refusals import KEY_UNKNOWN, BadToken, IdentityUnavailable, MissingToken, SignInRefused
from functions.pages.begun import Begun, begun_in
from functions.pages.begun import cookie_of_begun as begun_cookie
from functions.pages.navigation import PLACES
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.session import Session
from functions.pages.shared import within_site
from functions.pages.signed_in import cookie_of, no_cookie
from functions.pages.told import CANCELLED, LOST, NOT_CONNECTED, REFUSED, ToldPage
from functions.ports.sign_in import SignIn
from functions.usecases.ended_sessions import end_session

# Nobody comes back to these after having signed in.
_OURS = ("/sign-in", "/signed-in", "/sign-out", "/signed-out", "/session-over")
_BUSY = ("server_error", "temporarily_unavailable")
# As long as an address with all filters; three of them fit into a cookie.
MOST_ADDRESS = 500


def show_sign_in(asked: Asked) -> Answer:
    issuer = asked.deps.sign_in
    if issuer is None:
        return _told(NOT_CONNECTED)
    now, new_id = asked.deps.clock(), asked.deps.new_id
    begun = Begun(new_id.secret(), new_id.secret(), place(asked.query.get("next", "")), int(now.timestamp()))
    others = begun_in(asked.cookies, asked.deps.cookies, now, plain=asked.plain)
    kept = begun_cookie((*others, begun), asked.deps.cookies, plain=asked.plain)
    return Sent(issuer.address(state=begun.state, verifier=begun.verifier), cookies=(kept,))


def show_signed_in(asked: Asked) -> Answer:
    """Where the issuer sends the browser back to, with `state` and a `code`, or with an `error`."""
    issuer = asked.deps.sign_in
    if issuer is None:
        return _told(NOT_CONNECTED)
    begun = begun_in(asked.cookies, asked.deps.cookies, asked.deps.clock(), plain=asked.plain)
    found = next((one for one in begun if one.state == asked.query.get("state")), None)
    if found is None:
        # Once more, by the browser's own history.
        return Sent(_first_place(asked.session)) if asked.session else _told(LOST)
    if "code" not in asked.query:
        return _without_code(asked.query.get("error", ""))
    try:
        session = _session(asked, issuer, found)
    except (SignInRefused, BadToken, MissingToken) as error:
        # Just now, of the issuer itself: its keys were changed within the minute in which they are not asked for again.
        if isinstance(error, BadToken) and error.reason == KEY_UNKNOWN:
            raise IdentityUnavailable from error
        return _told(REFUSED)
    rest = tuple(one for one in begun if one != found)
    return Sent(
        found.goes_to or _first_place(session),
        cookies=(
            cookie_of(session, asked.deps.cookies, plain=asked.plain),
            begun_cookie(rest, asked.deps.cookies, plain=asked.plain),
        ),
    )


def _without_code(error: str) -> Answer:
    """RFC 6749, 4.1.2.1. Raises IdentityUnavailable."""
    if error in _BUSY:
        raise IdentityUnavailable
    return _told(CANCELLED if error == "access_denied" else REFUSED)


def sign_out(asked: Asked) -> Answer:
    if asked.session is not None:
        # This browser is signed out whatever happens.
        with suppress(StoreError):
            end_session(asked.session.id, asked.deps)
    return Sent("/signed-out", cookies=(no_cookie(plain=asked.plain),))


def show_signed_out(asked: Asked) -> Answer:
    """The browser goes on to the issuer by a link: a form's answer may lead to no other site (form-action)."""
    there = asked.deps.sign_in.sign_out if asked.deps.sign_in else None
    return Shown("sign_in/out.html", "已退出", there)


def place(address: str) -> str:
    """Where to go after having signed in; "" the first place of whoever does."""
    kept = within_site(address)
    own = kept.partition("?")[0] in _OURS
    return "" if own or kept == "/" or len(kept) > MOST_ADDRESS else kept


def _session(asked: Asked, issuer: SignIn, begun: Begun) -> Session:
    """Raises SignInRefused, BadToken, MissingToken, IdentityUnavailable."""
    token = issuer.token(code=asked.query["code"], verifier=begun.verifier)
    principal = asked.deps.tokens.principal(f"Bearer {token}")
    now = asked.deps.clock()
    return Session(asked.deps.new_id.secret(), principal, now, now)


def _first_place(session: Session) -> str:
    address, _ = PLACES[session.principal.role][0]
    return address


def _told(said: ToldPage) -> Answer:
    return Shown("sign_in/told.html", said.title, said, status=said.status)


PAGES = (
    Page(method="GET", path="/sign-in", roles=None, handler=show_sign_in),
    Page(method="GET", path="/signed-in", roles=None, handler=show_signed_in),
    Page(method="POST", path="/sign-out", roles=None, handler=sign_out, keeps=False),
    Page(method="GET", path="/signed-out", roles=None, handler=show_signed_out),
)

"""That something was done, in the address of the page that says so: nobody but whose session did it can have made it, and it
says so for a while. For acts of which nothing is kept that a page could ask; others ask that."""

from datetime import timedelta
from hmac import compare_digest

from functions.pages.page import Asked
from functions.web.whole_number import number_or

# How long a page may stand open, or be loaded anew, and still say that something was done.
JUST_NOW = timedelta(minutes=30)


def done_mark(what: str, asked: Asked) -> str:
    at = int(asked.deps.clock().timestamp())
    return f"{what}.{at}.{_proof(what, at, asked)}"


def said_done(asked: Asked) -> str:
    """What the address says was done; "" nothing, or what it proves nothing of."""
    what, _, rest = asked.query.get("done", "").partition(".")
    second, _, proof = rest.partition(".")
    at, now = number_or(0, second, digits=12), asked.deps.clock().timestamp()
    fresh = 0 <= now - at <= JUST_NOW.total_seconds()
    is_ours = bool(proof) and compare_digest(proof.encode(), _proof(what, at, asked).encode())
    return what if fresh and is_ours else ""


def _proof(what: str, at: int, asked: Asked) -> str:
    """Nobody signed in proves nothing."""
    return asked.session.proof_of(f"done/{what}/{at}") if asked.session else ""

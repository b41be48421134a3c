"""A form that came after its session had ended is kept for whoever sent it, who signs in and sends it again."""

from collections.abc import Mapping
from dataclasses import dataclass

from functions.domain.refusals import TooOften
from functions.pages.answering import OnceMore, sign_in_address
from functions.pages.forms import Form, lines_of
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.session import Session
from functions.ports.deps import Deps
from functions.usecases.parked import Parked, find_parked, park_form
from functions.web.path_parameters import PARAMETERS
from schemas.codes import Role

OVER, RESUME = "/session-over", "/resume/"


@dataclass(frozen=True, slots=True)
class _Over:
    """`goes_to`: what was kept, and where; "" nothing was."""

    sign_in: str
    goes_to: str


def after_the_end(form: Form, address: str, known: Session | None, deps: Deps) -> Sent:
    """Of a form without a live session; `known` was its browser's last. A page stands between, for the browser follows the
    answer to a form to no other site (form-action), and the issuer may be one."""
    kept = kept_after_the_end(form, address, known, deps)
    return Sent(f"{OVER}?next={kept}" if kept else OVER)


def kept_after_the_end(form: Form, address: str, known: Session | None, deps: Deps) -> str:
    """Where it is; "": it is not kept, or not surely theirs."""
    ours = known is not None and known.proves(form.text("token"))
    return _kept(form, address, known, deps) if known and ours else ""


def of_an_earlier_session(
    form: Form, address: str, session: Session, headers: Mapping[str, str], deps: Deps
) -> Sent | None:
    """Of a form whose token is of an earlier session of whoever is signed in; None: it may be anybody's, or is too much.

    That token proves nothing, so the browser has to say itself that the form comes from a page of ours.
    """
    if not session.is_by_same_person(form.text("token")) or not _surely_ours(headers):
        return None
    kept = _kept(form, address, session, deps)
    return Sent(kept) if kept else None


def show_parked(asked: Asked) -> Answer:
    parked = find_parked(asked.path["parked_id"], asked.by, asked.deps)
    view = OnceMore(parked.address, parked.fields, parked.files)
    only_files = view.files and not view.typed
    return Shown("sign_in/resume.html", "请重新选择文件" if only_files else "您刚才填的内容还在", view)


def show_over(asked: Asked) -> Answer:
    given = asked.query.get("next", "")
    parked_id = given.removeprefix(RESUME)
    goes_to = f"{RESUME}{parked_id}" if PARAMETERS["parked_id"].admits(parked_id) else ""
    view = _Over(sign_in_address(goes_to) if goes_to else "/sign-in", goes_to)
    return Shown("sign_in/over.html", "登录已经结束", view)


def _kept(form: Form, address: str, session: Session, deps: Deps) -> str:
    """Where it is; "": it is not kept."""
    parked = Parked(address, tuple(lines_of(form)), form.has_files)
    try:
        parked_id = park_form(parked, session.principal, deps)
    except TooOften:
        return ""
    return f"{RESUME}{parked_id}" if parked_id else ""


def _surely_ours(headers: Mapping[str, str]) -> bool:
    """What says nothing passes the check of the site (web/same_site.py); here it has to be said."""
    said = headers.get("sec-fetch-site")
    origin = headers.get("origin", "null")
    return said == "same-origin" or (said is None and origin != "null")


PAGES = (
    Page(method="GET", path=f"{RESUME}{{parked_id}}", roles=frozenset(Role), handler=show_parked),
    Page(method="GET", path=OVER, roles=None, handler=show_over),
)

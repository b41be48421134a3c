"""The form that came with a request: read, whose it is, and kept on the page of what hindered it."""

from functions.domain.errors import LianbanError
from functions.pages.answering import OnceMore
from functions.pages.forms import Form, lines_of, read_form
from functions.pages.session import Session
from functions.pages.visit import SAFE, PageVisit
from functions.web import requests
from functions.web.same_site import check_same_site


def sent_form(visit: PageVisit) -> Form:
    """Raises FromElsewhere, and what a form that cannot be read raises."""
    if visit.page.method in SAFE:
        return visit.typed
    headers = requests.request_headers(visit.request)
    check_same_site(headers)
    raw = requests.raw_body(visit.request, most=visit.page.most)
    return read_form(headers.get("content-type", ""), raw)


def is_of_session(visit: PageVisit, session: Session, form: Form) -> bool:
    return visit.page.method in SAFE or session.proves(form.text("token"))


def once_more(visit: PageVisit) -> OnceMore | None:
    """Only of a form that is surely its sender's own: nothing that another site has typed is offered to be sent."""
    if visit.page.method in SAFE or not visit.page.keeps:
        return None
    try:
        form = sent_form(visit)
    except LianbanError:
        return None
    session = visit.session
    if visit.page.roles is not None and session is None:
        return None
    if session is not None and not is_of_session(visit, session, form):
        return None
    return OnceMore(visit.here, tuple(lines_of(form)), form.has_files)

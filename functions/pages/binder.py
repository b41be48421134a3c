"""Binds pages to Chalice: who is signed in, is the form theirs, call, render; every error becomes a page in one place."""

from collections.abc import Callable

from chalice.app import CaseInsensitiveMapping, Chalice, Response

from functions import bootstrap
from functions.domain.case.access import LevelAct, check_level
from functions.domain.errors import LianbanError
from functions.domain.intake.files import PDF
from functions.pages.again import FindPage, among
from functions.pages.answering import (
    LOADED_ANEW,
    may_pass,
    refused,
    response_of,
    set_cookies,
    sign_in_address,
)
from functions.pages.files import ENDINGS, ZIP
from functions.pages.forms import MULTIPART, Form
from functions.pages.jar import is_loopback
from functions.pages.lost_hours import told_of_lost
from functions.pages.page import Anew, Asked, Made, Page, Sent, Shown
from functions.pages.refusals import FormExpired, PageNotFound
from functions.pages.resuming import after_the_end, of_an_earlier_session
from functions.pages.sent import is_of_session, once_more, sent_form
from functions.pages.session import Session
from functions.pages.signed_in import cookie_of, live, session_in
from functions.pages.typed_over import typed_over
from functions.pages.visit import SAFE, PageVisit
from functions.ports.deps import Deps
from functions.telemetry.lines import about
from functions.usecases.ended_sessions import is_session_ended
from functions.web import log, path_parameters, problems, requests
from functions.web.address import address_of
from functions.web.edge import HTML, at_hand, request_id

# From an address that only forms are sent to it is one step to the page it stands on.
_MOST_STEPS = 3


def bind_pages(
    app: Chalice,
    pages: tuple[Page, ...],
    *,
    deps: Callable[[], Deps] = bootstrap.deps,
    report: log.Report = log.report_line,
    find: FindPage | None = None,
) -> None:
    """The app is guarded (web/edge.py) by whoever binds the interface's routes to it. `find`: where these are not all."""
    others = find or among(pages)
    app.api.binary_types.extend((MULTIPART, PDF, ZIP, *ENDINGS))
    for page in pages:
        app.route(page.path, methods=[page.method], content_types=[], name=page.name)(
            _view(page, others, deps, report)
        )


def _view(
    page: Page, find: FindPage, deps: Callable[[], Deps], report: log.Report
) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        request = at_hand()
        # A page has the media type that it has, whatever is accepted.
        request.headers = CaseInsensitiveMapping({**request.headers, "accept": "*/*"})
        with about(request_id=request_id(request), route=page.name, **path_parameters.ids_in(path)):
            return _guarded(PageVisit(page, request, path, find), deps, report)

    view.__name__ = page.name
    return view


def _guarded(visit: PageVisit, deps: Callable[[], Deps], report: log.Report) -> Response:
    named = request_id(visit.request)
    try:
        return _answer(visit, deps())
    except LianbanError as error:
        if problems.status_of(type(error)) >= 500:
            report("refused", {"code": error.code, "route": visit.page.name, "request_id": named})
        return _hindered(visit, error)
    # The edge's last word: whatever went wrong, the reader gets a page and the log gets no value.
    except Exception as error:
        log.report_unexpected(error, report, route=visit.page.name, request_id=named)
        return _hindered(visit, LianbanError())


def _hindered(visit: PageVisit, error: LianbanError) -> Response:
    """What was typed is there to be sent once more, where that may help and the form is surely its sender's own."""
    return refused(error, visit.frame(error.title), once_more(visit) if may_pass(error) else None)


def _answer(visit: PageVisit, deps: Deps) -> Response:
    now, visit.training = deps.clock(), deps.training
    visit.now, visit.lost = now, told_of_lost(deps.lost_hours, now)
    visit.plain = deps.plain_http and is_loopback(visit.request.headers.get("host", ""))
    known = session_in(visit.cookies, deps.cookies, plain=visit.plain)
    visit.session = live(known, now)
    if visit.session is not None and _acts(visit.page) and is_session_ended(visit.session.id, deps):
        known = visit.session = None
    if visit.page.roles is not None:
        if visit.session is None:
            return response_of(_signing_in(visit, known, deps), visit.frame(""))
        if visit.session.principal.role not in visit.page.roles:
            raise PageNotFound
        act = LevelAct.SEE if visit.page.method in SAFE else LevelAct.CHANGE
        check_level(visit.session.principal, act)
    form = sent_form(visit)
    if visit.session is not None and not is_of_session(visit, visit.session, form):
        return response_of(_expired(visit, form, visit.session, deps), visit.frame(""))
    asked = Asked(
        deps=deps,
        path=path_parameters.read_path(visit.path),
        query=visit.query,
        form=form,
        session=visit.session,
        cookies=visit.cookies,
        plain=visit.plain,
        address=address_of(visit.request),
    )
    answer = visit.page.handler(asked)
    if isinstance(answer, Anew):
        return _again(visit, answer, deps)
    title, wrong = (answer.title, answer.wrong) if isinstance(answer, Shown) else ("", False)
    response = response_of(answer, visit.frame(title, wrong=wrong))
    used = visit.session if not visit.page.by_itself else None
    if used is not None and used.is_due(now):
        _add(response, cookie_of(used.seen(now), deps.cookies, plain=visit.plain))
    return response


def _acts(page: Page) -> bool:
    """As whoever is signed in. Of what everybody may see, nobody waits to be known."""
    return page.roles is not None or page.method not in SAFE


def _again(visit: PageVisit, answer: Anew, deps: Deps) -> Response:
    response = response_of(Sent(answer.location), visit.frame(""))
    for _ in range(_MOST_STEPS):
        there = visit.at(str(response.headers["Location"]), answer) if response.status_code == 303 else None
        if there is None:
            break
        response = _answer(there, deps)
    if response.status_code == 200 and response.headers["Content-Type"] == HTML:
        response.body = typed_over(response.body, answer.typed.fields)
    for line in answer.cookies:
        _add(response, line)
    return response


def _add(response: Response, line: str) -> None:
    """A cookie, beside others; who signed in or out just now said it already."""
    kept = tuple(response.headers.get("Set-Cookie", ()))
    if all(one.partition("=")[0] != line.partition("=")[0] for one in kept):
        response.headers |= set_cookies((*kept, line))


def _signing_in(visit: PageVisit, known: Session | None, deps: Deps) -> Made:
    """Nobody is signed in. `known`: whoever was."""
    if visit.page.by_itself:
        return LOADED_ANEW
    if visit.page.method in SAFE and not visit.typed.fields:
        return Sent(sign_in_address(visit.here))
    of_this_role = known is not None and known.principal.role in (visit.page.roles or ())
    return after_the_end(sent_form(visit), visit.came_by or visit.here, known if of_this_role else None, deps)


def _expired(visit: PageVisit, form: Form, session: Session, deps: Deps) -> Made:
    """Raises FormExpired where nothing of the form can be kept."""
    kept = None
    if visit.page.keeps:
        headers = requests.request_headers(visit.request)
        kept = of_an_earlier_session(form, visit.here, session, headers, deps)
    if kept is None:
        raise FormExpired
    return kept

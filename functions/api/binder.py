"""Binds routes to Chalice: authorise, validate, call, shape; every error becomes a problem in one place."""

from collections.abc import Callable, Mapping
from functools import partial
from typing import Any

from chalice.app import CaseInsensitiveMapping, Chalice, Request, Response
from pydantic import BaseModel

from functions import bootstrap
from functions.api.route import Access, Call, Reply, Route
from functions.domain.case.access import LevelAct, Principal, check_level
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.errors import LianbanError
from functions.domain.refusals import Forbidden, Unauthenticated
from functions.ports.deps import Deps
from functions.telemetry.lines import about
from functions.telemetry.metrics import tell_refused_signature
from functions.web import cross_origin, log, path_parameters, problems, requests
from functions.web.address import address_of
from functions.web.edge import at_hand, guard, problem_response, request_id
from functions.web.signed_path import check_signed_path
from schemas.codes import Department

AnyRoute = Route[Any, Any, Any]
# What a department's signed request is counted and kept for, with the department's name (faults.md, rows 6 and 9).
_AUDITED = (Unauthenticated, CaseNotFound, ItemNotFound)


def bind(
    app: Chalice,
    routes: tuple[AnyRoute, ...],
    *,
    deps: Callable[[], Deps] = bootstrap.deps,
    report: log.Report = log.report_line,
) -> None:
    """The whole of an app's interface."""
    guard(app)
    bind_routes(app, routes, deps=deps, report=report)


def bind_routes(
    app: Chalice,
    routes: tuple[AnyRoute, ...],
    *,
    deps: Callable[[], Deps] = bootstrap.deps,
    report: log.Report = log.report_line,
) -> None:
    """All of each address, on a guarded app (web/edge.py)."""
    app.api.binary_types.extend(sorted({route.media for route in routes if route.response is bytes}))
    for path, methods in _methods(routes).items():
        app.route(path, methods=["OPTIONS"], name=f"options {path}")(_options(methods, deps))
    for route in routes:
        # content_types is empty because the binder checks them itself: Chalice's refusal repeats what was sent.
        app.route(route.path, methods=[route.method], content_types=[], name=route.name)(
            _view(route, deps, report)
        )


def _methods(routes: tuple[AnyRoute, ...]) -> dict[str, tuple[str, ...]]:
    found: dict[str, tuple[str, ...]] = {}
    for route in routes:
        found[route.path] = (*found.get(route.path, ()), route.method)
    return found


def _options(methods: tuple[str, ...], deps: Callable[[], Deps]) -> Callable[..., Response]:
    """What may be asked here; and what a browser asks before it lets a page of another origin call (preflight)."""

    def view(**_path: str) -> Response:
        said = cross_origin.asked_before(requests.request_headers(at_hand()), methods, deps().origins)
        allow = {"Allow": ", ".join((*methods, "OPTIONS"))}
        return Response(body="", headers={**allow, **(said or {})}, status_code=204)

    return view


def _view(route: AnyRoute, deps: Callable[[], Deps], report: log.Report) -> Callable[..., Response]:
    def view(**path: str) -> Response:
        request = at_hand()
        with about(request_id=request_id(request), route=route.name, **path_parameters.ids_in(path)):
            response = answer(request, path)
            ending = route.deprecated.headers if route.deprecated else {}
            origin = request.headers.get("origin")
            permitted = cross_origin.permitted(origin, deps().origins) if origin else {}
            response.headers.update({**ending, **permitted})
            return response

    def answer(request: Request, path: Mapping[str, str]) -> Response:
        if route.response is bytes:
            # It has one media type, whatever is accepted: Chalice answers 400 to who asks for a file without Accept.
            request.headers = CaseInsensitiveMapping({**request.headers, "accept": "*/*"})
        try:
            return _response(route, route.handler(_call(route, request, path, deps())))
        except LianbanError as error:
            _report_refusal(route, request, error, path, report)
            return problem_response(error, request_id=request_id(request))
        # The edge's last word: whatever went wrong, the caller gets a problem and the log gets no value.
        except Exception as error:
            log.report_unexpected(error, report, route=route.name, request_id=request_id(request))
            return problem_response(LianbanError(), request_id=request_id(request))

    view.__name__ = route.name
    return view


def _report_refusal(
    route: AnyRoute, request: Request, error: LianbanError, path: Mapping[str, str], report: log.Report
) -> None:
    """Faults of ours, and per department: refused signatures, and answers for what is not that department's."""
    of_department = route.roles is Access.SIGNED and isinstance(error, _AUDITED)
    if of_department and isinstance(error, Unauthenticated):
        tell_refused_signature(path["department"], stage=bootstrap.stage(), at=bootstrap.now())
    if of_department or problems.status_of(type(error)) >= 500:
        fields = {"code": error.code, "route": route.name, "request_id": request_id(request)}
        report("refused", {**fields, **({"department": path["department"]} if of_department else {})})


def _call(route: AnyRoute, request: Request, path: Mapping[str, str], deps: Deps) -> Call[Any, Any]:
    headers = requests.request_headers(request)
    caller = _caller(route, headers, deps)
    webhook_id = _webhook_id(route, request, path, deps)
    path = path_parameters.read_path(path)
    check_signed_path(webhook_id, path)
    raw = requests.raw_body(request, most=route.bounds.size)
    return Call(
        deps=deps,
        caller=caller,
        path=path,
        query=requests.parse_query(route.query, request.query_params),
        key=requests.idempotency_key(headers) if route.idempotent else "",
        body=_body(route, headers, raw, deps),
        headers=headers,
        webhook_id=webhook_id,
        address=address_of(request),
    )


def _webhook_id(route: AnyRoute, request: Request, path: Mapping[str, str], deps: Deps) -> str:
    """Of what is signed, only whose signature it must be is read before the signature is checked."""
    if route.roles is not Access.SIGNED:
        return ""
    path_parameters.check_path({"department": path["department"]})
    headers = requests.request_headers(request)
    raw = requests.raw_body(request, most=route.bounds.size)
    return deps.signatures.verify(Department(path["department"]), headers, raw, now=deps.clock())


def _caller(route: AnyRoute, headers: Mapping[str, str], deps: Deps) -> Principal | None:
    if isinstance(route.roles, Access):
        return None
    principal = deps.tokens.principal(headers.get("authorization"))
    if principal.role not in route.roles:
        raise Forbidden
    check_level(principal, LevelAct.SEE if route.method == "GET" else LevelAct.CHANGE)
    return principal


def _body(route: AnyRoute, headers: Mapping[str, str], raw: bytes, deps: Deps) -> Any:
    if route.body is None:
        return None
    requests.check_media_type(headers)
    explain = partial(route.explain, deps) if route.explain else None
    values = route.bounds.values
    return requests.parse(route.body, raw, most_values=values, invalid=route.invalid, explain=explain)


def _response(route: AnyRoute, reply: Reply[Any]) -> Response:
    view = reply.view
    body = view.model_dump_json() if isinstance(view, BaseModel) else view or ""
    return Response(
        body=body,
        headers={"Content-Type": route.media, **reply.headers},
        status_code=reply.status or route.status,
    )

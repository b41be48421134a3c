"""Ratings (好差评), the return visits (回访) that bad ones owe, and what offices say they did."""

from functions.api.route import Call, Reply, Route
from functions.domain.case.case import Ledger
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import KeyReused, NothingToVisit, NotRateable, RatingFixed
from functions.domain.errors import StaleWrite
from functions.domain.refusals import BadCursor, TooOften
from functions.ports.deps import Deps
from functions.shapes.applicant.ratings import rating_list, visit_receipt, visit_view
from functions.usecases.applicant import rate, visits
from functions.usecases.case import view
from functions.usecases.office.places import Place
from functions.web.paging import PageQuery
from functions.web.path_parameters import OFFICE_ITEM
from functions.web.roles import CASE_READERS, STAFF, SUBMITTERS
from schemas.applicant.ratings import (
    RatingListView,
    RatingOrder,
    VisitListView,
    VisitReceiptView,
    VisitReport,
    VisitView,
)
from schemas.codes import Department


def rate_item(call: Call[None, RatingOrder]) -> Reply[RatingListView]:
    ledger = rate.rate(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(_ratings(ledger, call.deps))


def list_ratings(call: Call[None, None]) -> Reply[RatingListView]:
    ledger = view.ledger_of(call.path["case_id"], by=call.by, deps=call.deps)
    return Reply(_ratings(ledger, call.deps))


def _ratings(ledger: Ledger, deps: Deps) -> RatingListView:
    return rating_list(ledger, rate.texts_of(ledger, deps), deps.editions(ledger.case.edition))


def list_visits(call: Call[PageQuery, None]) -> Reply[VisitListView]:
    given, department = call.query, Department(call.path["department"])
    page = visits.visits(department, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    entries = tuple(_visit(visit, call.deps) for visit in page.entries)
    return Reply(VisitListView(entries=entries, cursor=page.cursor, unreadable=page.unreadable))


def _visit(visit: visits.Visit, deps: Deps) -> VisitView:
    return visit_view(visit, deps.editions(visit.ledger.case.edition))


def report_visit(call: Call[None, VisitReport]) -> Reply[VisitReceiptView]:
    place = Place(Department(call.path["department"]), call.path["case_id"], call.path["item"])
    return Reply(
        visit_receipt(*visits.report_visit(place, call.body, by=call.by, key=call.key, deps=call.deps))
    )


ROUTES = (
    Route(
        method="POST",
        path="/v1/cases/{case_id}/ratings",
        summary="好差评：评价一个已有结果的事项，7 天内可修改",
        roles=SUBMITTERS,
        body=RatingOrder,
        response=RatingListView,
        handler=rate_item,
        idempotent=True,
        errors=(ItemNotFound, NotRateable, RatingFixed, KeyReused, TooOften, StaleWrite),
    ),
    Route(
        method="GET",
        path="/v1/cases/{case_id}/ratings",
        summary="好差评：本办件的评价，及还可以评价的事项",
        roles=CASE_READERS,
        response=RatingListView,
        handler=list_ratings,
    ),
    Route(
        method="GET",
        path="/v1/departments/{department}/visits",
        summary="差评回访：本部门本辖区待回访的评价",
        roles=STAFF,
        query=PageQuery,
        response=VisitListView,
        handler=list_visits,
        errors=(BadCursor,),
    ),
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/visit",
        summary="差评回访：登记回访情况",
        roles=STAFF,
        body=VisitReport,
        response=VisitReceiptView,
        handler=report_visit,
        idempotent=True,
        errors=(ItemNotFound, NothingToVisit, KeyReused, StaleWrite),
    ),
)

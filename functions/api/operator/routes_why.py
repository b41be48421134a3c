"""Why a case waits, by its id or by its number. Reading only."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound
from functions.domain.refusals import TooOften
from functions.shapes.operator.why import case_why
from functions.usecases.operator.why import WhyAsked, why_of, why_of_reference
from functions.web.roles import OPERATORS
from schemas.operator.views_why import CaseWhyView
from schemas.wire import WholeReference, Wire


class WhyQuery(Wire):
    reference: Annotated[WholeReference, Field(description="办件编号。")]


def show_why(call: Call[None, None]) -> Reply[CaseWhyView]:
    return _told(why_of(call.path["case_id"], by=call.by, deps=call.deps), call)


def show_why_of_reference(call: Call[WhyQuery, None]) -> Reply[CaseWhyView]:
    return _told(why_of_reference(call.query.reference, by=call.by, deps=call.deps), call)


def _told(found: WhyAsked, call: Call[None, None] | Call[WhyQuery, None]) -> Reply[CaseWhyView]:
    known, edition = found.known, call.deps.editions(found.ledger.case.edition)
    return Reply(case_why(found.why, known.ledger, edition, known.now, running=known.running))


ROUTES = (
    Route(
        method="GET",
        path="/v1/operator/cases/{case_id}/why",
        summary="运行管理：办件和各事项为什么还在等：等谁、自何时起、怎么办",
        roles=OPERATORS,
        response=CaseWhyView,
        handler=show_why,
    ),
    Route(
        method="GET",
        path="/v1/operator/why",
        summary="运行管理：按办件编号查为什么还在等",
        roles=OPERATORS,
        query=WhyQuery,
        response=CaseWhyView,
        handler=show_why_of_reference,
        errors=(CaseNotFound, TooOften),
    ),
)

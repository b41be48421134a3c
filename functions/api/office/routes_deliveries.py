"""The log of calls to an office (投递记录), for its staff and the operators of its region, what they have sent
again, and which keys are valid."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Access, Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.conflicts import KeyReused
from functions.domain.errors import StaleWrite
from functions.domain.office.refusals import OfficeNotFound, ResendOutOfPlace
from functions.domain.refusals import BadCursor, TooOften
from functions.ports.page import Page
from functions.shapes.office import delivery_page, keys_view, resent_page
from functions.usecases.guide.advise import guide
from functions.usecases.office.deliveries import (
    deliveries_of_office,
    deliveries_of_reference,
    log_of_office,
    log_of_reference,
)
from functions.usecases.office.jurisdiction import office_named
from functions.usecases.office.keys import office_keys
from functions.usecases.office.resend import resend
from functions.web.paging import PageQuery
from functions.web.roles import STAFF_AND_OPERATORS
from schemas.codes import Department
from schemas.office.deliveries import DeliveriesLookUp, DeliveryPageView, ResendOrder, ResentPageView
from schemas.office.keys import KeysView
from schemas.wire import OfficeId, WholeReference


class DeliveriesQuery(PageQuery):
    office: Annotated[OfficeId, Field(description="办理机构编号。")]
    reference: Annotated[
        WholeReference | None, Field(description="办件编号：只看这个办件，已有结果的事项也在内。")
    ] = None


def list_deliveries(call: Call[DeliveriesQuery, None]) -> Reply[DeliveryPageView]:
    given, department = call.query, Department(call.path["department"])
    if given.reference:
        found = deliveries_of_reference(given.reference, given.office, department, by=call.by, deps=call.deps)
        page = Page(found)
    else:
        page = deliveries_of_office(
            given.office, department, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps
        )
    return Reply(delivery_page(page, given.office, guide(call.deps)))


def look_deliveries_up(call: Call[None, DeliveriesLookUp]) -> Reply[DeliveryPageView]:
    """Any key of the department speaks for all its offices, as with answers and manifests."""
    given, deps = call.body, call.deps
    office = office_named(given.office, Department(call.path["department"]), deps)
    if given.reference:
        page = Page(log_of_reference(given.reference, office, deps))
    else:
        page = log_of_office(office, limit=given.limit, cursor=given.cursor, deps=deps)
    return Reply(delivery_page(page, given.office, guide(deps)))


def resend_deliveries(call: Call[None, ResendOrder]) -> Reply[ResentPageView]:
    department = Department(call.path["department"])
    found = resend(call.body, department, by=call.by, key=call.key, deps=call.deps)
    return Reply(resent_page(found, guide(call.deps), dry_run=call.body.dry_run))


def list_keys(call: Call[None, None]) -> Reply[KeysView]:
    return Reply(keys_view(office_keys(Department(call.path["department"]), by=call.by, deps=call.deps)))


ROUTES = (
    Route(
        method="GET",
        path="/v1/departments/{department}/deliveries",
        summary="投递记录：系统向该机构逐次发送的情况，每次的时间、耗时、应答和下次尝试",
        roles=STAFF_AND_OPERATORS,
        query=DeliveriesQuery,
        response=DeliveryPageView,
        handler=list_deliveries,
        errors=(OfficeNotFound, CaseNotFound, BadCursor),
    ),
    Route(
        method="POST",
        path="/v1/departments/{department}/deliveries/lookups",
        summary="投递记录，由部门的系统查：像答复一样签名，不用登录",
        roles=Access.SIGNED,
        body=DeliveriesLookUp,
        response=DeliveryPageView,
        handler=look_deliveries_up,
        errors=(OfficeNotFound, CaseNotFound, BadCursor),
    ),
    Route(
        method="POST",
        path="/v1/departments/{department}/deliveries/resend",
        summary="再发：把一项，或者从某一时刻起的各项，重新发送给该机构；记录之后即发送",
        roles=STAFF_AND_OPERATORS,
        body=ResendOrder,
        response=ResentPageView,
        handler=resend_deliveries,
        idempotent=True,
        errors=(
            OfficeNotFound,
            CaseNotFound,
            ItemNotFound,
            ResendOutOfPlace,
            TooOften,
            KeyReused,
            StaleWrite,
        ),
    ),
    Route(
        method="GET",
        path="/v1/departments/{department}/keys",
        summary="密钥：哪几把有效，只有指纹，没有密钥本身",
        roles=STAFF_AND_OPERATORS,
        response=KeysView,
        handler=list_keys,
    ),
)

"""待您办理: who says that something is done (到场, 领取), and that the applicant was told of it."""

from typing import Annotated

from pydantic import Field

from functions.api.route import Access, Call, Reply, Route
from functions.domain.case.refusals import CaseNotFound, HandoverDayWrong, HandoverNotYours, ItemNotFound
from functions.domain.conflicts import KeyReused, NothingToDo, NothingToTell
from functions.domain.errors import StaleWrite
from functions.domain.refusals import TooOften
from functions.shapes.applicant.todos import collection_list_view, posting_receipt, todo_receipt
from functions.shapes.case.shown import case_shown
from functions.usecases.applicant import parcels, todos
from functions.usecases.office.places import Place
from functions.web.path_parameters import OFFICE_ITEM
from functions.web.roles import CLERKS, STAFF, SUBMITTERS
from schemas.applicant.todos import (
    CollectionListView,
    OfficePosting,
    OfficeTodoDone,
    Posting,
    PostingReceiptView,
    Telling,
    TodoDone,
    TodoReceiptView,
)
from schemas.case.views import CaseView
from schemas.codes import Department
from schemas.wire import Reference, Wire


def mark_done(call: Call[None, TodoDone]) -> Reply[CaseView]:
    ledger = todos.mark(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(case_shown(ledger, call.deps))


def tell(call: Call[None, Telling]) -> Reply[CaseView]:
    ledger = todos.tell(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(case_shown(ledger, call.deps))


def mark_at_office(call: Call[None, OfficeTodoDone]) -> Reply[TodoReceiptView]:
    place = Place(Department(call.path["department"]), call.path["case_id"], call.path["item"])
    given = TodoDone(item=place.item, kind=call.body.kind, handover=call.body.handover, on=call.body.on)
    ledger, mark = todos.mark_at_office(place, given, by=call.by, key=call.key, deps=call.deps)
    return Reply(todo_receipt(ledger, ledger.item(place.item), mark))


def post_at_window(call: Call[None, Posting]) -> Reply[CaseView]:
    ledger = parcels.post(call.path["case_id"], call.body, by=call.by, key=call.key, deps=call.deps)
    return Reply(case_shown(ledger, call.deps))


def post_at_office(call: Call[None, OfficePosting]) -> Reply[PostingReceiptView]:
    place = Place(Department(call.path["department"]), call.path["case_id"], call.path["item"])
    given = Posting(item=place.item, carrier=call.body.carrier, number=call.body.number)
    ledger = parcels.post_at_office(place, given, by=call.by, key=call.key, deps=call.deps)
    return Reply(posting_receipt(ledger, ledger.item(place.item)))


def mark_by_system(call: Call[None, OfficeTodoDone]) -> Reply[TodoReceiptView]:
    department, reference, code = (call.path[name] for name in ("department", "reference", "item"))
    given = TodoDone(item=code, kind=call.body.kind, handover=call.body.handover, on=call.body.on)
    ledger, mark = todos.mark_by_system(
        Department(department), reference, given, key=call.webhook_id, deps=call.deps
    )
    return Reply(todo_receipt(ledger, ledger.item(code), mark))


def post_by_system(call: Call[None, OfficePosting]) -> Reply[PostingReceiptView]:
    department, reference, code = (call.path[name] for name in ("department", "reference", "item"))
    given = Posting(item=code, carrier=call.body.carrier, number=call.body.number)
    ledger = parcels.post_by_system(
        Department(department), reference, given, key=call.webhook_id, deps=call.deps
    )
    return Reply(posting_receipt(ledger, ledger.item(code)))


class CollectionsQuery(Wire):
    reference: Annotated[Reference, Field(description="办件编号，申请人的回执或短信上有。")]


def list_collections(call: Call[CollectionsQuery, None]) -> Reply[CollectionListView]:
    department = Department(call.path["department"])
    found = todos.collections(department, call.query.reference, by=call.by, deps=call.deps)
    return Reply(collection_list_view(found, call.deps))


ROUTES = (
    Route(
        method="POST",
        path="/v1/cases/{case_id}/todos",
        summary=(
            "待办已办：到场（visit）、领取结果（fetch），或者知悉不利结果（contest、apply_again）；本人或窗口登记。"
            "窗口交出结果的，同时登记由谁、凭什么证件领取（handover）"
        ),
        roles=SUBMITTERS,
        body=TodoDone,
        response=CaseView,
        handler=mark_done,
        idempotent=True,
        errors=(
            ItemNotFound,
            NothingToDo,
            HandoverNotYours,
            HandoverDayWrong,
            KeyReused,
            TooOften,
            StaleWrite,
        ),
    ),
    Route(
        method="POST",
        path="/v1/cases/{case_id}/tellings",
        summary="窗口告知：登记已电话或当面告知申请人某件待办",
        roles=CLERKS,
        body=Telling,
        response=CaseView,
        handler=tell,
        idempotent=True,
        errors=(ItemNotFound, NothingToTell, KeyReused, TooOften, StaleWrite),
    ),
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/todos",
        summary=(
            "工作台：登记申请人已到场（visit）或已领取结果（fetch）；领取的，同时登记由谁、凭什么证件领取（handover）"
        ),
        roles=STAFF,
        body=OfficeTodoDone,
        response=TodoReceiptView,
        handler=mark_at_office,
        idempotent=True,
        errors=(ItemNotFound, NothingToDo, HandoverDayWrong, KeyReused, StaleWrite),
    ),
    Route(
        method="POST",
        path="/v1/cases/{case_id}/parcels",
        summary="窗口邮寄登记：办理结果或者决定书已经寄出，由谁承运、邮件号码",
        roles=CLERKS,
        body=Posting,
        response=CaseView,
        handler=post_at_window,
        idempotent=True,
        errors=(ItemNotFound, NothingToDo, KeyReused, TooOften, StaleWrite),
    ),
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/parcels",
        summary="工作台：邮寄登记，办理结果或者决定书已经寄出，由谁承运、邮件号码",
        roles=STAFF,
        body=OfficePosting,
        response=PostingReceiptView,
        handler=post_at_office,
        idempotent=True,
        errors=(ItemNotFound, NothingToDo, KeyReused, StaleWrite),
    ),
    Route(
        method="POST",
        path="/v1/departments/{department}/todos/{reference}/{item}",
        summary="部门系统：登记申请人已到场（visit）或已领取、已签收（fetch），同工作台",
        roles=Access.SIGNED,
        body=OfficeTodoDone,
        response=TodoReceiptView,
        handler=mark_by_system,
        errors=(CaseNotFound, ItemNotFound, NothingToDo, HandoverDayWrong, KeyReused, StaleWrite),
    ),
    Route(
        method="POST",
        path="/v1/departments/{department}/parcels/{reference}/{item}",
        summary="部门系统：邮寄登记，办理结果或者决定书已经寄出，由谁承运、邮件号码",
        roles=Access.SIGNED,
        body=OfficePosting,
        response=PostingReceiptView,
        handler=post_by_system,
        errors=(CaseNotFound, ItemNotFound, NothingToDo, KeyReused, StaleWrite),
    ),
    Route(
        method="GET",
        path="/v1/departments/{department}/collections",
        summary="待领取：按办件编号查本部门等待申请人领取的办理结果",
        roles=STAFF,
        query=CollectionsQuery,
        response=CollectionListView,
        handler=list_collections,
        errors=(CaseNotFound, TooOften),
    ),
)

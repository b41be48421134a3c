"""The worklist of offices without a system of their own: list, claim, give back, answer."""

from collections.abc import Iterator
from functools import partial

from functions.api.office.refused_answers import REFUSED_ANSWERS
from functions.api.route import OF_WORDS, Call, Reply, Route
from functions.domain.case.access import Principal
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import AlreadyClaimed, ClaimFirst, KeyReused, TransferredAway
from functions.domain.deadlines.basis import due_basis, due_basis_text
from functions.domain.errors import StaleWrite
from functions.domain.office.worklist import claimed_by
from functions.domain.refusals import BadCursor
from functions.ports.deps import Deps
from functions.shapes.office import answer_receipt
from functions.shapes.words import item_name, status_text
from functions.usecases.intake.documents import answered_at_desk
from functions.usecases.office import claims, staff_answers
from functions.usecases.office.dispatch_message import contested_decision, late_views
from functions.usecases.office.listed import Listed
from functions.usecases.office.places import Place
from functions.usecases.office.worklist import worklist
from functions.web.paging import PageQuery
from functions.web.path_parameters import OFFICE_ITEM
from functions.web.roles import STAFF
from schemas.catalogue.item import Item
from schemas.codes import Department
from schemas.form.paths import pointer_of
from schemas.form.words import field_title
from schemas.office.worklist import (
    STAFF_ANSWER,
    Claim,
    ClaimView,
    CorrectableView,
    Release,
    WorklistEntryView,
    WorklistView,
)
from schemas.views import AnswerReceiptView
from schemas.wire import Wire


def list_worklist(call: Call[PageQuery, None]) -> Reply[WorklistView]:
    given, department = call.query, Department(call.path["department"])
    page = worklist(department, by=call.by, limit=given.limit, cursor=given.cursor, deps=call.deps)
    entries = tuple(_entry(listed, call.by, call.deps) for listed in page.entries)
    return Reply(WorklistView(entries=entries, cursor=page.cursor, unreadable=page.unreadable))


def _entry(listed: Listed, by: Principal, deps: Deps) -> WorklistEntryView:
    case, item = listed.ledger.case, listed.item
    edition = deps.editions(case.edition)
    return WorklistEntryView(
        case_id=case.id,
        reference=case.reference,
        item=item.code,
        name=item_name(edition, item.code),
        office=item.dispatch.office or "",
        round=item.dispatch.round,
        status=item.status,
        status_text=status_text(item, edition, silence=False),
        since=item.since,
        due_at=item.clock.due_at,
        due_provisional=item.clock.due_provisional,
        due_basis=due_basis(item, edition),
        due_basis_text=due_basis_text(item, edition),
        overdue_since=item.clock.overdue_since,
        withdrawal_at=item.withdrawal.at,
        claimed=claimed_by(item, by.subject),
        claimed_at=item.desk.claimed_at,
        note=item.dispatch.note,
        contested=contested_decision(item),
        fields=dict(listed.fields),
        corrected=listed.corrected,
        materials=listed.materials,
        late=late_views(listed.ledger, item.code, deps),
        checks=listed.checks,
        results=listed.results,
        unverified=listed.unverified,
        notes=edition.item(item.code).office_notes,
        correctable=tuple(_correctable(edition.item(item.code))),
    )


def _correctable(item: Item) -> Iterator[CorrectableView]:
    """The item's materials, then the fields that its department is given."""
    for material in item.materials:
        yield CorrectableView(name=material.name, material=material.code)
    for path in item.fields:
        yield CorrectableView(name=field_title(path), field=pointer_of(path))


def claim_item(call: Call[None, Claim]) -> Reply[ClaimView]:
    return _claimed(call, claims.claim(_place(call), call.body, by=call.by, key=call.key, deps=call.deps))


def release_item(call: Call[None, Release]) -> Reply[ClaimView]:
    return _claimed(call, claims.release(_place(call), call.body, by=call.by, key=call.key, deps=call.deps))


def _place(call: Call[None, Claim] | Call[None, Release] | Call[None, Wire]) -> Place:
    return Place(Department(call.path["department"]), call.path["case_id"], call.path["item"])


def _claimed(call: Call[None, Claim] | Call[None, Release], item: CaseItem) -> Reply[ClaimView]:
    view = ClaimView(
        case_id=item.case_id,
        item=item.code,
        round=item.dispatch.round,
        claimed=claimed_by(item, call.by.subject),
        claimed_at=item.desk.claimed_at,
    )
    return Reply(view)


def answer_item(call: Call[None, Wire]) -> Reply[AnswerReceiptView]:
    place = _place(call)
    say = partial(staff_answers.answer, place, call.body, by=call.by, key=call.key, deps=call.deps)
    item = answered_at_desk(place, call.body, lambda found: say(documents=found), by=call.by, deps=call.deps)
    return Reply(answer_receipt(staff_answers.reference_of(place, call.deps), item))


ROUTES = (
    Route(
        method="GET",
        path="/v1/departments/{department}/worklist",
        summary="工作台：本部门本辖区待办事项",
        roles=STAFF,
        query=PageQuery,
        response=WorklistView,
        handler=list_worklist,
        errors=(BadCursor,),
    ),
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/claim",
        summary="工作台：领取事项，或注明理由接手他人领取的事项",
        roles=STAFF,
        body=Claim,
        response=ClaimView,
        handler=claim_item,
        idempotent=True,
        errors=(ItemNotFound, TransferredAway, AlreadyClaimed, KeyReused, StaleWrite),
    ),
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/release",
        summary="工作台：退回领取的事项",
        roles=STAFF,
        body=Release,
        response=ClaimView,
        handler=release_item,
        idempotent=True,
        errors=(ItemNotFound, TransferredAway, AlreadyClaimed, KeyReused, StaleWrite),
    ),
    Route(
        method="POST",
        path=f"{OFFICE_ITEM}/answers",
        summary="工作台：答复已领取的事项",
        roles=STAFF,
        body=STAFF_ANSWER,
        bounds=OF_WORDS,
        response=AnswerReceiptView,
        handler=answer_item,
        idempotent=True,
        errors=(ItemNotFound, ClaimFirst, KeyReused, *REFUSED_ANSWERS),
    ),
)

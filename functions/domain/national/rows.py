"""One item of a case as rows of the national platform's tables up_pro_* (field names from its public definitions).

Pure: the same facts give the same rows. What nobody has confirmed is left empty (待核定), never made up; fields that begin
with `local_` are ours, but for the columns of that name.
"""

from datetime import datetime
from hashlib import sha256

from functions.domain.case.case import Event
from functions.domain.catalogue.law import is_licence_code
from functions.domain.catalogue.plan import confirmed_limit
from functions.domain.catalogue.rules import Truth, facts_of, read_rules
from functions.domain.masking import masked_address, masked_name, masked_number
from functions.domain.national.codes import (
    ABANDONED_CODE,
    APPLY_TYPE,
    LIMIT_UNIT,
    NATURAL_PERSON,
    NO_PARCEL,
    PARCEL,
    PROMISED,
    is_document,
    result_type,
)
from functions.domain.national.decisions import ended_by_operator, first_decided, first_taken_up, is_taken_up
from functions.domain.national.export import Exported, Row, Span, TableName, local_time
from functions.domain.national.numbers import base_code, organization
from schemas.applicant.ratings import code_of
from schemas.case.answers import Granted
from schemas.catalogue.figures import LimitKind
from schemas.codes import EventKind, Role
from schemas.guide.rollout import Channel


def accept_row(one: Exported, span: Span) -> Row | None:
    if not is_taken_up(one):
        return None
    case, item, person = one.ledger.case, one.item, one.application.person
    hide = not span.unmasked
    row: Row = {
        "task_code": one.code,
        "catalog_code": base_code(one.code) if one.code else None,
        "task_name": _name(one),
        "project_name": f"{_name(one)}（{case.reference}）",
        "apply_date": local_time(case.opened_at),
        "apply_type": _apply_type(one.events),
        "applyer_name": masked_name(person.name) if hide else person.name,
        "applyer_type": NATURAL_PERSON,
        "applyer_page_code": masked_number(person.id_number) if hide else person.id_number,
        "contact_name": masked_name(person.name) if hide else person.name,
        "contact_code": masked_number(person.id_number) if hide else person.id_number,
        "contact_mobile": masked_number(person.phone) if hide else person.phone,
        "address": _address(one) if hide else person.contact_address,
        "org_code": organization(one.code) if one.code else None,
        "org_name": one.office,
        "accept_date": local_time(item.clock.accepted_at),
        "accept_doc_no": item.dispatch.receipt,
        "project_type": _project_type(one),
        "promise_date": local_time(_promised_at(one)),
        "local_edition": case.edition,
        "local_deemed": _deemed(one),
        "local_theme_no": one.theme,
        "local_limit": item.bounds.limit.value if item.bounds.limit else None,
        "local_limit_unit": LIMIT_UNIT[item.bounds.limit.unit] if item.bounds.limit else None,
    }
    return finished_row("up_pro_accept", row, one, span, first=first_taken_up(one))


def result_row(one: Exported, span: Span) -> Row | None:
    item = one.item
    if item.outcome is None or item.decided_at is None or item.since > span.until:
        return None
    granted = item.answer.result if isinstance(item.answer, Granted) else None
    document, ended = granted.number if granted else None, ended_by_operator(one)
    row: Row = {
        "result_type": None if ended else result_type(item.outcome, item.answer),
        "result_date": local_time(item.decided_at),
        # The office's words, in which anything of a person may stand.
        "result_explain": item.reason if span.unmasked else None,
        "result_cetr_name": granted.document if granted and is_document(granted) else None,
        "result_cetr_no": masked_number(document) if document and not span.unmasked else document,
        "is_delivery_results": PARCEL if granted and granted.delivery == "post" else NO_PARCEL,
        "satisfaction": str(code_of("gb_t_39046", item.aftercare.rating.level))
        if item.aftercare.rating
        else None,
        "local_outcome": ABANDONED_CODE if ended else item.outcome.value,
    }
    return finished_row("up_pro_result", row, one, span, first=first_decided(one))


def finished_row(
    table: TableName, row: Row, one: Exported, span: Span, *, first: datetime | None, part: str = ""
) -> Row:
    """With what every table has; `part` tells several rows of one item apart."""
    item = one.item
    guid = sha256(f"{table}/{item.case_id}/{item.code}/{part}".encode()).hexdigest()[:32]
    accept = sha256(f"up_pro_accept/{item.case_id}/{item.code}/".encode()).hexdigest()[:32]
    return {
        **row,
        "project_no": one.number,
        "cd_operation": span.operation(first),
        "cd_batch": span.number,
        "cd_time": local_time(span.until),
        "row_guid": guid,
        "local_accept_guid": accept,
        "local_reference": one.ledger.case.reference,
        "local_item": item.code,
    }


def _deemed(one: Exported) -> str | None:
    """视为受理 is the licence act's; of another item the acceptance is only how we count, and no office has said it."""
    if not one.item.clock.deemed_accepted:
        return None
    return "law" if is_licence_code(one.item.code, one.edition) else "practice"


def _name(one: Exported) -> str:
    return one.edition.item(one.item.code).name if one.edition.has(one.item.code) else one.item.code


def _address(one: Exported) -> str:
    return masked_address(
        one.application.person.contact_address, (city.name for city in one.edition.regions.cities)
    )


def _apply_type(events: tuple[Event, ...]) -> str | None:
    """By the channel of the submission; of an older one that did not keep it, only a clerk's is known."""
    told = next((event for event in events if event.kind is EventKind.SUBMITTED), None)
    if told is None:
        return None
    channel = told.detail.get("channel", Channel.WINDOW if told.actor == Role.CLERK else None)
    return APPLY_TYPE[Channel(channel)] if channel else None


def _project_type(one: Exported) -> str | None:
    if not one.edition.has(one.item.code):
        return None
    facts = facts_of(one.application)
    promised = any(
        limit.kind is LimitKind.PROMISED
        and limit.value is not None
        and read_rules(limit.when, facts).truth is Truth.HOLDS
        for limit in one.edition.item(one.item.code).time_limits
    )
    return PROMISED if promised else None


def _promised_at(one: Exported) -> datetime | None:
    """承诺办结时间: only where the clock that runs counts a promised limit, over days that a calendar has settled."""
    item = one.item
    if (
        not one.edition.has(item.code)
        or item.bounds.limit is None
        or item.clock.accepted_at is None
        or item.clock.due_provisional
    ):
        return None
    limit = confirmed_limit(one.edition.item(item.code), facts_of(one.application))
    return item.clock.due_at if limit and limit.kind is LimitKind.PROMISED else None

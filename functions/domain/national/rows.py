"""One item of a case as rows of the national platform's tables up_pro_* (field names from its public definitions).

Pure: the same facts give the same rows. A field that nobody has confirmed is null and named in `pending` (待核定); fields
that begin with `local_` are ours.
"""

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from functions.domain.case.case import Event
from functions.domain.masking import masked_address, masked_name, masked_number
from functions.domain.national.codes import (
    APPLY_TYPE,
    LIMIT_UNIT,
    NATURAL_PERSON,
    PROMISED,
    is_document,
    result_type,
)
from functions.domain.national.export import Exported, Row, Span, Table
from functions.domain.national.numbers import base_code, organization
from schemas.applicant.ratings import code_of
from schemas.case.answers import Granted
from schemas.catalogue.figures import LimitKind
from schemas.codes import EventKind, Role


def accept_row(one: Exported, span: Span) -> Row:
    case, item, person = one.ledger.case, one.item, one.application.person
    hide = not span.unmasked
    row: Row = {
        "project_no": one.number,
        "task_code": one.code,
        "task_handle_item": None,
        "catalog_code": base_code(one.code) if one.code else None,
        "task_name": _name(one),
        "task_version": case.edition,
        "project_name": f"{_name(one)}（{case.reference}）",
        "apply_date": _time(case.opened_at),
        "apply_type": _apply_type(one.events),
        "applyer_name": masked_name(person.name) if hide else person.name,
        "applyer_type": NATURAL_PERSON,
        "applyer_page_type": None,
        "applyer_page_code": masked_number(person.id_number) if hide else person.id_number,
        "contact_name": masked_name(person.name) if hide else person.name,
        "contact_type": None,
        "contact_code": masked_number(person.id_number) if hide else person.id_number,
        "contact_mobile": masked_number(person.phone) if hide else person.phone,
        "address": masked_address(person.contact_address) if hide else person.contact_address,
        "zip_code": None,
        "legal": None,
        "org_code": organization(one.code) if one.code else None,
        "org_name": one.office,
        "handle_user_name": None,
        "accept_date": _time(item.accepted_at),
        "accept_doc_no": item.receipt,
        "project_type": _project_type(one),
        "promise_date": _time(item.due_at) if item.limit else None,
        "data_source": None,
        "local_reference": case.reference,
        "local_item": item.code,
        "local_theme_no": one.theme,
        "local_limit": item.limit.value if item.limit else None,
        "local_limit_unit": LIMIT_UNIT[item.limit.unit] if item.limit else None,
    }
    return finished("up_pro_accept", row, one, span, first=one.began)


def result_row(one: Exported, span: Span) -> Row | None:
    item = one.item
    if item.outcome is None or item.decided_at is None or item.decided_at > span.until:
        return None
    granted = item.answer.result if isinstance(item.answer, Granted) else None
    document = granted.number if granted else None
    row: Row = {
        "project_no": one.number,
        "result_type": result_type(item.outcome, item.answer),
        "result_date": _time(item.decided_at),
        # The office's words, in which anything of a person may stand.
        "result_explain": item.reason if span.unmasked else None,
        "result_cetr_name": granted.document if granted and is_document(granted) else None,
        "result_cetr_no": masked_number(document) if document and not span.unmasked else document,
        "is_delivery_results": "1" if granted and granted.delivery in ("window", "post") else "0",
        "satisfaction": str(code_of("gb_t_39046", item.rating.level)) if item.rating else None,
    }
    return finished("up_pro_result", row, one, span, first=item.decided_at)


def finished(
    table: Table, row: Row, one: Exported, span: Span, *, first: datetime | None, part: str = ""
) -> Row:
    """With what every table has; `part` tells several rows of one item apart."""
    item = one.item
    guid = sha256(f"{table}/{item.case_id}/{item.code}/{part}".encode()).hexdigest()[:32]
    accept = sha256(f"up_pro_accept/{item.case_id}/{item.code}/".encode()).hexdigest()[:32]
    whole = {
        **row,
        "cd_operation": span.operation(first),
        "cd_batch": span.number,
        "cd_time": _time(span.until),
        "row_guid": guid,
        "local_accept_guid": accept,
    }
    return {**whole, "pending": sorted(_pending(whole))}


# Null for want of a code set or a number, not because the fact is not there.
_UNCONFIRMED = frozenset(
    {
        "project_no",
        "task_code",
        "task_handle_item",
        "catalog_code",
        "applyer_page_type",
        "contact_type",
        "org_code",
        "project_type",
        "data_source",
        "get_type",
        "local_theme_no",
    }
)


def _pending(row: Mapping[str, Any]) -> Iterator[str]:
    return (name for name, value in row.items() if value is None and name in _UNCONFIRMED)


def _name(one: Exported) -> str:
    return one.edition.item(one.item.code).name if one.edition.has(one.item.code) else one.item.code


def _apply_type(events: tuple[Event, ...]) -> str:
    by = next((event.actor for event in events if event.kind is EventKind.SUBMITTED), Role.APPLICANT)
    return APPLY_TYPE.get(Role(by), "9") if by in set(Role) else "9"


def _project_type(one: Exported) -> str | None:
    if not one.edition.has(one.item.code):
        return None
    limits = one.edition.item(one.item.code).time_limits
    promised = any(limit.kind is LimitKind.PROMISED and limit.value is not None for limit in limits)
    return PROMISED if promised else None


def _time(at: datetime | None) -> str | None:
    return at.astimezone(UTC).isoformat(timespec="seconds") if at else None

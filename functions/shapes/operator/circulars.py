"""业务口径和通知, and what came back on them, as everybody who works there reads them."""

from collections.abc import Mapping
from datetime import UTC, date, datetime
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.operator.circulars import circular_state
from functions.ports.case_store import Record
from functions.shapes.words import item_name, place_name
from functions.usecases.operator.circular_answers import AskedOf
from functions.usecases.operator.circulars import circular_place
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, Department, Role
from schemas.operator.circulars import AcknowledgementView, CircularQuestionView, CircularView

CIRCULAR_KINDS = {"rule": "业务口径", "notice": "通知"}
_CIRCULAR_STATES = {"in_force": "现行", "replaced": "已被代替", "withdrawn": "已撤回"}


def circular_view(
    found: Record, acknowledged: Record | None, edition: Edition, *, to: Principal, today: date
) -> CircularView:
    """`to`: whoever reads it."""
    audited = to.role is Role.OPERATOR
    body, place, state = found.body, circular_place(found.key), circular_state(found.body, today)
    departments = tuple(Department(one) for one in body["departments"])
    return CircularView(
        id=found.key,
        region=place,
        region_text=place_name(place, edition),
        kind=body["kind"],
        kind_text=CIRCULAR_KINDS[body["kind"]],
        title=body["title"],
        text=body["text"],
        source=body["source"],
        items=tuple(body["items"]),
        item_texts=tuple(item_name(edition, one) for one in body["items"]),
        departments=departments,
        department_texts=tuple(CHINESE[one] for one in departments),
        effective_on=date.fromisoformat(body["effective_on"]),
        acknowledge_by=date.fromisoformat(body["acknowledge_by"]) if body["acknowledge_by"] else None,
        published_at=_instant(body["at"]),
        state=state,
        state_text=_CIRCULAR_STATES[state],
        reason=body["withdrawn"]["reason"] if state == "withdrawn" else None,
        replaces=body["replaces"],
        replaced_by=body.get("replaced_by"),
        replaced_on=date.fromisoformat(body["replaced_on"]) if body.get("replaced_on") else None,
        acknowledged_at=_instant(acknowledged.body["at"]) if acknowledged else None,
        by=body["by"] if audited else None,
        ended_by=body["withdrawn"]["by"] if audited and state == "withdrawn" else None,
    )


def acknowledgement_view(found: Record, edition: Edition) -> AcknowledgementView:
    body = found.body
    department = Department(body["department"]) if body["department"] else None
    return AcknowledgementView(
        at=_instant(body["at"]),
        by=body["by"],
        role=Role(body["role"]),
        role_text=CHINESE[Role(body["role"])],
        region=body["region"],
        region_text=place_name(body["region"], edition),
        department=department,
        department_text=CHINESE[department] if department else "",
    )


def question_view(asked: AskedOf, edition: Edition, *, to: Principal) -> CircularQuestionView:
    """`to`: whoever reads it."""
    body = asked.record.body
    answer: Mapping[str, Any] | None = body.get("answer")
    place = place_name(body["region"], edition)
    return CircularQuestionView(
        id=asked.record.key,
        circular=asked.circular,
        text=body["text"],
        region=body["region"],
        region_text=place,
        asker_text=f"{place}{_who(body)}",
        at=_instant(body["at"]),
        answer=answer["text"] if answer else None,
        answered_at=_instant(answer["at"]) if answer else None,
        answered_by=answer["by"] if answer and to.role is Role.OPERATOR else None,
    )


def _who(body: Mapping[str, Any]) -> str:
    if body["department"]:
        return f"{CHINESE[Department(body['department'])]}部门"
    return CHINESE[Role(body["role"])]


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)

"""逾期认定 at a desk: whether a late applicant's reason holds, why, and how that is contested."""

import json
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.forms import Form
from functions.pages.keys import key_of, new_key
from functions.pages.office.pages_item import ITEM_PATH
from functions.pages.office.place import asked_place
from functions.pages.office.views_list import desk_address
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.usecases.office import desk
from functions.usecases.office.dispatch_message import late_views
from functions.usecases.office.lateness import decide_lateness
from functions.web.roles import STAFF
from functions.web.whole_number import number_or
from schemas.catalogue.figures import Unit
from schemas.codes_citizen import RemedyWay
from schemas.office.lateness import LatenessOrder

_PATH = f"{ITEM_PATH}/lateness"
_TITLE = "认定逾期的原因"
_ONLY = "不成立的必填。"
_BLANK = (
    Field(
        "excused", "原因是否成立", Kind.RADIOS, choices=(Choice("true", "成立"), Choice("false", "不成立"))
    ),
    Field("reason", "认定的理由", Kind.LONG_TEXT, rows=3, hint="申请人会看到。"),
    Field("legal_basis", "依据", optional=True, hint=f"{_ONLY}写明文件名称和条款。"),
    Field("body", "向谁申请行政复议", optional=True, hint=f"{_ONLY}写全称。"),
    Field("value", "申请行政复议的期限（日）", optional=True, width=4, inputmode="numeric", hint=_ONLY),
)


@dataclass(frozen=True, slots=True)
class _LatenessPage:
    address: str
    key: str
    late: tuple[str, ...]
    problem: str
    fields: tuple[Field, ...]
    wrong: tuple[Wrong, ...]


def show_lateness(asked: Asked) -> Answer:
    return _shown(asked, {})


def decide_office_lateness(asked: Asked) -> Answer:
    place = asked_place(asked)
    try:
        order = LatenessOrder.model_validate_json(json.dumps(_order(asked.form)))
        decide_lateness(place, order, by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError as error:
        wrong = by_field(error)
        return _shown(asked, {**wrong, "body": wrong.get("body", wrong.get("remedy", ""))})
    except EXPECTED as error:
        words, status = told(error)
        return _shown(asked, {}, problem=words, status=status)
    return Sent(f"{desk_address(place.case_id, place.item)}?done=lateness")


def _order(form: Form) -> dict[str, Any]:
    given: dict[str, Any] = {name: form.text(name) for name in ("reason", "legal_basis") if form.text(name)}
    if form.text("excused") in ("true", "false"):
        given["excused"] = form.text("excused") == "true"
    body, term = form.text("body"), form.text("value")
    if body or term:
        value = number_or(0, term, digits=4)
        days = {"value": value, "unit": Unit.NATURAL_DAY.value}
        given["remedy"] = [{"way": RemedyWay.RECONSIDERATION.value, "body": body, "term": days}]
    return given


def _shown(asked: Asked, errors: dict[str, str], *, problem: str = "", status: int = 422) -> Answer:
    """Raises CaseNotFound, ItemNotFound."""
    place = asked_place(asked)
    ledger, _ = desk.own_item(place, by=asked.by, deps=asked.deps)
    fields = with_errors(tuple(filled(one, asked.form) for one in _BLANK), errors)
    wrong = summary(fields)
    view = _LatenessPage(
        address=desk_address(place.case_id, place.item),
        key=new_key(asked),
        late=tuple(f"{one.text}晚了 {one.days} 天。" for one in late_views(ledger, place.item, asked.deps)),
        problem=problem,
        fields=fields,
        wrong=wrong,
    )
    bad = bool(wrong or problem)
    return Shown("office/lateness.html", _TITLE, view, status if bad else 200, wrong=bad)


PAGES = (
    Page(method="GET", path=_PATH, roles=STAFF, handler=show_lateness),
    Page(method="POST", path=_PATH, roles=STAFF, handler=decide_office_lateness),
)

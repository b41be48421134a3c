"""What a batch is asked for: which items, what is done to each, and why."""

import json
from typing import Any, get_args

from pydantic import ValidationError

from functions.pages.fields import Choice, Field, Kind, filled, with_errors
from functions.pages.forms import Form
from functions.pages.operator import filters
from functions.pages.operator.acts import NO_OFFICE, REASON, reason_given
from functions.pages.operator.words import KINDS
from functions.pages.page import Asked
from functions.shapes.words import region_name
from functions.usecases.operator.options import offices_in_region
from functions.web.requests import field_problems
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, Department
from schemas.operator.acts import WORKLIST, BatchFilter, BatchOrder, StuckKind

DOES = (
    Choice("retry", "重新分发", "同一轮再送一次给原来的机构"),
    Choice("reroute", "改派到别的机构", "下面选择改派到哪里"),
    Choice("abandon", "终止办理", "事项以“撤回”结束，后面依赖它的也会停下"),
)
DOES_WORDS = {one.value: one.label for one in DOES}
_CHOOSE = {"attention": "请选择处理哪一种。", "action": "请选择对每个事项做什么。"}
_OF_FILTER = ("attention", "department", "city", "group")


def batch_fields(asked: Asked, form: Form, errors: dict[str, str]) -> tuple[Field, ...]:
    department = form.text("department")
    offices = (
        offices_in_region(asked.by, Department(department), asked.deps)
        if department in set(Department)
        else ()
    )
    here = Choice(WORKLIST, "本部门人员在本系统的工作台办理")
    blank = (
        Field(
            "attention",
            "处理哪一种",
            Kind.RADIOS,
            choices=tuple(Choice(kind, KINDS[kind][0], KINDS[kind][1]) for kind in get_args(StuckKind)),
        ),
        Field("department", "只处理这个部门的", Kind.SELECT, choices=filters.departments(), optional=True),
        Field("city", "只处理这个地市的", Kind.SELECT, choices=filters.cities(asked), optional=True),
        Field("action", "对每个事项做什么", Kind.RADIOS, choices=DOES),
        Field(
            "office",
            "改派到哪里",
            Kind.SELECT,
            choices=(here, *(Choice(one.id, one.name) for one in offices)),
            optional=True,
            hint="只有改派才选。要改派到某个机构的，先选定部门。",
        ),
        REASON,
    )
    return with_errors(tuple(filled(one, form) for one in blank), errors)


def read_batch(form: Form) -> tuple[BatchOrder | None, dict[str, str]]:
    """As the interface takes it, or what is wrong, by field."""
    wanted = {name: form.text(name) for name in _OF_FILTER if form.text(name)}
    reason, wrong = reason_given(form)
    body: dict[str, Any] = {"filter": wanted, "action": form.text("action"), "reason": reason}
    if form.text("action") == "reroute" and form.text("office"):
        body["office"] = form.text("office")
    errors = {name: words for name, words in _CHOOSE.items() if not form.text(name)} | wrong
    if form.text("action") == "reroute" and not form.text("office"):
        errors["office"] = NO_OFFICE
    if errors:
        return None, errors
    try:
        return BatchOrder.model_validate_json(json.dumps(body)), {}
    except ValidationError as error:
        return None, {_place(one.pointer): one.detail for one in field_problems(error)}


def _place(pointer: str) -> str:
    name = pointer.rpartition("/")[2]
    return name if name in (*_CHOOSE, "department", "city", "office") else REASON.name


def filter_words(given: BatchFilter, edition: Edition) -> str:
    found = (
        KINDS[given.attention][0],
        CHINESE[given.department] if given.department else "",
        region_name(edition, given.city) if given.city else "",
        "原因相同的一类" if given.group else "",
    )
    return "、".join(words for words in found if words)

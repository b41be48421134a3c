"""One entry of the directory as a form: of a department in a place, for all of its items or for one that differs."""

import json
from collections.abc import Iterator, Mapping
from typing import Any

from pydantic import ValidationError

from functions.pages.expected import by_field
from functions.pages.fields import Field, filled
from functions.pages.forms import Form
from functions.pages.operator.acts import REASON, reason_given
from functions.shapes.words import item_name
from functions.web.whole_number import number_or
from schemas.case.remedies import Remedy
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import Unit
from schemas.codes_citizen import RemedyWay
from schemas.office.directory import Contact, DirectoryChange, DirectoryEntry
from schemas.plain_text import STORED

_EMPTY = "不知道的不填，页面上会写“待核定”并告诉申请人问谁。"
_UNSAID = "（没有）"
_SOURCE = Field("source", "依据", hint="从哪里知道的，例如本机关门户网站某日公布、某日电话核实。")
_PLAIN = (
    Field("name", "对外名称", optional=True, width=20, hint="窗口门口写的名称，和机构名称一样的不填。"),
    Field("address", "地址", optional=True, hint=_EMPTY),
    Field("hours", "办公时间", optional=True, hint="例如 周一至周五 9:00—12:00，14:00—17:00。"),
    Field("holidays", "节假日安排", optional=True),
    Field("telephone", "咨询电话", optional=True, width=20),
    Field("supervision", "监督电话", optional=True, width=20),
    Field("map_link", "地图链接", optional=True, hint="以 https:// 开头。"),
)
_WAYS = {
    RemedyWay.RECONSIDERATION: ("向谁申请行政复议", "申请行政复议的期限（日）", Unit.NATURAL_DAY),
    RemedyWay.LITIGATION: ("向哪个法院提起行政诉讼", "提起行政诉讼的期限（月）", Unit.MONTH),
    RemedyWay.REVIEW: ("向谁申请复核", "申请复核的期限（日）", Unit.NATURAL_DAY),
}


def entry_fields(entry: DirectoryEntry | None, item: str, form: Form) -> tuple[Field, ...]:
    """As it was sent, or as it stands."""
    blank = (*_PLAIN, *_remedy_fields(), *(() if item else (_SOURCE,)), REASON)
    if form.fields:
        return tuple(filled(one, form) for one in blank)
    own = next((one for one in entry.items if one.item == item), None) if entry and item else entry
    return tuple(filled(one, Form(tuple(_pairs(own)))) if one is not REASON else one for one in blank)


def _remedy_fields() -> tuple[Field, ...]:
    found: list[Field] = []
    for way, (body, term, _) in _WAYS.items():
        found.append(Field(f"{way}.body", body, optional=True, hint="写全称。"))
        found.append(Field(f"{way}.term", term, optional=True, width=4, inputmode="numeric"))
    return tuple(found)


def _pairs(own: Contact | None) -> list[tuple[str, str]]:
    if own is None:
        return []
    told = [(one.name, getattr(own, one.name)) for one in (*_PLAIN, _SOURCE) if getattr(own, one.name, None)]
    for one in own.remedies or ():
        told += [(f"{one.way}.body", one.body), (f"{one.way}.term", str(_in_unit(one)))]
    return told


def _in_unit(one: Remedy) -> int:
    return one.term.value if one.term.unit is _WAYS[one.way][2] else one.term.days


def read_entry(form: Form, present: DirectoryEntry | None) -> tuple[DirectoryChange | None, dict[str, str]]:
    """The department's whole entry, with the part that the form is about replaced, or taken out."""
    (reason, wrong), item = reason_given(form), form.text("item")
    if wrong:
        return None, wrong
    whole = present.model_dump(mode="json", exclude_none=True) if present else {}
    given = _given(form)
    if item:
        others = [one for one in whole.get("items", []) if one["item"] != item]
        back = form.text("back") == "1"
        entry: Any = {**whole, "items": others if back else [*others, {**given, "item": item}]}
    else:
        entry = None if form.text("back") == "1" else {**given, "items": whole.get("items", [])}
    body = {name: form.text(name) for name in ("department", "region")} | {"entry": entry, "reason": reason}
    try:
        return DirectoryChange.model_validate_json(json.dumps(body)), {}
    except ValidationError as error:
        return None, _named(by_field(error), form)


def _given(form: Form) -> dict[str, Any]:
    given: dict[str, Any] = {
        one.name: form.text(one.name) for one in (*_PLAIN, _SOURCE) if form.text(one.name)
    }
    remedies = [one for one in (_remedy(way, form) for way in _WAYS) if one]
    return given | ({"remedies": remedies} if remedies else {})


def _remedy(way: RemedyWay, form: Form) -> dict[str, Any] | None:
    body, term = form.text(f"{way}.body"), form.text(f"{way}.term")
    if not (body or term):
        return None
    value = number_or(0, term, digits=4)
    return {"way": way.value, "body": body, "term": {"value": value, "unit": _WAYS[way][2].value}}


def _named(errors: dict[str, str], form: Form) -> dict[str, str]:
    """What is wrong with a remedy stands at the first that was filled in: the model's own field has no place here."""
    filled_in = next((way for way in _WAYS if _remedy(way, form)), RemedyWay.RECONSIDERATION)
    at = {"body": f"{filled_in}.body", "value": f"{filled_in}.term", "remedies": f"{filled_in}.term"}
    return {at.get(name, name): words for name, words in errors.items()}


def changed_lines(
    before: Mapping[str, Any] | None, after: Mapping[str, Any] | None, edition: Edition
) -> Iterator[str]:
    """Each line that two states of an entry, as kept, tell otherwise: as it was, and as it became."""
    old, new = dict(_told(before, edition)), dict(_told(after, edition))
    if before is None or after is None:
        yield "新增" if before is None else "撤下"
    for name in dict.fromkeys((*old, *new)):
        if old.get(name) != new.get(name):
            yield f"{name}：{old.get(name) or _UNSAID} → {new.get(name) or _UNSAID}"


def _told(kept: Mapping[str, Any] | None, edition: Edition) -> Iterator[tuple[str, str]]:
    if kept is None:
        return
    entry = DirectoryEntry.model_validate_json(json.dumps(kept), context=STORED)
    labels = {one.name: one.label for one in (*_PLAIN, *_remedy_fields(), _SOURCE)}
    for own, about in ((entry, ""), *((one, f"{item_name(edition, one.item)}：") for one in entry.items)):
        for name, value in _pairs(own):
            yield about + labels[name], value

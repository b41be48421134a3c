"""One figure of a place as a form: what its kind asks, its day, its source; and the proposal that is made of it."""

import json
from typing import Any

from pydantic import ValidationError

from functions.pages.expected import by_field
from functions.pages.fields import Choice, Field, Kind, date_sent, filled
from functions.pages.forms import Form
from functions.pages.operator.acts import REASON, reason_given
from functions.shapes.operator.figure_words import SOURCE_WORDS
from functions.web.whole_number import number_or
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import UNIT_WORDS, Unit
from schemas.catalogue.item import Item
from schemas.catalogue.place_figures import NOTICE_KINDS, FigureKind, FigureProposal

_UNITS = (Unit.WORKING_DAY, Unit.NATURAL_DAY, Unit.HOUR, Unit.MONTH)
_UNIT = Field(
    "unit",
    "单位",
    Kind.SELECT,
    choices=tuple(Choice(one.value, UNIT_WORDS[one].lstrip("个")) for one in _UNITS),
)
_SINCE = Field("since", "从哪天起生效", Kind.DATE, hint="这天起的新办件照此执行；在办的不变。")
_TEXT = Field("text", "说明", Kind.LONG_TEXT, rows=2, optional=True, hint="申请人会看到。")
_TITLE = Field("title", "来源", hint="公布它的文件或者办事指南的名称，申请人会看到。")
_ADDRESS = Field("address", "来源的网址", optional=True)
_REVOKED = Field(
    "revoked",
    "收回",
    Kind.TICKS,
    optional=True,
    choices=(Choice("yes", "收回这个地方设的数值，自生效日期起依上一级的；上面的数值不用填"),),
)


def figure_fields_of(item: Item, kind: FigureKind, form: Form, edition: Edition) -> tuple[Field, ...]:
    """As they were sent, or empty."""
    example = kind is FigureKind.EXAMPLE
    text = (
        Field("text", "当地的做法", Kind.LONG_TEXT, rows=3, hint="申请人会看到，写明是当地的。")
        if example
        else _TEXT
    )
    blank = (*_asked_of(item, kind, edition), text, _SINCE, _TITLE, _ADDRESS, _REVOKED, REASON)
    return tuple(filled(one, form) for one in blank) if form.fields else blank


def _asked_of(item: Item, kind: FigureKind, edition: Edition) -> tuple[Field, ...]:
    others = tuple(Choice(one.code, one.name) for one in edition.items if one.code != item.code)
    match kind:
        case FigureKind.STATUTORY | FigureKind.PROMISED:
            return Field("value", "多久", width=4, inputmode="numeric"), _UNIT
        case FigureKind.FEE | FigureKind.VISITS:
            words = "多少元" if kind is FigureKind.FEE else "到场几次"
            return (Field("value", words, width=4, inputmode="numeric", hint="没有的写 0。"),)
        case FigureKind.MATERIAL:
            sources = tuple(Choice(one.value, words) for one, words in SOURCE_WORDS.items())
            made = Field("produced_by", "由哪个事项产生", Kind.SELECT, choices=others, optional=True)
            return Field("obtained", "材料怎样取得", Kind.RADIOS, choices=sources), made
        case FigureKind.AFTER:
            return (
                Field(
                    "after", "先办哪些", Kind.TICKS, choices=others, optional=True, hint="都不选：不用等。"
                ),
            )
        case FigureKind.NOTICE:
            told = tuple(Choice(one.value, words) for one, words in NOTICE_KINDS.items())
            return (Field("notice", "五个工作日内告知受理或者补正", Kind.RADIOS, choices=told),)
        case FigureKind.EXAMPLE:
            return ()


def read_figure(form: Form) -> tuple[FigureProposal | None, dict[str, str]]:
    reason, wrong = reason_given(form)
    if wrong:
        return None, wrong
    body = {"place": form.text("place"), "figures": [_figure(form)], "reason": reason}
    try:
        return FigureProposal.model_validate_json(json.dumps(body)), {}
    except ValidationError as error:
        return None, by_field(error)


def _figure(form: Form) -> dict[str, Any]:
    names = ("item", "figure", "unit", "obtained", "produced_by", "notice", "text")
    found: dict[str, Any] = {name: form.text(name) for name in names if form.text(name)}
    source = {name: form.text(name) for name in ("title", "address") if form.text(name)}
    since = date_sent(form, "since").iso
    found |= {"source": source, **({"since": since} if since else {})}
    if form.text("revoked"):
        kept = ("item", "figure", "text", "source", "since")
        return {name: value for name, value in found.items() if name in kept} | {"revoked": True}
    if form.has("value"):
        found["value"] = number_or(None, form.text("value"), digits=5)
    if form.text("figure") == FigureKind.AFTER.value:
        found["after"] = [one for one in form.all("after") if one]
    return found

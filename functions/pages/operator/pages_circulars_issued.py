"""业务口径和通知 as operators issue them: a new one, its end, who has acknowledged it, and the questions that wait."""

import json

from pydantic import ValidationError

from functions.domain.case.access import region_holds
from functions.domain.clock import shanghai_date
from functions.domain.operator.refusals import InvalidCircular
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, filled, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.keys import key_of, new_key
from functions.pages.moments import moment
from functions.pages.operator import filters
from functions.pages.operator.addresses import CIRCULARS, CIRCULARS_ISSUED, address
from functions.pages.operator.pages_circulars import done_or_shown, shown_circular
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.operator.circulars import (
    CIRCULAR_KINDS,
    acknowledgement_view,
    circular_view,
    question_view,
)
from functions.shapes.words import place_name
from functions.usecases.guide.advise import guide
from functions.usecases.operator import circular_answers
from functions.usecases.operator.circulars import circular_of, circular_place, publish, withdraw_circular
from functions.web.roles import OPERATORS
from schemas.operator.circulars import CircularAnswer, CircularOrder, CircularWithdrawal

_NEW = f"{CIRCULARS_ISSUED}/new"
_ONE = f"{CIRCULARS_ISSUED}/{{circular_id}}"
_LENGTH = 50
_REPLACES = "replaces"
_ALL = "不选的，所有部门都能看到。"


def _fields(asked: Asked) -> tuple[Field, ...]:
    kinds = tuple(Choice(value, label) for value, label in CIRCULAR_KINDS.items())
    return (
        Field("region", "发给哪里", Kind.SELECT, choices=filters.places(asked), hint="该地及其所辖各地都能看到。"),
        Field("kind", "哪一种", Kind.RADIOS, choices=kinds),
        Field("title", "标题", hint="4 至 80 字。"),
        Field("text", "正文", Kind.LONG_TEXT, rows=12, hint="10 至 8000 字。不要写个人信息。"),
        Field("source", "依据", optional=True, hint="文件名称和文号；没有的不填。"),
        Field("items", "关于哪些事项", Kind.TICKS, choices=filters.items(asked), optional=True),
        Field("departments", "发给哪些部门", Kind.TICKS, choices=filters.departments(), optional=True, hint=_ALL),
        Field("effective_on", "从哪天起适用", Kind.DATE),
        Field("acknowledge_by", "请在哪天前签收", Kind.DATE, optional=True),
    )  # fmt: skip


def show_new_circular(asked: Asked) -> Answer:
    replaced = asked.query.get(_REPLACES, "")
    if not replaced:
        return _shown_new(asked, NOTHING_SENT, {})
    found, today = circular_of(replaced, by=asked.by, deps=asked.deps), shanghai_date(asked.deps.clock())
    old = circular_view(found, None, guide(asked.deps), to=asked.by, today=today)
    lists = [("items", one) for one in old.items] + [("departments", one.value) for one in old.departments]
    plain = [("region", old.region), ("kind", old.kind), ("title", old.title), ("text", old.text)]
    return _shown_new(asked, Form((*plain, ("source", old.source or ""), *lists, (_REPLACES, old.id))), {})


def _shown_new(
    asked: Asked, form: Form, errors: dict[str, str], *, refused: str = "", status: int = 200
) -> Answer:
    fields = with_errors(
        tuple(filled(one, form) for one in _fields(asked)) if form.fields else _fields(asked), errors
    )
    wrong = summary(fields)
    view = {
        "fields": fields,
        "wrong": wrong,
        "key": new_key(asked),
        "refused": refused,
        "replaces": form.text(_REPLACES),
    }
    status = 422 if wrong else status
    return Shown("operator/circular_new.html", "发一份口径或者通知", view, status=status, wrong=bool(wrong))


def publish_circular_page(asked: Asked) -> Answer:
    form = asked.form
    try:
        order = CircularOrder.model_validate_json(json.dumps(_given(form, asked)))
        made = publish(order, by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError as error:
        return _shown_new(asked, form, by_field(error))
    except InvalidCircular as error:
        return _shown_new(asked, form, {one.pointer.strip("/"): one.detail for one in error.problems})
    except EXPECTED as error:
        words, status = told(error)
        return _shown_new(asked, form, {}, refused=words, status=status)
    return Sent(f"{CIRCULARS}/{made.key}")


def _given(form: Form, asked: Asked) -> dict[str, object]:
    """What was left empty is not there: then the field itself says that it is missing."""
    fields = {one.name: filled(one, form) for one in _fields(asked)}
    plain = {name: form.text(name) for name in ("region", "kind", "title", "text", "source", _REPLACES)}
    dates = {name: fields[name].date.iso for name in ("effective_on", "acknowledge_by")}
    lists = {name: list(fields[name].values) for name in ("items", "departments")}
    return {**{name: value for name, value in {**plain, **dates}.items() if value}, **lists}


def withdraw_circular_page(asked: Asked) -> Answer:
    circular_id = asked.path["circular_id"]
    try:
        given = CircularWithdrawal(reason=asked.form.text("reason"))
        withdraw_circular(circular_id, given.reason, by=asked.by, deps=asked.deps)
    except ValidationError as error:
        return shown_circular(
            asked, NOTHING_SENT, {}, refused=f"撤回的理由：{by_field(error)['reason']}", status=422
        )
    except EXPECTED as error:
        return done_or_shown(asked, error)
    return Sent(f"{CIRCULARS}/{circular_id}")


def answer_circular_page(asked: Asked) -> Answer:
    circular_id = asked.path["circular_id"]
    try:
        given = CircularAnswer(text=asked.form.text("answer"))
        circular_answers.answer_question(
            circular_id, asked.path["question_id"], given.text, by=asked.by, deps=asked.deps
        )
    except ValidationError as error:
        return shown_circular(asked, NOTHING_SENT, {}, refused=f"答复：{by_field(error)['text']}", status=422)
    except EXPECTED as error:
        return done_or_shown(asked, error)
    return Sent(f"{CIRCULARS}/{circular_id}")


def show_circulars_issued(asked: Asked) -> Answer:
    page = circular_answers.open_questions(
        by=asked.by, limit=_LENGTH, cursor=asked.query.get("cursor") or None, deps=asked.deps
    )
    now = asked.deps.clock()
    found = [question_view(one, guide(asked.deps), to=asked.by) for one in page.entries]
    view = {
        "rows": tuple(
            ((one.text, f"{CIRCULARS}/{one.circular}"), one.asker_text, moment(one.at, now)) for one in found
        ),
        "more": address(CIRCULARS_ISSUED, cursor=page.cursor) if page.cursor else "",
        "damaged": len(page.unreadable),
    }
    return Shown("operator/circulars_issued.html", "口径和通知：待答复的问题", view)


def show_acknowledgements(asked: Asked) -> Answer:
    circular_id, edition, now = asked.path["circular_id"], guide(asked.deps), asked.deps.clock()
    cursor = asked.query.get("cursor") or None
    page = circular_answers.acknowledgements(
        circular_id, by=asked.by, limit=_LENGTH, cursor=cursor, deps=asked.deps
    )
    found = [acknowledgement_view(one, edition) for one in page.entries]
    here = f"{CIRCULARS_ISSUED}/{circular_id}/acknowledgements"
    silent = circular_answers.silent_places(circular_id, by=asked.by, deps=asked.deps)
    view = {
        "back": f"{CIRCULARS}/{circular_id}",
        "rows": tuple(
            (one.region_text, one.department_text or one.role_text, moment(one.at, now)) for one in found
        ),
        "silent": tuple(place_name(one, edition) for one in silent),
        "over": region_holds(asked.by.region, place := circular_place(circular_id))
        and bool(circular_answers.places_under(place, asked.deps)),
        "more": address(here, cursor=page.cursor) if page.cursor else "",
        "damaged": len(page.unreadable),
    }
    return Shown("operator/circular_read.html", "谁签收了", view)


PAGES = (
    Page(method="GET", path=CIRCULARS_ISSUED, roles=OPERATORS, handler=show_circulars_issued),
    Page(method="GET", path=_NEW, roles=OPERATORS, handler=show_new_circular),
    Page(method="POST", path=_NEW, roles=OPERATORS, handler=publish_circular_page),
    Page(method="POST", path=f"{_ONE}/withdrawal", roles=OPERATORS, handler=withdraw_circular_page),
    Page(method="GET", path=f"{_ONE}/acknowledgements", roles=OPERATORS, handler=show_acknowledgements),
    Page(
        method="POST", path=f"{_ONE}/questions/{{question_id}}", roles=OPERATORS, handler=answer_circular_page
    ),
)

"""意见反馈 of the operator's cities: read, answered, and closed with a reason."""

import json

from pydantic import ValidationError

from functions.domain.conflicts import Conflict
from functions.domain.errors import StaleWrite
from functions.pages.expected import by_field, told
from functions.pages.fields import Choice, Field, Kind, filled, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.keys import key_of, new_key
from functions.pages.moments import moment
from functions.pages.operator import filters
from functions.pages.operator.addresses import FEEDBACK, address
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.applicant.feedback import feedback_view
from functions.usecases.applicant import feedback
from functions.usecases.guide.advise import guide
from functions.web.roles import OPERATORS
from schemas.applicant.feedback import FeedbackReply, FeedbackView
from schemas.codes import CHINESE
from schemas.codes_citizen import FeedbackKind

_LENGTH = 30
_ONE = f"{FEEDBACK}/{{feedback_id}}"
_FIELDS = (
    Field(
        "answer",
        "答复",
        Kind.LONG_TEXT,
        optional=True,
        hint="反馈的人会看到，5 至 2000 字。不要写别人的个人信息。",
    ),
    Field(
        "close", "办结的理由", Kind.LONG_TEXT, optional=True, rows=2, hint="填写后这条反馈办结，不能再答复。"
    ),
)
_Cell = str | tuple[str, str]


def show_console_feedback(asked: Asked) -> Answer:
    closed, city = asked.query.get("status") == "closed", filters.city_of(asked)
    kind = filters.chosen(asked.query.get("kind", ""), tuple(FeedbackKind))
    page = feedback.feedback_list(
        "closed" if closed else "open",
        city=city,
        kind=kind,
        by=asked.by,
        limit=_LENGTH,
        cursor=asked.query.get("cursor") or None,
        deps=asked.deps,
    )
    edition = guide(asked.deps)
    status = "closed" if closed else ""
    rows = tuple(_row(feedback_view(one, edition), asked) for one in page.entries)
    view = {
        "tabs": (
            filters.Tab(address(FEEDBACK, city=city, kind=kind), "待处理", not closed),
            filters.Tab(address(FEEDBACK, status="closed", city=city, kind=kind), "已办结", closed),
        ),
        "fields": tuple(filled(one, Form(tuple(asked.query.items()))) for one in _narrowing(asked)),
        "kept": (("status", status),) if status else (),
        "rows": rows,
        "more": address(FEEDBACK, status=status, city=city, kind=kind, cursor=page.cursor)
        if page.cursor
        else "",
        "damaged": len(page.unreadable),
    }
    return Shown("operator/feedback.html", "意见反馈", view)


def _narrowing(asked: Asked) -> tuple[Field, ...]:
    kinds = tuple(Choice(one.value, CHINESE[one]) for one in FeedbackKind)
    return (
        filters.select("kind", "哪一种", kinds),
        filters.select("city", "地市", filters.cities(asked)),
    )


def _row(one: FeedbackView, asked: Asked) -> tuple[_Cell, ...]:
    return (
        (one.kind_text, f"{FEEDBACK}/{one.id}"),
        one.city_text,
        one.role_text,
        moment(one.at, asked.deps.clock()),
        f"{len(one.answers)} 次" if one.answers else "还没有",
    )


def show_console_one_feedback(asked: Asked) -> Answer:
    return _shown(asked, NOTHING_SENT, {})


def answer_console_feedback(asked: Asked) -> Answer:
    given = {name: asked.form.text(name) for name in ("answer", "close") if asked.form.text(name)}
    feedback_id = asked.path["feedback_id"]
    try:
        said = FeedbackReply.model_validate_json(json.dumps(given))
        feedback.reply(feedback_id, said, by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError as error:
        return _shown(asked, asked.form, by_field(error))
    except (Conflict, StaleWrite) as error:
        words, status = told(error)
        return _shown(asked, asked.form, {}, refused=words, status=status)
    return Sent(f"{FEEDBACK}/{feedback_id}")


def _shown(
    asked: Asked, form: Form, errors: dict[str, str], *, refused: str = "", status: int = 200
) -> Answer:
    found = feedback.feedback_of(asked.path["feedback_id"], by=asked.by, deps=asked.deps)
    fields = tuple(filled(one, form) for one in _FIELDS) if form.fields else _FIELDS
    fields = with_errors(fields, errors)
    wrong = summary(fields)
    view = {
        "one": feedback_view(found, guide(asked.deps)),
        "fields": fields,
        "wrong": wrong,
        "key": new_key(asked),
        "refused": refused,
    }
    return Shown(
        "operator/feedback_one.html", "一条反馈", view, status=422 if wrong else status, wrong=bool(wrong)
    )


PAGES = (
    Page(method="GET", path=FEEDBACK, roles=OPERATORS, handler=show_console_feedback),
    Page(method="GET", path=_ONE, roles=OPERATORS, handler=show_console_one_feedback),
    Page(method="POST", path=_ONE, roles=OPERATORS, handler=answer_console_feedback),
)

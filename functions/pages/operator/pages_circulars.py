"""业务口径和通知 as windows, offices and operators read them: looked for, acknowledged, asked about."""

from datetime import date
from typing import get_args

from pydantic import ValidationError

from functions.domain.case.access import region_holds
from functions.domain.clock import shanghai_date
from functions.domain.errors import LianbanError
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, filled, summary, with_errors
from functions.pages.forms import NOTHING_SENT, Form
from functions.pages.keys import key_of, new_key
from functions.pages.moments import day
from functions.pages.operator import filters
from functions.pages.operator.addresses import CIRCULARS, address
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.operator.circulars import CIRCULAR_KINDS, circular_view, question_view
from functions.usecases.guide.advise import guide
from functions.usecases.operator import circular_answers
from functions.usecases.operator.circulars import circular_of, circulars
from functions.web.roles import CIRCULAR_READERS
from schemas.codes import Role
from schemas.operator.circulars import CircularKind, CircularQuestion, CircularView

ONE = f"{CIRCULARS}/{{circular_id}}"
_LENGTH, _QUESTIONS, _MOST_WORDS = 20, 50, 60
_WORDS = Field("words", "查什么", optional=True, hint="标题、正文、依据里的词，几个词用空格隔开。")
_QUESTION = Field(
    "text",
    "您的问题",
    Kind.LONG_TEXT,
    hint="5 至 1000 字。问题和答复，收到这份口径的人都能看到；不要写个人信息。",
)


def show_circulars(asked: Asked) -> Answer:
    given, ended = asked.query, asked.query.get("ended") == "1"
    words = given.get("words", "")[:_MOST_WORDS]
    kinds: tuple[CircularKind, ...] = get_args(CircularKind)
    kind = filters.chosen(given.get("kind", ""), kinds)
    item = filters.chosen(given.get("item", ""), [one.value for one in filters.items(asked)])
    page = circulars(
        words,
        item=item,
        kind=kind,
        ended=ended,
        by=asked.by,
        limit=_LENGTH,
        cursor=given.get("cursor") or None,
        deps=asked.deps,
    )
    kept = {"words": words, "kind": kind, "item": item}
    fields = (
        _WORDS,
        filters.select("kind", "哪一种", _kinds()),
        filters.select("item", "事项", filters.items(asked)),
    )
    view = {
        "tabs": (
            filters.Tab(address(CIRCULARS, **kept), "现行", not ended),
            filters.Tab(address(CIRCULARS, ended="1", **kept), "不再适用", ended),
        ),
        "fields": tuple(filled(one, Form(tuple(given.items()))) for one in fields),
        "kept": (("ended", "1"),) if ended else (),
        "rows": tuple(_row(_view_of(one.key, asked), _today(asked)) for one in page.entries),
        "more": address(CIRCULARS, ended="1" if ended else "", cursor=page.cursor, **kept)
        if page.cursor
        else "",
        "operated": asked.by.role is Role.OPERATOR,
        "damaged": len(page.unreadable),
    }
    return Shown("operator/circulars.html", "口径和通知", view)


def _kinds() -> tuple[Choice, ...]:
    return tuple(Choice(value, label) for value, label in CIRCULAR_KINDS.items())


def _row(one: CircularView, today: date) -> tuple[str | tuple[str, str], ...]:
    since = f"，{day(one.effective_on)}起适用" if one.effective_on > today else ""
    return (
        (one.title, f"{CIRCULARS}/{one.id}"),
        f"{one.region_text} · {one.kind_text}{since}",
        "、".join(one.item_texts) or "不限事项",
        day(one.published_at),
        "已签收" if one.acknowledged_at else "还没有签收",
    )


def _view_of(circular_id: str, asked: Asked) -> CircularView:
    found = circular_of(circular_id, by=asked.by, deps=asked.deps)
    mine = circular_answers.acknowledged(circular_id, by=asked.by, deps=asked.deps)
    return circular_view(found, mine, guide(asked.deps), to=asked.by, today=_today(asked))


def _today(asked: Asked) -> date:
    return shanghai_date(asked.deps.clock())


def show_circular_page(asked: Asked) -> Answer:
    return shown_circular(asked, NOTHING_SENT, {})


def shown_circular(
    asked: Asked, form: Form, errors: dict[str, str], *, refused: str = "", status: int = 200
) -> Shown:
    """The page of one, with what was typed on it and could not be done."""
    one = _view_of(asked.path["circular_id"], asked)
    page = circular_answers.questions_of(
        one.id, by=asked.by, limit=_QUESTIONS, cursor=asked.query.get("cursor") or None, deps=asked.deps
    )
    field = filled(_QUESTION, form) if form.fields else _QUESTION
    fields = with_errors((field,), errors)
    wrong = summary(fields)
    view = {
        "one": one,
        "not_yet": one.effective_on > _today(asked),
        "questions": tuple(question_view(found, guide(asked.deps), to=asked.by) for found in page.entries),
        "more": address(f"{CIRCULARS}/{one.id}", cursor=page.cursor) if page.cursor else "",
        "fields": fields,
        "wrong": wrong,
        "damaged": len(page.unreadable),
        "key": new_key(asked),
        "refused": refused,
        "operated": asked.by.role is Role.OPERATOR and region_holds(asked.by.region, one.region),
    }
    return Shown(
        "operator/circular.html", one.title, view, status=422 if wrong else status, wrong=bool(wrong)
    )


def done_or_shown(asked: Asked, error: LianbanError) -> Answer:
    words, status = told(error)
    return shown_circular(asked, asked.form, {}, refused=words, status=status)


def acknowledge_circular_page(asked: Asked) -> Answer:
    try:
        circular_answers.acknowledge(asked.path["circular_id"], by=asked.by, deps=asked.deps)
    except EXPECTED as error:
        return done_or_shown(asked, error)
    return Sent(f"{CIRCULARS}/{asked.path['circular_id']}")


def ask_about_circular_page(asked: Asked) -> Answer:
    circular_id = asked.path["circular_id"]
    try:
        given = CircularQuestion(text=asked.form.text("text"))
        circular_answers.ask_about(circular_id, given.text, by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError as error:
        return shown_circular(asked, asked.form, by_field(error))
    except EXPECTED as error:
        return done_or_shown(asked, error)
    return Sent(f"{CIRCULARS}/{circular_id}")


PAGES = (
    Page(method="GET", path=CIRCULARS, roles=CIRCULAR_READERS, handler=show_circulars),
    Page(method="GET", path=ONE, roles=CIRCULAR_READERS, handler=show_circular_page),
    Page(
        method="POST",
        path=f"{ONE}/acknowledgement",
        roles=CIRCULAR_READERS,
        handler=acknowledge_circular_page,
    ),
    Page(method="POST", path=f"{ONE}/questions", roles=CIRCULAR_READERS, handler=ask_about_circular_page),
)

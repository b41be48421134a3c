"""An answer as it will be sent, looked at once more: what was typed, in the words that its reader gets."""

from contextlib import suppress
from dataclasses import dataclass
from datetime import date, datetime

from functions.pages.fields import Field, Kind
from functions.pages.files import seeing
from functions.pages.forms import Form
from functions.pages.keys import new_key
from functions.pages.moments import day, moment
from functions.pages.office.answer_form import (
    AnswerHead,
    about_of,
    answer_head,
    answer_kind,
    answer_papers,
    lines_typed,
)
from functions.pages.office.asking import WHEN, About, Drafted, answer_fields, typed
from functions.pages.office.attaching import papers_of
from functions.pages.office.missing import listing, told_lines
from functions.pages.office.views_papers import Fact, ShownPaper
from functions.pages.page import Answer, Asked, Shown
from functions.usecases.intake.documents import waiting_on
from functions.usecases.office.desk import Seen
from schemas.codes import AnswerType


@dataclass(frozen=True, slots=True)
class _CheckPage:
    """`carried`: what was typed, unseen; `exact`: the moment that it is sent with, however late that is."""

    head: AnswerHead
    facts: tuple[Fact, ...]
    papers: tuple[ShownPaper, ...]
    carried: tuple[tuple[str, str], ...]
    key: str
    exact: str
    round: int


def answer_checked(asked: Asked, seen: Seen, made: Drafted) -> Answer:
    kind, head = answer_kind(asked), answer_head(asked, seen)
    view = _CheckPage(
        head=head,
        facts=(
            *facts_typed(kind, about_of(seen), asked, answer_papers(asked, seen, asked.form)),
            *told_at_facts(made.body["at"], asked),
        ),
        papers=papers_of(asked, seen, asked.form, head.back),
        carried=lines_typed(asked.form),
        key=new_key(asked),
        exact=made.body["at"],
        round=made.body["round"],
    )
    headers = seeing(waiting_on(seen.item, asked.deps), asked.deps) if view.papers else {}
    return Shown("office/check.html", f"核对后发送：{head.act}", view, headers=headers)


def facts_typed(
    kind: AnswerType, about: About, asked: Asked, papers: tuple[Field, ...] = ()
) -> tuple[Fact, ...]:
    """What was typed, in words."""
    fields = typed((*answer_fields(kind, about, asked.deps.clock()), *papers), asked.form)
    return (*_lines(kind, about, asked.form), *answer_facts(fields))


def _lines(kind: AnswerType, about: About, form: Form) -> tuple[Fact, ...]:
    if kind is not AnswerType.CORRECTION_REQUESTED or about.catalogued is None:
        return ()
    return tuple(told_lines(listing(about.catalogued, form)))


def answer_facts(fields: tuple[Field, ...]) -> tuple[Fact, ...]:
    return tuple((one.label, _shown(one)) for one in fields if one.value and one.name not in WHEN)


def told_at_facts(exact: str, asked: Asked) -> tuple[Fact, ...]:
    return (("作出的时间", moment(datetime.fromisoformat(exact), asked.deps.clock())),)


def _shown(field: Field) -> str:
    """A day that is none as it was typed."""
    if field.kind is Kind.DATE:
        with suppress(ValueError):
            return day(date.fromisoformat(field.value))
    return field.shown

"""One thing that waits for the applicant: what it is, where, until when; that it is done, or that they were told."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pydantic import ValidationError

from functions.domain.case.item import CaseItem
from functions.domain.case.todos import MARKED_BY, parcel_of
from functions.pages.case.handover import (
    HandoverFields,
    Incomplete,
    day_handed_over,
    handover_fields,
    handover_of,
)
from functions.pages.case.pages import contact_of_item
from functions.pages.case.views import address_of_case, todo_address
from functions.pages.contacts import ContactShown
from functions.pages.expected import EXPECTED, told
from functions.pages.fields import Choice, Field, Kind, Wrong, summary
from functions.pages.keys import key_of, new_key
from functions.pages.moments import day
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.pages.refusals import PageNotFound
from functions.shapes.case.shown import case_shown
from functions.usecases.applicant import todos
from functions.usecases.case.view import ledger_of
from functions.web.roles import CLERKS, SUBMITTERS
from schemas.applicant.todos import Telling, TodoDone
from schemas.case.views import CaseView, TodoView
from schemas.case.views_item import ItemView, RemedyView
from schemas.codes import CHINESE, Role
from schemas.codes_citizen import NoticeStatus, TodoKind, ToldHow

TODO = "/cases/{case_id}/todos/{item}/{todo}"
HOW = "请选择怎么告知的。"
_HOWS = tuple(Choice(how.value, CHINESE[how]) for how in (ToldHow.CALL, ToldHow.IN_PERSON, ToldHow.OTHER))
# What the button says, to the applicant and to a clerk.
_DONE: Mapping[TodoKind, tuple[str, str]] = {
    TodoKind.VISIT: ("我已经到场办过了", "申请人已经到场"),
    TodoKind.FETCH: ("我已经领到了", "登记已经领取"),
    TodoKind.CONTEST: ("我知道了，不再提醒", "申请人已经知道，不再提醒"),
    TodoKind.APPLY_AGAIN: ("我知道了，不再提醒", "申请人已经知道，不再提醒"),
    TodoKind.OTHERWISE: ("我知道了，不再提醒", "申请人已经知道，不再提醒"),
}
_UNTOLD = frozenset({NoticeStatus.OWED, NoticeStatus.FAILED})
_WHERE = frozenset({TodoKind.VISIT, TodoKind.FETCH})


@dataclass(frozen=True, slots=True)
class _Letter:
    href: str
    title: str


@dataclass(frozen=True, slots=True)
class TodoShown:
    """`todo` None: it is done, or never was. `go`: the page where it is done, if not here; `book`: where a time to come is
    booked. `mark`: what ends it.

    `handover`: what is asked of whoever comes for the result.
    """

    case_id: str
    here: str
    key: str
    todo: TodoView | None
    item: ItemView
    where: ContactShown | None = None
    letters: tuple[_Letter, ...] = ()
    go: str = ""
    book: str = ""
    mark: str = ""
    again: bool = False
    remedies: tuple[tuple[str, str, str], ...] = ()
    how: Field | None = None
    handover: HandoverFields | None = None
    wrong: tuple[Wrong, ...] = ()
    problem: str = ""


def show_todo(asked: Asked) -> Answer:
    return _shown(asked)


def mark_todo(asked: Asked) -> Answer:
    case_id, kind = asked.path["case_id"], _kind(asked)
    hands_over = _hands_over(asked, ledger_of(case_id, by=asked.by, deps=asked.deps).item(asked.path["item"]))
    try:
        handover = handover_of(asked.form) if hands_over else None
        on = day_handed_over(asked.form) if hands_over else None
    except Incomplete as error:
        return _shown(asked, handover=handover_fields("", sent=asked.form, errors=error.errors))
    done = TodoDone(item=asked.path["item"], kind=kind, handover=handover, on=on)
    try:
        todos.mark(case_id, done, by=asked.by, key=key_of(asked), deps=asked.deps)
    except EXPECTED as error:
        fields = handover_fields("", sent=asked.form) if handover else None
        return _shown(asked, problem=told(error), handover=fields)
    return Sent(f"{address_of_case(case_id)}?done=marked")


def _hands_over(asked: Asked, item: CaseItem) -> bool:
    """At a window, where whoever comes for a result shows a paper; a parcel was signed for elsewhere."""
    return asked.by.role is Role.CLERK and _kind(asked) is TodoKind.FETCH and not parcel_of(item)


def tell_todo(asked: Asked) -> Answer:
    case_id = asked.path["case_id"]
    try:
        todos.tell(case_id, _telling(asked), by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError:
        return _shown(asked, error=HOW)
    except EXPECTED as error:
        return _shown(asked, problem=told(error))
    return Sent(f"{address_of_case(case_id)}?done=told")


def _telling(asked: Asked) -> Telling:
    """Raises ValidationError."""
    how = asked.form.text("how")
    given = {
        "item": asked.path["item"],
        "kind": _kind(asked),
        "how": ToldHow(how) if how in set(ToldHow) else None,
    }
    return Telling.model_validate(given)


def _kind(asked: Asked) -> TodoKind:
    if asked.path["todo"] not in set(TodoKind):
        raise PageNotFound
    return TodoKind(asked.path["todo"])


def _shown(
    asked: Asked,
    *,
    error: str = "",
    problem: tuple[str, int] = ("", 200),
    handover: HandoverFields | None = None,
) -> Shown:
    """`handover`: as it was filled in, and not taken."""
    kind, deps = _kind(asked), asked.deps
    ledger = ledger_of(asked.path["case_id"], by=asked.by, deps=deps)
    case, item = case_shown(ledger, deps), ledger.item(asked.path["item"])
    seen = next(one for one in (case.service_check, *case.items) if one.code == item.code)
    one = next((one for one in case.todo if (one.item, one.kind) == (item.code, kind)), None)
    view = _view(asked, case, seen, one, error, problem[0])
    if one and one.kind in _WHERE:
        view = replace(view, where=contact_of_item(seen, ledger, deps))
    if view.mark and _hands_over(asked, item):
        fields = handover or handover_fields("")
        view = replace(view, handover=fields, wrong=(*summary(fields.all), *view.wrong))
    status = problem[1] if problem[0] else 422 if error or handover else 200
    title = one.kind_text if one else "待办事项"
    return Shown("applicant/todo.html", title, view, status, wrong=bool(view.wrong or problem[0]))


def _view(
    asked: Asked, case: CaseView, item: ItemView, one: TodoView | None, error: str, problem: str
) -> TodoShown:
    case_id, here = case.case_id, asked.path
    address_here = address_of_case(case_id, "todos", here["item"], here["todo"])
    if one is None:
        return TodoShown(case_id, address_here, new_key(asked), None, item, problem=problem)
    elsewhere = todo_address(case_id, one)
    how = Field("how", "怎么告知申请人的", Kind.RADIOS, choices=_HOWS, error=error)
    asks = asked.by.role is Role.CLERK and (one.told is None or one.told.status in _UNTOLD)
    letters = (
        _Letter(address_of_case(case_id, "papers", "letters", item.code, letter.kind.value), letter.title)
        for letter in item.letters
    )
    return TodoShown(
        case_id=case_id,
        here=address_here,
        key=new_key(asked),
        todo=one,
        item=item,
        letters=tuple(letters),
        go="" if elsewhere == address_here else elsewhere,
        book=address_of_case(case_id, "appointments", item.code) if _books(one, item) else "",
        mark=_DONE[one.kind][asked.by.role is Role.CLERK] if one.kind in MARKED_BY[asked.by.role] else "",
        remedies=_remedies(item),
        again=one.kind in (TodoKind.APPLY_AGAIN, TodoKind.OTHERWISE),
        how=how if asks else None,
        wrong=summary((how,)),
        problem=problem,
    )


def _books(one: TodoView, item: ItemView) -> bool:
    return one.kind is TodoKind.VISIT and item.bookable


def _remedies(item: ItemView) -> tuple[tuple[str, str, str], ...]:
    found = item.refusal.remedies if item.refusal else ()
    return tuple((one.way_text, one.body, _term(one)) for one in found)


def _term(one: RemedyView) -> str:
    return f"{one.term_text}，到{day(one.until)}（节假日顺延）" if one.until else one.term_text


PAGES = (
    Page(method="GET", path=TODO, roles=SUBMITTERS, handler=show_todo),
    Page(method="POST", path=TODO, roles=SUBMITTERS, handler=mark_todo),
    Page(method="POST", path=f"{TODO}/telling", roles=CLERKS, handler=tell_todo),
)

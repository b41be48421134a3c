"""The window's list: what waits for whom, of what was handed in here, the nearest term first; and whom to call."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.pages.page import Answer, Asked, Page, Shown
from functions.ports.case_store import CaseQuery
from functions.ports.deps import Deps
from functions.shapes.case.waiting import waiting_page
from functions.usecases.applicant.waiting import waiting, whom_to_call
from functions.web.roles import CLERKS
from schemas.case.views import ListedCaseView
from schemas.codes import CHINESE
from schemas.codes_citizen import NoticeStatus, TodoKind

_LIST = "/window/list"
_MOST = 20
ANY = "any"
_UNTOLD = frozenset({NoticeStatus.OWED, NoticeStatus.FAILED})
# Those that a window acts on come first.
_KINDS = (
    TodoKind.CORRECT,
    TodoKind.VISIT,
    TodoKind.FETCH,
    TodoKind.BRING,
    TodoKind.CONTEST,
    TodoKind.APPLY_AGAIN,
)


@dataclass(frozen=True, slots=True)
class _Line:
    """`call`: nobody told the applicant yet, so somebody has to. `name`, `phone`: "" where the form cannot be read."""

    address: str
    todo_address: str
    reference: str
    name: str
    phone: str
    kind: str
    item: str
    text: str
    until: datetime | None
    call: bool


@dataclass(frozen=True, slots=True)
class _Filter:
    address: str
    words: str
    current: bool


@dataclass(frozen=True, slots=True)
class WindowList:
    lines: tuple[_Line, ...]
    filters: tuple[_Filter, ...]
    here: str
    cursor: str | None
    unreadable: int


def show_list(asked: Asked) -> Answer:
    kind = asked.query.get("todo", ANY)
    wanted = TodoKind(kind) if kind in set(TodoKind) else None
    cursor = asked.query.get("cursor")
    found = waiting(wanted, CaseQuery(), by=asked.by, limit=_MOST, cursor=cursor, deps=asked.deps)
    page = waiting_page(found, asked.deps)
    here = f"{_LIST}?todo={wanted.value if wanted else ANY}"
    lines = tuple(_lines(page.entries, asked.deps))
    shown = WindowList(lines, _filters(wanted), here, page.cursor, len(page.unreadable))
    return Shown("intake/window_list.html", "待办清单", shown)


def _lines(entries: tuple[ListedCaseView, ...], deps: Deps) -> Iterator[_Line]:
    people = whom_to_call((one.case_id for one in entries), deps)
    for one in entries:
        if one.todo is None:
            continue
        case, person = f"/cases/{one.case_id}", people.get(one.case_id)
        yield _Line(
            address=case,
            todo_address=f"{case}/todos/{one.todo.item}/{one.todo.kind.value}",
            reference=one.reference,
            name=person.name if person else "",
            phone=person.phone if person else "",
            kind=one.todo.kind_text,
            item=one.todo.item_name,
            text=one.todo.text,
            until=one.todo.until,
            call=one.todo.told is None or one.todo.told.status in _UNTOLD,
        )


def _filters(wanted: TodoKind | None) -> tuple[_Filter, ...]:
    kinds = tuple(_Filter(f"{_LIST}?todo={kind.value}", CHINESE[kind], kind is wanted) for kind in _KINDS)
    return (_Filter(f"{_LIST}?todo={ANY}", "全部", wanted is None), *kinds)


PAGES = (Page(method="GET", path=_LIST, roles=CLERKS, handler=show_list),)

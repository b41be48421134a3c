"""What the pages of a case under way show: plain values, made of what the interface answers with."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256

from functions.domain.case.item import SERVICE_CHECK, WITH_APPLICANT
from functions.pages.case.standing import Tag, tag_of, tag_of_check
from functions.pages.moments import day
from functions.shapes.words import POSTPONED
from schemas.case.views import CaseView, TodoView, WarningView
from schemas.case.views_item import ItemView
from schemas.codes import CaseStatus, Outcome
from schemas.codes_citizen import DueBasis, TodoKind


@dataclass(frozen=True, slots=True)
class Must:
    """One thing that is the reader's to do. `told`: how the applicant was told of it; `telling`: where a clerk says so."""

    href: str
    title: str
    text: str
    telling: str
    told: str = ""


@dataclass(frozen=True, slots=True)
class _Line:
    """An item of the case. `where`: who has it, or is going to; `due`: until when, on which basis."""

    code: str
    href: str
    name: str
    said: str
    where: str
    due: str
    tag: Tag


@dataclass(frozen=True, slots=True)
class Progress:
    """`version` names what is shown, for a page that asks whether something has changed. `check`: 入伍信息核查.

    `done`: what its reader has just done.
    """

    case_id: str
    reference: str
    is_open: bool
    opened_at: datetime
    closed_at: datetime | None
    place: str
    next_step: str
    musts: tuple[Must, ...]
    promised: str
    promise_text: str
    check: _Line
    lines: tuple[_Line, ...]
    terms: tuple[tuple[str, str], ...]
    materials: str
    rateable: tuple[tuple[str, str], ...]
    withdrawable: bool
    version: str = ""
    done: str = ""


def address_of_case(case_id: str, *rest: str) -> str:
    return "/".join(("/cases", case_id, *rest))


def todo_address(case_id: str, one: TodoView) -> str:
    """The page where it is done."""
    match one.kind:
        case TodoKind.CORRECT:
            return address_of_case(case_id, "corrections")
        case TodoKind.CONTEST_CHECK:
            return address_of_case(case_id, "contest")
        case TodoKind.BRING:
            return address_of_case(case_id, "materials")
        case _:
            return address_of_case(case_id, "todos", one.item, one.kind.value)


def progress_page(
    case: CaseView, expected: Mapping[str, str], rateable: tuple[str, ...], now: datetime
) -> Progress:
    """`expected`: which office an item is going to be sent to, of those that none has yet. `rateable`: items to be rated."""
    yours = {one.item for one in case.todo}
    names = {item.code: item.name for item in case.items}
    shown = Progress(
        case_id=case.case_id,
        reference=case.reference,
        is_open=case.status is CaseStatus.OPEN,
        opened_at=case.opened_at,
        closed_at=case.closed_at,
        place=case.city_text + (case.county_text or ""),
        next_step=case.next_step,
        musts=tuple(must(case.case_id, one) for one in case.todo),
        promised=_promised(case),
        promise_text=case.promise.text,
        check=_line(
            case,
            case.service_check,
            expected,
            tag_of_check(case.service_check, yours=SERVICE_CHECK in yours),
        ),
        lines=tuple(
            _line(case, item, expected, tag_of(item, yours=item.code in yours)) for item in case.items
        ),
        terms=tuple(map(term_told, case.warnings)),
        materials=case.materials.text if case.materials else "",
        rateable=tuple((address_of_case(case.case_id, "rating", code), names[code]) for code in rateable),
        withdrawable=any(item.outcome is None and item.withdrawal_at is None for item in case.items),
    )
    return _versioned(shown, now)


def must(case_id: str, one: TodoView) -> Must:
    told = f"{one.told.how_text}：{one.told.status_text}" if one.told else ""
    telling = address_of_case(case_id, "todos", one.item, one.kind.value)
    return Must(todo_address(case_id, one), f"{one.kind_text}：{one.item_name}", one.text, telling, told)


def office_of_item(item: ItemView, expected: Mapping[str, str]) -> str:
    """Nobody has told us where an office is, or its number: that is said, and nothing made up."""
    if item.office:
        return item.office
    office = expected.get(item.code)
    return f"预计送 {office}" if office else f"{item.department_text}部门"


def due_of_item(item: ItemView) -> str:
    if item.outcome is not None:
        return ""
    if item.due_at is None or item.status in WITH_APPLICANT:
        return item.due_text
    basis = "承诺" if item.due_basis is DueBasis.PROMISED else "法定"
    late = "，已超过，已经催办" if item.overdue_since else ""
    longer = f"，{POSTPONED}" if item.due_moves_on else ""
    return f"{basis}期限到 {day(item.due_at)}{'（暂定）' if item.due_provisional else ''}{late}{longer}。"


def _line(case: CaseView, item: ItemView, expected: Mapping[str, str], tag: Tag) -> _Line:
    return _Line(
        code=item.code,
        href=address_of_case(case.case_id, "items", item.code),
        name=item.name,
        said=_said(item),
        where=office_of_item(item, expected),
        due=due_of_item(item),
        tag=tag,
    )


def _said(item: ItemView) -> str:
    """Of a check that passed the catalogue says what comes after; that has come."""
    passed = item.outcome is Outcome.GRANTED and item.code == SERVICE_CHECK
    return "已经核查通过。" if passed else item.next_step


def _promised(case: CaseView) -> str:
    if case.promise.at is None:
        return ""
    return day(case.promise.at) + ("（暂定）" if case.promise.provisional else "")


def term_told(one: WarningView) -> tuple[str, str]:
    """A term of the applicant's own with its last day, and what hangs on it."""
    until = f"最晚 {day(one.until)}{'（暂定）' if one.provisional else ''}"
    return f"{one.item_name}：{until}", "".join(part for part in (one.text, one.late_text, one.note) if part)


def _versioned(shown: Progress, now: datetime) -> Progress:
    told = f"{day(now)}{shown!r}"
    return replace(shown, version=sha256(told.encode()).hexdigest()[:16])

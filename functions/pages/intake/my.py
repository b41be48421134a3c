"""我的办件: what somebody began and did not hand in yet, what they handed in, and what of it waits for them."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from functions.domain.errors import RecordUnreadable
from functions.pages.page import Answer, Asked, Page, Shown
from functions.ports.case_store import CaseQuery
from functions.shapes.case.case import case_view
from functions.shapes.words import item_name
from functions.usecases.case import lists, view
from functions.usecases.intake import kept_drafts
from functions.usecases.intake.drafts import may_discard
from functions.usecases.intake.kept_drafts import Held
from functions.usecases.office.which_office import office_names
from functions.web.roles import SUBMITTERS
from schemas.codes import CaseStatus, Role

_MOST = 20


@dataclass(frozen=True, slots=True)
class DraftLine:
    """`name`: whose form it is, for a clerk, who fills in several people's."""

    address: str
    items: tuple[str, ...]
    name: str
    saved_at: datetime
    expires_at: datetime
    can_delete: bool


@dataclass(frozen=True, slots=True)
class CaseLine:
    """`todo`: what waits for the applicant first, with its day; `more`: how many more there are."""

    address: str
    reference: str
    items: tuple[str, ...]
    status: str
    closed: bool
    opened_at: datetime
    next_step: str
    todo: str = ""
    more: int = 0


@dataclass(frozen=True, slots=True)
class My:
    drafts: tuple[DraftLine, ...]
    drafts_cursor: str | None
    drafts_unreadable: int
    cases: tuple[CaseLine, ...]
    cases_cursor: str | None
    unreadable: int
    clerk: bool


def show_my(asked: Asked) -> Answer:
    clerk = asked.by.role is Role.CLERK
    page = kept_drafts.drafts_of(by=asked.by, limit=_MOST, cursor=asked.query.get("drafts"), deps=asked.deps)
    lines = sorted((_line(held, asked) for held in page.entries), key=lambda one: one.saved_at, reverse=True)
    cases, cursor, unreadable = ((), None, 0) if clerk else _cases(asked)
    shown = My(tuple(lines), page.cursor, len(page.unreadable), cases, cursor, unreadable, clerk)
    return Shown("intake/my.html", "我代办的草稿" if clerk else "我的办件", shown)


def _line(held: Held, asked: Asked) -> DraftLine:
    draft, edition = held.draft, kept_drafts.edition_of(held.draft, asked.deps)
    return DraftLine(
        address=f"/drafts/{held.id}",
        items=tuple(item_name(edition, code) for code in draft.items),
        name=draft.form.get("person", {}).get("name", "") if asked.by.role is Role.CLERK else "",
        saved_at=draft.saved_at,
        expires_at=held.expires_at,
        can_delete=may_discard(draft, asked.by),
    )


def _cases(asked: Asked) -> tuple[tuple[CaseLine, ...], str | None, int]:
    cursor = asked.query.get("cases")
    page = lists.cases_of(CaseQuery(), by=asked.by, limit=_MOST, cursor=cursor, deps=asked.deps)
    lines = tuple(_case_lines((case.id for case in page.entries), asked))
    return lines, page.cursor, len(page.unreadable) + len(page.entries) - len(lines)


def _case_lines(ids: Iterator[str], asked: Asked) -> Iterator[CaseLine]:
    for case_id in ids:
        try:
            yield _case(case_id, asked)
        except RecordUnreadable:
            continue


def _case(case_id: str, asked: Asked) -> CaseLine:
    deps = asked.deps
    ledger = view.ledger_of(case_id, by=asked.by, deps=deps)
    shown = case_view(
        ledger,
        deps.editions(ledger.case.edition),
        now=deps.clock(),
        calendar=deps.calendar,
        offices=office_names(ledger, deps),
        notified=deps.notices is not None,
    )
    first = shown.todo[0] if shown.todo else None
    return CaseLine(
        address=f"/cases/{case_id}",
        reference=shown.reference,
        items=tuple(item.name for item in shown.items),
        status=shown.status_text,
        closed=shown.status is CaseStatus.CLOSED,
        opened_at=shown.opened_at,
        next_step=shown.next_step,
        todo=first.text if first else "",
        more=max(0, len(shown.todo) - 1),
    )


PAGES = (Page(method="GET", path="/my", roles=SUBMITTERS, handler=show_my),)

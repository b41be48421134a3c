"""The list of a desk: what waits where, item by item."""

from dataclasses import dataclass, replace
from datetime import datetime
from urllib.parse import urlencode

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.case.unmet import outcome_words
from functions.domain.deadlines.basis import due_basis
from functions.domain.deadlines.due import day_moves_on
from functions.domain.office.saying import sayable
from functions.domain.office.trays import Tray, is_near, is_overdue
from functions.domain.office.worklist import claimed_by
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.shapes.words import POSTPONED, item_name, status_text
from functions.usecases.office.desk import TrayTally, is_at_desk
from functions.usecases.office.listed import Listed, applicant_name
from schemas.catalogue.edition import Edition
from schemas.codes_citizen import DueBasis

ListTag = tuple[str, str]
# Of each tray: its name, and what stands there while it is empty.
TRAY_WORDS: dict[Tray, tuple[str, str]] = {
    Tray.ALL: (
        "全部在办",
        "目前没有在办事项。分发到本部门工作台的申请会出现在这里；由贵单位的业务系统或者交换文件接收的，不在这里。",
    ),
    Tray.NEW: ("待领取", "没有等待领取的事项。新分发来的事项在领取之前列在这里。"),
    Tray.MINE: ("我的", "您还没有领取事项。请在“待领取”中打开一项并领取。"),
    Tray.DUE: ("临期", "没有三天内到期的事项。"),
    Tray.OVERDUE: ("已过期限", "没有超过期限的事项。办理期限待核定的事项，超过本系统关注期限后也列在这里。"),
    Tray.WAITING: ("等申请人", "没有等待申请人补正或者提出异议的事项。"),
}


@dataclass(frozen=True, slots=True)
class TrayTab:
    address: str
    words: str
    here: bool


@dataclass(frozen=True, slots=True)
class ListLine:
    """`pick`: how several are answered at once; "" where this one cannot be."""

    pick: str
    address: str
    title: str
    reference: str
    since: datetime
    due: datetime | None
    due_words: str
    tags: tuple[ListTag, ...]
    ended: bool = False


@dataclass(frozen=True, slots=True)
class ListPage:
    tabs: tuple[TrayTab, ...]
    lines: tuple[ListLine, ...]
    empty: str
    more: str
    pickable: bool
    partly: bool
    damaged: int = 0


def desk_address(case_id: str, code: str) -> str:
    return f"/office/items/{case_id}/{code}"


def tabs(tally: TrayTally, here: Tray | None) -> tuple[TrayTab, ...]:
    plus = "" if tally.whole else "+"
    made = [
        TrayTab(_tray_address(tray), f"{TRAY_WORDS[tray][0]} {tally.counts[tray]}{plus}", tray is here)
        for tray in Tray
    ]
    return (*made, TrayTab("/office/finished", "已办结", here is None))


def list_page(tray: Tray, tally: TrayTally, found: Page[Listed], *, by: Principal, deps: Deps) -> ListPage:
    lines = tuple(listed_line(one, by, deps) for one in found.entries)
    return ListPage(
        tabs=tabs(tally, tray),
        lines=lines,
        empty=TRAY_WORDS[tray][1],
        more=_tray_address(tray, found.cursor) if found.cursor else "",
        pickable=any(line.pick for line in lines),
        partly=not tally.whole,
        damaged=len(found.unreadable),
    )


def _tray_address(tray: Tray, cursor: str | None = None) -> str:
    asked = {"show": tray.value} if tray is not Tray.ALL else {}
    asked |= {"cursor": cursor} if cursor else {}
    return f"/office?{urlencode(asked)}" if asked else "/office"


def listed_line(one: Listed, by: Principal, deps: Deps) -> ListLine:
    edition = deps.editions(one.ledger.case.edition)
    name = applicant_name(one)
    line = item_line(one.ledger, one.item, edition, by=by, deps=deps)
    pick = pick_of(one.item) if _pickable(one.item, by) else ""
    return replace(line, pick=pick, title=f"{name}　{line.title}" if name else line.title)


def item_line(ledger: Ledger, item: CaseItem, edition: Edition, *, by: Principal, deps: Deps) -> ListLine:
    due, words = _due_of(item, edition)
    return ListLine(
        pick="",
        address=desk_address(item.case_id, item.code),
        title=item_name(edition, item.code),
        reference=ledger.case.reference,
        since=item.since,
        due=due,
        due_words=words,
        tags=tuple(tags_of(item, edition, by=by, deps=deps)),
        ended=item.outcome is not None,
    )


def _due_of(item: CaseItem, edition: Edition) -> tuple[datetime | None, str]:
    """Whose turn it is has the day."""
    if item.outcome is not None:
        return None, ""
    if item.status in WITH_APPLICANT:
        return item.clock.correct_by, "申请人最迟答复"
    words = "本系统的关注期限（非法定）" if due_basis(item, edition) is DueBasis.WATCH else "办理期限"
    provisional = ("暂定",) if item.clock.due_provisional else ()
    notes = (*provisional, POSTPONED) if day_moves_on(item) else provisional
    return item.clock.due_at, f"{words}（{'，'.join(notes)}）" if notes else words


def pick_of(item: CaseItem) -> str:
    """With its round: what is said of it is said of that."""
    return f"{item.case_id}.{item.code}.{item.dispatch.round}"


def _pickable(item: CaseItem, by: Principal) -> bool:
    return claimed_by(item, by.subject) != "another" and bool(sayable(item))


def tags_of(item: CaseItem, edition: Edition, *, by: Principal, deps: Deps) -> list[ListTag]:
    """How it stands, by whom it is held, and how its time is."""
    if item.outcome is not None:
        return [("done", outcome_words(item))]
    now = deps.clock()
    found: list[ListTag] = [("doing", status_text(item, edition, silence=False))]
    if item.withdrawal.at:
        found.append(("act", "申请人要撤回"))
    if is_at_desk(item, deps):
        whose = claimed_by(item, by.subject)
        words = {
            "nobody": ("waiting", "待领取"),
            "me": ("doing", "我领取的"),
            "another": ("stopped", "同事领取的"),
        }
        found.append(words[whose])
    watch = due_basis(item, edition) is DueBasis.WATCH
    if is_overdue(item, now):
        found.append(("waiting", "已过关注期限") if watch else ("act", "已逾期"))
    elif is_near(item, now):
        found.append(("waiting", "关注期限临近" if watch else "临期"))
    return found

"""What offices have and we do not know, as operators see it."""

from functions.domain.clock import minute_text
from functions.ports.page import Page
from functions.shapes import words
from functions.usecases.office.unknown_here import MOST_KEPT, Restoration, UnknownHere, UnknownLine
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, ItemStatus, Outcome
from schemas.operator.views_unknown import (
    RestorationView,
    UnknownItemView,
    UnknownOfficeView,
    UnknownPageView,
)

_NONE = "报过每日清单的机构，最近一次清单里的事项，台账里都有。"
_NONE_HERE = "这一页里没有您辖区的机构，请翻到下一页。"
_NONE_SINCE = (
    "台账恢复自 {of} 的备份。恢复以后报来的每日清单里的事项，台账里都有；"
    "恢复以后还没有报来清单的机构，缺什么还不知道，请催报。"
)
_DAMAGED = "有的机构的清单记录损坏，读不出来，请该机构再报一次清单。"
_RESTORED = "台账恢复自 {of} 的备份：此后提交的办件只有机构知道。请逐一与机构核对，并请申请人重新提交。"
PLAIN = "请与机构核对办件编号；确属台账缺失的，请申请人重新提交。"


# Of an office in the list of all: a hundred offices stay far below the 6 MB that one answer of a Lambda may have.
MOST_LISTED = 100


def unknown_page(
    page: Page[UnknownHere],
    restoration: Restoration | None,
    edition: Edition,
    *,
    most: int = MOST_LISTED,
) -> UnknownPageView:
    restored = RestorationView(at=restoration.at, of=restoration.of) if restoration else None
    return UnknownPageView(
        restored=restored,
        offices=tuple(unknown_office(one, edition, most=most) for one in page.entries),
        next_steps=_next_steps(page, restoration),
        cursor=page.cursor,
        unreadable=page.unreadable,
    )


def _next_steps(page: Page[UnknownHere], restoration: Restoration | None) -> str:
    if page.unreadable and not page.entries:
        return _DAMAGED
    if page.cursor and not page.entries:
        return _NONE_HERE
    if restoration is None:
        return PLAIN if page.entries else _NONE
    of = minute_text(restoration.of)
    return (_RESTORED if page.entries else _NONE_SINCE).format(of=of)


def unknown_office(one: UnknownHere, edition: Edition, *, most: int = MOST_KEPT) -> UnknownOfficeView:
    return UnknownOfficeView(
        office=one.office.id,
        office_name=one.office.name,
        telephone=one.office.telephone,
        department=one.office.department,
        department_text=CHINESE[one.office.department],
        at=one.at,
        total=one.total,
        items=tuple(_item(line, edition) for line in one.lines[:most]),
    )


def _item(line: UnknownLine, edition: Edition) -> UnknownItemView:
    theirs = Outcome(line.theirs) if line.theirs in set(Outcome) else ItemStatus(line.theirs)
    return UnknownItemView(
        reference=line.reference,
        item=line.item,
        item_name=words.item_name(edition, line.item),
        theirs=theirs,
        theirs_text=CHINESE[theirs],
    )

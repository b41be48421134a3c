"""The worklist by what its reader has to do next (待领取、我的、临期、逾期、等申请人). Pure."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum

from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.deadlines.due import day_moves_on
from functions.domain.office.worklist import claimed_by

# Ours, not official: so long before its time an item is shown as near it.
NEAR = timedelta(days=3)


class Tray(StrEnum):
    """An item may lie in several: my own may be overdue."""

    ALL = "all"
    NEW = "new"
    MINE = "mine"
    DUE = "due"
    OVERDUE = "overdue"
    WAITING = "waiting"


def is_overdue(item: CaseItem, now: datetime) -> bool:
    """By its own clock, which may be our bound of supervision; not in the applicant's turn, nor, while that stands still, by
    more than it was before."""
    due = item.clock.due_at
    return item.status not in WITH_APPLICANT and due is not None and due <= now and not day_moves_on(item)


def is_near(item: CaseItem, now: datetime) -> bool:
    due = item.clock.due_at
    near = due is not None and now < due <= now + NEAR
    return near and item.status not in WITH_APPLICANT and not day_moves_on(item)


def is_applicants_turn(item: CaseItem) -> bool:
    """Whoever has asked for it back waits for the office."""
    return item.status in WITH_APPLICANT and item.withdrawal.at is None


def lies_in(item: CaseItem, tray: Tray, subject: str, now: datetime) -> bool:
    """`subject`: whose list it is."""
    match tray:
        case Tray.ALL:
            return True
        case Tray.NEW:
            return claimed_by(item, subject) == "nobody" and not is_applicants_turn(item)
        case Tray.MINE:
            return claimed_by(item, subject) == "me"
        case Tray.DUE:
            return is_near(item, now)
        case Tray.OVERDUE:
            return is_overdue(item, now)
        case Tray.WAITING:
            return is_applicants_turn(item)


def tray_counts(items: Iterable[CaseItem], subject: str, now: datetime) -> dict[Tray, int]:
    found = dict.fromkeys(Tray, 0)
    for item in items:
        for tray in Tray:
            found[tray] += lies_in(item, tray, subject, now)
    return found

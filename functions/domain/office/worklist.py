"""The worklist (待办): who works on an item of an office without a system of its own."""

from datetime import datetime
from typing import Literal

from functions.domain.case.access import Principal, in_region
from functions.domain.case.item import CaseItem, with_desk
from functions.domain.conflicts import AlreadyClaimed


def in_hand(item: CaseItem) -> bool:
    """The office has the present round of it, and has not decided."""
    return item.outcome is None and item.dispatch.has_arrived


def within(by: Principal, item: CaseItem) -> bool:
    """Is it an item of this person's department, in their region?"""
    return item.department is by.department and in_region(by.region, city=item.city, county=item.county)


def claimed_by(item: CaseItem, subject: str) -> Literal["nobody", "me", "another"]:
    if item.desk.claimed_by is None:
        return "nobody"
    return "me" if item.desk.claimed_by == subject else "another"


def claimed_item(item: CaseItem, subject: str, now: datetime, *, take_over: bool) -> CaseItem:
    """One's own claim again changes nothing; another's stands unless it is taken over. Raises AlreadyClaimed."""
    whose = claimed_by(item, subject)
    if whose == "me":
        return item
    if whose == "another" and not take_over:
        raise AlreadyClaimed
    return with_desk(item, claimed_by=subject, claimed_at=now)


def unclaimed(item: CaseItem, subject: str) -> CaseItem:
    """Only one's own can be given back. Raises AlreadyClaimed."""
    if claimed_by(item, subject) == "another":
        raise AlreadyClaimed
    return with_desk(item, claimed_by=None, claimed_at=None)

"""The worklist (待办): who works on an item of an office without a system of its own."""

from datetime import datetime
from typing import Literal

from functions.domain.case.access import Principal, in_region
from functions.domain.case.item import CaseItem, with_desk
from functions.domain.conflicts import AlreadyClaimed
from functions.domain.office.routing import handed_to


def in_hand(item: CaseItem) -> bool:
    """The office has the present round of it, and has not decided."""
    return item.outcome is None and item.dispatch.has_arrived


def within(by: Principal, item: CaseItem) -> bool:
    """Is it an item of this person's department, in their region?"""
    if item.department is not by.department:
        return False
    # One that was handed to an office elsewhere is that place's, wherever the case is.
    place = handed_to(item)
    return in_region(by.region, city=place or item.city, county=None if place else item.county)


def went_from(by: Principal, item: CaseItem) -> bool:
    """Would it be this person's, if their office had not handed it to another?"""
    own = item.department is by.department and in_region(by.region, city=item.city, county=item.county)
    return bool(item.dispatch.transfers) and own and not within(by, item)


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

"""In which lists an item stands: its office's of open and of finished ones, the clerks' of its city. Operators' is
`item.attention`.
"""

from datetime import datetime

from functions.domain.case.item import CaseItem, own_worklist, visit_list
from functions.domain.case.todos import open_todos


def listed_office(item: CaseItem) -> str | None:
    """The office's list that the item stands in: of open items, or of visits owed."""
    if item.outcome is None:
        return item.dispatch.office
    if item.aftercare.rating is None or not item.aftercare.rating.visit_owed:
        return None
    return visit_list(item.dispatch.office or own_worklist(item.department, item.county or item.city))


def finished_office(item: CaseItem) -> str | None:
    """Whose list of finished items it stands in: that of an office without a system of its own. Others keep their own, and
    pay for no list. Nobody claims but at a desk: so it is known of what was sent before that was noted."""
    if item.outcome is None or not (item.desk.at_desk or item.desk.claimed_by):
        return None
    return item.dispatch.office


def clerk_place(item: CaseItem) -> tuple[datetime | None, datetime] | None:
    """Its place in the clerks' list: the nearest term, and since when the longest waits; None if it is in none."""
    found = open_todos(item) if item.todos.at_window else ()
    if not found:
        return None
    terms = [one.until for one in found if one.until]
    return min(terms, default=None), min(one.since for one in found)

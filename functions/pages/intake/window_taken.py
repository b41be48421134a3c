"""跨域通办: what this window took for other places, for its clerks."""

from functions.pages.moments import moment
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.intake.window import taken_page
from functions.usecases.guide.advise import guide
from functions.usecases.intake.taken import taken_across
from functions.web.roles import CLERKS
from schemas.codes import CHINESE

_PATH = "/window/taken"
_LENGTH = 20


def show_taken(asked: Asked) -> Answer:
    cursor, now = asked.query.get("cursor") or None, asked.deps.clock()
    page = taken_across(asked.by, limit=_LENGTH, cursor=cursor, deps=asked.deps)
    found = taken_page(page, guide(asked.deps))
    rows = tuple(
        (
            (one.reference, f"/cases/{one.case_id}"),
            one.place,
            moment(one.at, now),
            one.clerk,
            CHINESE[one.status],
        )
        for one in found.entries
    )
    view = {"rows": rows, "here": _PATH, "cursor": found.cursor, "unreadable": len(found.unreadable)}
    return Shown("intake/window_taken.html", "跨域收件", view)


PAGES = (Page(method="GET", path=_PATH, roles=CLERKS, handler=show_taken),)

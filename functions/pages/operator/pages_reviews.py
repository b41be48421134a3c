"""Corrections of an outcome that another operator proposed, and that wait for a second one."""

from functions.domain.case.unmet import outcome_words
from functions.pages.moments import moment
from functions.pages.operator.addresses import REVIEWS, address, item_address
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.words import item_name
from functions.usecases.operator.reviews import Review, reviews_of
from functions.web.roles import OPERATORS
from schemas.codes import CHINESE

_LENGTH = 50
_Cell = str | tuple[str, str]


def show_console_reviews(asked: Asked) -> Answer:
    cursor = asked.query.get("cursor") or None
    page = reviews_of(by=asked.by, limit=_LENGTH, cursor=cursor, deps=asked.deps)
    rows = tuple(row for one in page.entries if (row := _row(one, asked)))
    view = {
        "rows": rows,
        "more": address(REVIEWS, cursor=page.cursor) if page.cursor else "",
        "damaged": len(page.unreadable),
    }
    return Shown("operator/reviews.html", "待复核", view)


def _row(one: Review, asked: Asked) -> tuple[_Cell, ...]:
    given, item = one.item.desk.override, one.item
    if given is None:
        return ()
    here = item_address(item.case_id, item.code)
    mine = given.by == asked.by.subject
    return (
        (
            f"{one.ledger.case.reference}　{item_name(asked.deps.editions(one.ledger.case.edition), item.code)}",
            here,
        ),
        outcome_words(item),
        CHINESE[given.outcome],
        given.reason,
        given.by,
        moment(given.at, asked.deps.clock()),
        "等另一名运行管理员核对" if mine else ("核对", f"{here}/acts/confirm"),
    )


PAGES = (Page(method="GET", path=REVIEWS, roles=OPERATORS, handler=show_console_reviews),)

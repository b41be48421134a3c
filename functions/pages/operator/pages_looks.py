"""Who looked at what a case holds of its person: the last on the case's own page, all of them here."""

from functions.pages.moments import moment
from functions.pages.operator.addresses import CASE, address, case_address
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.operator.looks import look_page
from functions.usecases.case.view import ledger_of
from functions.usecases.case.who_looked import looks_at
from functions.usecases.guide.advise import guide
from functions.web.roles import OPERATORS
from schemas.operator.views_looks import CaseLookPageView, CaseLookView

LOOK_HEADS = ("时间", "看了什么", "事项", "谁", "哪里的", "事由")
_LENGTH = 50


def show_console_case_looks(asked: Asked) -> Answer:
    case_id = asked.path["case_id"]
    found = look_page_of(asked, _LENGTH, asked.query.get("cursor") or None)
    rows, cursor = look_rows(found, asked), found.cursor
    view = {
        "back": case_address(case_id),
        "reference": ledger_of(case_id, by=asked.by, deps=asked.deps).case.reference,
        "heads": LOOK_HEADS,
        "rows": rows,
        "more": address(f"{case_address(case_id)}/looks", cursor=cursor) if cursor else "",
        "damaged": len(found.unreadable),
    }
    return Shown("operator/looks.html", "谁看过这个办件", view)


def look_page_of(asked: Asked, length: int, cursor: str | None) -> CaseLookPageView:
    page = looks_at(asked.path["case_id"], by=asked.by, limit=length, cursor=cursor, deps=asked.deps)
    return look_page(page, guide(asked.deps))


def look_rows(found: CaseLookPageView, asked: Asked) -> tuple[tuple[str, ...], ...]:
    return tuple(_row(one, asked) for one in found.entries)


def _row(one: CaseLookView, asked: Asked) -> tuple[str, ...]:
    return (
        moment(one.at, asked.deps.clock()),
        one.what_text,
        one.item_name or "",
        f"{one.role_text} {one.by}",
        "，".join(words for words in (one.department_text, one.region_name) if words),
        one.purpose or "",
    )


PAGES = (Page(method="GET", path=f"{CASE}/looks", roles=OPERATORS, handler=show_console_case_looks),)

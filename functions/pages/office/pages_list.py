"""An office's list, tray by tray."""

from functions.domain.office.trays import Tray
from functions.pages.fields import Field
from functions.pages.office.place import own_department
from functions.pages.office.views_list import TRAY_WORDS, list_page
from functions.pages.page import Answer, Asked, Page, Shown
from functions.usecases.office import desk
from functions.usecases.office.worklist import worklist
from functions.web.roles import STAFF

LIST_LENGTH = 20


def show_office_list(asked: Asked) -> Answer:
    by, deps = asked.by, asked.deps
    tray = _tray(asked.query.get("show", ""))
    tally = desk.tally(by=by, deps=deps)
    cursor = asked.query.get("cursor") or None
    page = worklist(own_department(asked), by=by, limit=LIST_LENGTH, cursor=cursor, deps=deps, tray=tray)
    view = list_page(tray, tally, page, by=by, deps=deps)
    return Shown("office/list.html", f"待办事项：{TRAY_WORDS[tray][0]}", view)


def _tray(given: str) -> Tray:
    """What is no tray is all of it."""
    return Tray(given) if given in set(Tray) else Tray.ALL


def reference_field(given: str) -> Field:
    return Field(
        name="reference",
        label="办件编号",
        hint="在申请人的回执或者短信上，TY 开头，共 17 位，例如 TY2609018K3V7QXMA。",
        values=(given,) if given else (),
        width=20,
    )


PAGES = (Page(method="GET", path="/office", roles=STAFF, handler=show_office_list),)

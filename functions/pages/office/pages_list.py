"""An office's list, tray by tray; and its items by their reference, the finished ones too."""

from dataclasses import dataclass

from functions.domain.case.refusals import CaseNotFound
from functions.domain.office.trays import Tray
from functions.pages.fields import Field, Wrong, summary, with_errors
from functions.pages.office.place import department_of
from functions.pages.office.views_list import WORDS, Line, Tab, item_line, list_page, tabs
from functions.pages.page import Answer, Asked, Page, Shown
from functions.usecases.office import desk
from functions.usecases.office.worklist import worklist
from functions.web.path_parameters import PARAMETERS
from functions.web.roles import STAFF

LENGTH = 20


@dataclass(frozen=True, slots=True)
class FinishedPage:
    tabs: tuple[Tab, ...]
    field: Field
    wrong: tuple[Wrong, ...]
    lines: tuple[Line, ...]


def show_office_list(asked: Asked) -> Answer:
    by, deps = asked.by, asked.deps
    tray = _tray(asked.query.get("show", ""))
    tally = desk.tally(by=by, deps=deps)
    cursor = asked.query.get("cursor") or None
    page = worklist(department_of(asked), by=by, limit=LENGTH, cursor=cursor, deps=deps, tray=tray)
    view = list_page(tray, tally, page.entries, page.cursor, by=by, deps=deps)
    return Shown("office/list.html", f"待办事项：{WORDS[tray][0]}", view)


def _tray(given: str) -> Tray:
    """What is no tray is all of it."""
    return Tray(given) if given in set(Tray) else Tray.ALL


def show_office_finished(asked: Asked) -> Answer:
    given = asked.query.get("reference", "").strip()
    field = reference_field(given)
    lines: tuple[Line, ...] = ()
    if given:
        lines, error = _found(asked, given)
        (field,) = with_errors((field,), {"reference": error})
    wrong = summary((field,))
    view = FinishedPage(tabs(desk.tally(by=asked.by, deps=asked.deps), None), field, wrong, lines)
    return Shown("office/finished.html", "按办件编号查事项", view, wrong=bool(wrong))


def reference_field(given: str) -> Field:
    return Field(
        name="reference",
        label="办件编号",
        hint="在申请人的回执或者短信上，TY 开头，共 17 位，例如 TY2609018K3V7QXMA。",
        values=(given,) if given else (),
        width=20,
    )


def _found(asked: Asked, given: str) -> tuple[tuple[Line, ...], str]:
    """What there is, or what to do."""
    spelled = PARAMETERS["reference"].spell(given)
    if not PARAMETERS["reference"].admits(spelled):
        return (), "办件编号应以 TY 开头，共 17 位，请照回执填写。"
    try:
        ledger, items = desk.of_reference(spelled, by=asked.by, deps=asked.deps)
    except CaseNotFound:
        return (), "没有找到本部门、本辖区的这一办件，请核对编号。"
    edition = asked.deps.editions(ledger.case.edition)
    return tuple(item_line(ledger, item, edition, by=asked.by, deps=asked.deps) for item in items), ""


PAGES = (
    Page(method="GET", path="/office", roles=STAFF, handler=show_office_list),
    Page(method="GET", path="/office/finished", roles=STAFF, handler=show_office_finished),
)

"""What offices' daily manifests name and the ledger does not know: after a restore, what the backup lacks."""

from functions.pages.moments import moment
from functions.pages.operator.addresses import UNKNOWN_PATH, address
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.operator.unknown import unknown_office, unknown_page
from functions.usecases.guide.advise import guide
from functions.usecases.office.unknown_here import last_restoration, unknown_at, unknown_here
from functions.web.roles import OPERATORS
from functions.web.whole_number import number_or
from schemas.operator.views_unknown import RestorationView

_OFFICES, _LINES = 50, 100


def show_console_unknown(asked: Asked) -> Answer:
    return _one_office(asked) if asked.query.get("office") else _offices(asked)


def _offices(asked: Asked) -> Answer:
    by, deps, now = asked.by, asked.deps, asked.deps.clock()
    page = unknown_here(by=by, limit=_OFFICES, cursor=asked.query.get("cursor") or None, deps=deps)
    found = unknown_page(page, last_restoration(deps), guide(deps))
    view = {
        "restored": _restored(found.restored, asked),
        "next_steps": found.next_steps,
        "damaged": found.unreadable,
        "rows": tuple(
            (
                (one.office_name, address(UNKNOWN_PATH, office=one.office)),
                one.department_text,
                moment(one.at, now),
                f"{one.total} 项",
                one.telephone or "待核定",
            )
            for one in found.offices
        ),
        "more": address(UNKNOWN_PATH, cursor=found.cursor) if found.cursor else "",
    }
    return Shown("operator/unknown.html", "机构有、台账没有的事项", view)


def _restored(found: RestorationView | None, asked: Asked) -> str:
    if found is None:
        return ""
    now = asked.deps.clock()
    return f"台账在{moment(found.at, now)}恢复过，用的是{moment(found.of, now)}的备份。"


def _one_office(asked: Asked) -> Answer:
    """Raises OfficeNotFound."""
    office_id, edition = asked.query["office"], guide(asked.deps)
    found = unknown_office(unknown_at(office_id, by=asked.by, deps=asked.deps), edition)
    start = _start(asked)
    part, rest = found.items[start : start + _LINES], len(found.items) - start - _LINES
    view = {
        "office": found.office_name,
        "facts": (
            ("部门", found.department_text),
            ("电话", found.telephone or "待核定"),
            ("清单说的是", moment(found.at, asked.deps.clock())),
            ("台账没有的", f"{found.total} 项"),
        ),
        "rows": tuple((one.reference, one.item_name, one.theirs_text) for one in part),
        "kept": len(found.items) if found.total > len(found.items) else 0,
        "more": address(UNKNOWN_PATH, office=office_id, cursor=str(start + _LINES)) if rest > 0 else "",
    }
    return Shown("operator/unknown_office.html", f"台账没有的事项：{found.office_name}", view)


def _start(asked: Asked) -> int:
    """What cannot be one is the first."""
    return number_or(0, asked.query.get("cursor", ""), digits=3)


PAGES = (Page(method="GET", path=UNKNOWN_PATH, roles=OPERATORS, handler=show_console_unknown),)

"""What operators did to the cases of the region: who, when, why, and from what to what."""

from functions.pages.fields import Field, filled
from functions.pages.forms import Form
from functions.pages.operator import filters
from functions.pages.operator.addresses import ACTS, address, case_address, item_address
from functions.pages.operator.views_item import act_row
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.operator.audit import acts_page
from functions.usecases.guide.advise import guide
from functions.usecases.operator.audit import acts_done
from functions.web.roles import OPERATORS
from schemas.operator.views_incidents import CaseActView

_LENGTH = 50
_HEADS = ("时间", "做了什么", "谁", "理由", "前 → 后", "办件")
_Cell = str | tuple[str, str]


def show_console_acts(asked: Asked) -> Answer:
    deps, given = asked.deps, asked.query
    city, actor = filters.city_of(asked), given.get("by", "").strip()[:200]
    cursor = given.get("cursor") or None
    page = acts_done(by=asked.by, limit=_LENGTH, cursor=cursor, city=city, actor=actor or None, deps=deps)
    found = acts_page(page, guide(deps))
    typed = Form(tuple(given.items()))
    blank = (
        Field("by", "谁做的", optional=True, width=20, hint="运行管理员的编号，如表中所列。"),
        filters.select("city", "地市", filters.cities(asked)),
    )
    view = {
        "fields": tuple(filled(one, typed) for one in blank),
        "heads": _HEADS,
        "rows": tuple(_row(one, asked) for one in found.entries),
        "more": address(ACTS, city=city, by=actor, cursor=found.cursor) if found.cursor else "",
        "damaged": len(found.unreadable),
        "narrowed": bool(city or actor),
    }
    return Shown("operator/acts.html", "谁做过什么", view)


def _row(one: CaseActView, asked: Asked) -> tuple[_Cell, ...]:
    here = item_address(one.case_id, one.item) if one.item else case_address(one.case_id)
    name = f"{one.reference}　{one.item_name or '整个办件'}"
    return (*act_row(one, asked.deps.clock(), asked.deps), (name, here))


PAGES = (Page(method="GET", path=ACTS, roles=OPERATORS, handler=show_console_acts),)

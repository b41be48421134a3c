"""The console's first page: what needs an operator now, and how the last sweep went."""

from functions.pages.fields import Field
from functions.pages.operator.addresses import NOW
from functions.pages.operator.views_now import PLACE_HEADS, now_page
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.operator.summary import summary_view
from functions.usecases.guide.advise import guide
from functions.usecases.operator.open_cases import open_cases
from functions.usecases.operator.summary import summary_of
from functions.web.roles import OPERATORS

NUMBER = Field("reference", "按办件编号打开", optional=True, width=20, hint="TY 开头，共 17 位。")


def show_console(asked: Asked) -> Answer:
    by, deps = asked.by, asked.deps
    edition = guide(deps)
    summary = summary_view(summary_of(by, deps), edition)
    view = {
        "now": now_page(summary, open_cases(by, deps), edition, deps.clock()),
        "heads": PLACE_HEADS,
        "number": NUMBER,
    }
    return Shown("operator/now.html", "运行管理：现在", view)


PAGES = (Page(method="GET", path=NOW, roles=OPERATORS, handler=show_console),)

"""The console's first page: what needs an operator now, and how the last sweep went."""

from functions.pages.fields import Field
from functions.pages.operator.addresses import CIRCULARS_ISSUED, NOW, REVIEWS
from functions.pages.operator.views_now import PLACE_HEADS, now_page
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.operator.summary import summary_view
from functions.usecases.guide.advise import guide
from functions.usecases.operator.circular_answers import open_questions
from functions.usecases.operator.open_cases import open_cases
from functions.usecases.operator.place_figures import waiting_places
from functions.usecases.operator.summary import summary_of
from functions.web.roles import OPERATORS

_MOST = 20
NUMBER = Field("reference", "按办件编号打开", optional=True, width=20, hint="TY 开头，共 17 位。")


def show_console(asked: Asked) -> Answer:
    by, deps = asked.by, asked.deps
    edition = guide(deps)
    summary = summary_view(summary_of(by, deps), edition)
    view = {
        "now": now_page(summary, open_cases(by, deps), edition, deps.clock()),
        "heads": PLACE_HEADS,
        "number": NUMBER,
        "tasks": _tasks(asked),
    }
    return Shown("operator/now.html", "运行管理：现在", view)


def _tasks(asked: Asked) -> tuple[tuple[str, str], ...]:
    """What colleagues and offices wait for: (words, address); of more than a page the number says so."""
    figures = waiting_places(by=asked.by, limit=_MOST, cursor=None, deps=asked.deps)
    questions = open_questions(by=asked.by, limit=_MOST, cursor=None, deps=asked.deps)
    found = (
        (len(figures.entries), figures.cursor, "个地方有目录数值待第二人核定", REVIEWS),
        (len(questions.entries), questions.cursor, "个口径和通知的问题待答复", CIRCULARS_ISSUED),
    )
    return tuple(
        (f"{'至少 ' if more else ''}{count} {words}", address)
        for count, more, words, address in found
        if count
    )


PAGES = (Page(method="GET", path=NOW, roles=OPERATORS, handler=show_console),)

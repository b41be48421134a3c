"""The console's first page: what needs an operator now, and how the last sweep went."""

from collections.abc import Callable
from functools import partial
from itertools import islice
from typing import Any

from functions.domain.errors import NotReady
from functions.pages.fields import Field
from functions.pages.operator.addresses import CIRCULARS_ISSUED, NOW, REVIEWS, WAITING_FIGURES
from functions.pages.operator.views_now import PLACE_HEADS, now_page
from functions.pages.page import Answer, Asked, Shown
from functions.pages.page import Page as PageAt
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.shapes.operator.summary import summary_view
from functions.usecases.guide.advise import guide
from functions.usecases.health import readiness
from functions.usecases.operator.circular_answers import open_questions
from functions.usecases.operator.open_cases import open_cases
from functions.usecases.operator.place_figures import waiting_places
from functions.usecases.operator.reviews import reviews_of
from functions.usecases.operator.summary import summary_of
from functions.usecases.walks import pages
from functions.web.roles import OPERATORS

_MOST = 20
_PAGE, _MOST_PAGES = 50, 20
_Read = Callable[..., Page[Any]]
_LISTS: tuple[tuple[_Read, str, str], ...] = (
    (reviews_of, "个结果的更正待第二人复核", REVIEWS),
    (waiting_places, "个地方有目录数值待第二人核定", WAITING_FIGURES),
    (open_questions, "个口径和通知的问题待答复", CIRCULARS_ISSUED),
)
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
        "amiss": _amiss(deps),
    }
    return Shown("operator/now.html", "运行管理：现在", view)


def _amiss(deps: Deps) -> tuple[str, ...]:
    """What `/ready` tells whoever watches the server: people are refused by it, and no item shows it. The sweep's own is told
    with the sweep."""
    try:
        readiness(deps)
    except NotReady as error:
        return tuple(one.detail for one in error.problems if one.pointer != "/sweep")
    return ()


def _tasks(asked: Asked) -> tuple[tuple[str, str], ...]:
    """What colleagues and offices wait for: (words, address); of more than are counted the number says so."""
    return tuple(
        (f"{count} {words}", place) for read, words, place in _LISTS if (count := _counted(read, asked))
    )


def _counted(read: _Read, asked: Asked) -> str:
    """Empty for none; what cannot be read waits as well. A page of a list may be empty and more follow: others' stand
    between one's own."""
    read_from = partial(read, by=asked.by, limit=_PAGE, deps=asked.deps)
    count, more = 0, False
    for page in islice(pages(lambda cursor: read_from(cursor=cursor)), _MOST_PAGES):
        count, more = count + len(page.entries) + len(page.unreadable), page.cursor is not None
        if count >= _MOST:
            break
    return f"{'至少 ' if more else ''}{count}" if count or more else ""


PAGES = (PageAt(method="GET", path=NOW, roles=OPERATORS, handler=show_console),)

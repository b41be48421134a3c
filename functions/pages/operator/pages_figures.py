"""The catalogue's figures: which are confirmed, by what, and which nobody has confirmed yet (待核定)."""

from collections.abc import Iterator

from functions.pages.operator.addresses import FIGURES
from functions.pages.operator.filters import Tab
from functions.pages.page import Answer, Asked, Page, Shown
from functions.usecases.guide.advise import guide
from functions.web.roles import OPERATORS
from schemas.catalogue.edition import Edition
from schemas.catalogue.figures import UNIT_WORDS, Figure, FigureStatus, LimitKind
from schemas.catalogue.item import Item

_Row = tuple[str, ...]
_KINDS = {LimitKind.STATUTORY: "法定办结时限", LimitKind.PROMISED: "承诺办结时限"}
_UNKNOWN = "待核定"


def show_console_figures(asked: Asked) -> Answer:
    edition = guide(asked.deps)
    rows = [row for item in (edition.service_check, *edition.items) for row in _rows(item, edition)]
    only = asked.query.get("only") == "unknown"
    open_ = [row for row in rows if row[2] == _UNKNOWN]
    view = {
        "edition": edition.name,
        "tabs": (
            Tab(FIGURES, f"全部 {len(rows)}", not only),
            Tab(f"{FIGURES}?only=unknown", f"待核定 {len(open_)}", only),
        ),
        "rows": open_ if only else rows,
    }
    return Shown("operator/figures.html", "目录里的期限和数字", view)


def _rows(item: Item, edition: Edition) -> Iterator[_Row]:
    for words, value, figure in _figures(item):
        known = figure.status is FigureStatus.CONFIRMED
        source = edition.sources[figure.source].title if figure.source else ""
        yield item.name, words, value if known else _UNKNOWN, source, figure.note or ""


def _figures(item: Item) -> Iterator[tuple[str, str, Figure]]:
    for limit in item.time_limits:
        yield _KINDS[limit.kind], f"{limit.value} {UNIT_WORDS[limit.unit]}", limit
    yield "可以延长", f"{item.extension.value} {UNIT_WORDS[item.extension.unit]}", item.extension
    yield "到场次数", f"{item.visits.value} 次", item.visits
    for fee in item.fee.cases:
        yield f"收费：{fee.situation}", f"{fee.value} 元", fee
    for term in item.deadlines:
        yield f"申请人的期限，从{term.start}起", f"{term.value} {UNIT_WORDS[term.unit]}", term


PAGES = (Page(method="GET", path=FIGURES, roles=OPERATORS, handler=show_console_figures),)

"""What was kept of who looked, and of sources that did not answer."""

from functions.pages.moments import moment
from functions.pages.operator.addresses import LOOKS_PATH, RECORDS, SOURCES, address
from functions.pages.page import Answer, Asked, Page, Shown
from functions.shapes.intake.draft import failure_page
from functions.shapes.intake.window import act_page
from functions.shapes.words import region_name
from functions.usecases.guide.advise import guide
from functions.usecases.intake import prefill, window
from functions.web.roles import OPERATORS

_LENGTH = 50
Cell = str | tuple[str, str]
_Row = tuple[Cell, ...]


def show_console_records(asked: Asked) -> Answer:
    return Shown("operator/records.html", "设置和记录")


def show_console_looks(asked: Asked) -> Answer:
    cursor, now = asked.query.get("cursor") or None, asked.deps.clock()
    found = act_page(window.window_acts(asked.by, limit=_LENGTH, cursor=cursor, deps=asked.deps))
    edition = guide(asked.deps)
    rows = tuple(
        (
            moment(one.at, now),
            one.act_text,
            one.clerk,
            region_name(edition, one.office),
            one.purpose or "",
            one.reference or "",
        )
        for one in found.entries
    )
    return _listed(
        asked,
        "谁查过：窗口查询和代办",
        "窗口人员每次按身份查、按编号查、接着填申请人的表，都在这里留痕。先发生的在前。",
        ("时间", "做了什么", "窗口人员", "哪个窗口", "事由", "办件编号"),
        rows,
        "窗口还没有查询或者代办过。",
        address(LOOKS_PATH, cursor=found.cursor) if found.cursor else "",
        len(found.unreadable),
    )


def show_console_sources(asked: Asked) -> Answer:
    cursor, now = asked.query.get("cursor") or None, asked.deps.clock()
    found = failure_page(prefill.source_failures(limit=_LENGTH, cursor=cursor, deps=asked.deps))
    rows = tuple(
        (
            one.day,
            one.source_text,
            f"至少 {one.count} 次",
            moment(one.first_at, now),
            moment(one.last_at, now),
            one.error,
        )
        for one in found.entries
    )
    return _listed(
        asked,
        "没有应答的数据来源",
        "填表时自动调用公共数据，对方没有应答的，按来源和日子计数。申请人可以自己填，不受影响。",
        ("日子", "来源", "次数", "第一次", "最后一次", "最后的原因"),
        rows,
        "各个数据来源都有应答，或者还没有接通。",
        address(SOURCES, cursor=found.cursor) if found.cursor else "",
        len(found.unreadable),
    )


def _listed(
    asked: Asked,
    title: str,
    about: str,
    heads: tuple[str, ...],
    rows: tuple[_Row, ...],
    empty: str,
    more: str,
    damaged: int,
) -> Answer:
    told = {"title": title, "about": about, "heads": heads, "rows": rows, "empty": empty}
    view = {**told, "more": more, "damaged": damaged}
    return Shown("operator/record.html", title, view)


PAGES = (
    Page(method="GET", path=RECORDS, roles=OPERATORS, handler=show_console_records),
    Page(method="GET", path=LOOKS_PATH, roles=OPERATORS, handler=show_console_looks),
    Page(method="GET", path=SOURCES, roles=OPERATORS, handler=show_console_sources),
)

"""What needs an operator now, as the first page of the console shows it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta

from functions.pages.moments import moment
from functions.pages.operator.addresses import CASES, ITEMS, SETBACK, address, case_address
from functions.pages.operator.words import KINDS, error_words, standing_words
from functions.ports.deps import NOTICES_LINE, OWN_LINES
from functions.shapes.words import item_name
from schemas.catalogue.edition import Edition
from schemas.codes import Attention
from schemas.operator.views_summary import PlaceTallyView, SummaryView, SweepView

Cell = str | tuple[str, str]
Row = tuple[Cell, ...]
# The sweep comes every minute; one that is older than a few of them does not come.
_LATE = timedelta(minutes=10)
PLACE_HEADS = ("部门", "地市", *(words for words, _ in KINDS.values()))


@dataclass(frozen=True, slots=True)
class _Alarm:
    """`links`: (words, address)."""

    words: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class NowPage:
    """`alarms`: what no operator can leave until later."""

    alarms: tuple[_Alarm, ...]
    kinds: tuple[Row, ...]
    places: tuple[Row, ...]
    offices: tuple[Row, ...]
    setbacks: tuple[Row, ...]
    sweep: tuple[tuple[str, str], ...]
    partial: bool


def now_page(summary: SummaryView, opened: tuple[int, bool], edition: Edition, now: datetime) -> NowPage:
    return NowPage(
        alarms=tuple(_alarms(summary, edition, now)),
        kinds=(_opened(*opened), *(_kind(kind, summary, now) for kind in KINDS)),
        places=tuple(map(_place, summary.places)),
        offices=tuple(_offices(summary, now)),
        setbacks=tuple(_setbacks(summary, now)),
        sweep=tuple(_sweep(summary.sweep, now)) if summary.sweep else (),
        partial=summary.partial,
    )


def _alarms(summary: SummaryView, edition: Edition, now: datetime) -> Iterator[_Alarm]:
    if summary.unreadable:
        yield _Alarm(
            f"读不出来的记录：{'、'.join(summary.unreadable)}。其中 route 是机构路由，相关地方的事项暂不分发；请运维人员从"
            "备份放回（lianban repair，运维手册 record-unreadable）。"
        )
    sweep = summary.sweep
    if sweep is None:
        yield _Alarm("还没有巡检过。巡检每分钟一次，没有巡检，丢失的步骤不会自动补做，请联系运维人员。")
        return
    if summary.silent_loss:
        yield _Alarm(
            f"有 {summary.silent_loss} 个事项无声丢失：没有办结，也没有列在任何待处理清单中。请立即联系运维人员。",
            tuple(
                (f"{item_name(edition, code)} {count} 个", address(CASES, status="open", item=code))
                for code, count in summary.lost.items()
            ),
        )
    if now - sweep.at > _LATE:
        yield _Alarm(
            f"最近一次巡检是{moment(sweep.at, now)}，已经过了{_ago(sweep.at, now)}。请联系运维人员。"
        )


def _opened(count: int, whole: bool) -> Row:
    link = address(CASES, status="open")
    return ("在办的办件", (_count(count, partial=not whole), link), "", "已经提交、还没有全部办结的")


def _kind(kind: Attention, summary: SummaryView, now: datetime) -> Row:
    tallies = [one for place in summary.places for one in place.tallies if one.attention == kind]
    words, about = KINDS[kind]
    count = sum(one.count for one in tallies)
    oldest = min((one.oldest for one in tallies), default=None)
    link = address(ITEMS, attention=kind)
    return (
        words,
        (_count(count, partial=summary.partial), link),
        f"{_ago(oldest, now)}（从{moment(oldest, now)}起）" if oldest else "",
        about,
    )


def _count(count: int, *, partial: bool) -> str:
    return f"{'至少 ' if partial else ''}{count} 件"


def _place(place: PlaceTallyView) -> Row:
    counts = {one.attention: one.count for one in place.tallies}
    return (
        place.department_text,
        place.city_name,
        *(_place_cell(place, kind, counts.get(kind, 0)) for kind in KINDS),
    )


def _place_cell(place: PlaceTallyView, kind: Attention, count: int) -> Cell:
    if not count:
        return ""
    link = address(ITEMS, attention=kind, department=place.department.value, city=place.city)
    return (f"{count} 件", link)


def _offices(summary: SummaryView, now: datetime) -> Iterator[Row]:
    for one in summary.in_trouble:
        own = one.office in OWN_LINES
        waiting = address(ITEMS, attention="untold" if one.office == NOTICES_LINE else "sending")
        yield (
            one.name if own else (one.name, address(CASES, office=one.office)),
            one.error_text or "没有正常应答",
            f"连续 {one.failures} 次" + (f"，从{moment(one.since, now)}起" if one.since else ""),
            f"{moment(one.next_try, now)}再试" if one.next_try else "照常在试",
            (f"{one.waiting} 件", waiting) if one.office == NOTICES_LINE or not own else "",
        )


def _setbacks(summary: SummaryView, now: datetime) -> Iterator[Row]:
    for one in summary.setbacks:
        yield (
            ("隔离，或者再试", f"{case_address(one.case_id)}/{SETBACK}"),
            f"{error_words(one.error, one.lost)}，{one.times} 次",
            f"从{moment(one.since, now)}起",
            standing_words(one.set_aside, one.lost),
        )


def _sweep(sweep: SweepView, now: datetime) -> Iterator[tuple[str, str]]:
    yield "时间", f"{moment(sweep.at, now)}，{_ago(sweep.at, now)}前"
    yield "看了多少", f"{sweep.cases} 个到时间该看的办件"
    yield "补做了", _figures(sweep.repairs.values(), "没有需要补做的")
    yield "没有做成", _figures(sweep.failures.values(), "没有")
    yield "无声丢失", "没有" if not sweep.silent_loss else f"{sweep.silent_loss} 个事项，列在上面"
    if sweep.set_back:
        yield "处理不了的办件", f"{sweep.set_back} 个，本地区的列在下面"


def _figures(counts: Iterable[int], none: str) -> str:
    total = sum(counts)
    return f"{total} 处" if total else none


def _ago(since: datetime, now: datetime) -> str:
    minutes = max(0, int((now - since).total_seconds()) // 60)
    if minutes < 60:
        return f" {minutes} 分钟" if minutes else "不到 1 分钟"
    hours = minutes // 60
    return f" {hours} 小时" if hours < 48 else f" {hours // 24} 天"

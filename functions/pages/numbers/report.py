"""A pilot's report (试点报告): one page to print, twelve single applications beside one for all."""

from functions.domain.numbers.hiding import POPULATION
from functions.pages.moments import day, moment
from functions.pages.numbers.spans import NUMBERS_PATH, asked_span
from functions.pages.operator import filters
from functions.pages.operator.addresses import address
from functions.pages.page import Answer, Asked, Sent, Shown
from functions.shapes.numbers import average, figure_told, share
from functions.shapes.words import region_name
from functions.usecases.guide.advise import guide
from functions.usecases.numbers.pilot import Pilot, SingleApplications, pilot
from schemas.wire import PROVINCE_NAME

_HEADS = ("比什么", "逐项申请（推算）", "一件事（实测）", "怎么得来")
_NONE = "没有办件"
_MONTHS = ("first", "last")


def show_console_pilot(asked: Asked) -> Answer:
    deps, given, city = asked.deps, asked_span(asked), filters.city_of(asked)
    if given.errors:
        return Sent(address(NUMBERS_PATH, city=city, **{name: asked.query.get(name, "") for name in _MONTHS}))
    span = given.span
    found = pilot(span, city=city, by=asked.by, deps=deps)
    view = {
        "back": address(NUMBERS_PATH, city=city, first=span.first, last=span.last),
        "place": region_name(guide(deps), city) if city else _whole_region(asked),
        "span": f"{span.first} 至 {span.last}",
        "until": moment(found.looked.until, deps.clock()) if found.looked.until else "还没有统计",
        "today": day(deps.clock()),
        "counting": bool(found.looked.being_counted),
        "damaged": found.looked.unreadable,
        "hides": not found.looked.whole,
        "cases": _cases(found),
        "heads": _HEADS,
        "rows": _rows(found),
        "others": _others(found),
        "edition": found.edition,
        "without_limit": "、".join(found.before.without_limit),
        "without_visits": "、".join(found.before.without_visits),
    }
    return Shown("numbers/pilot.html", "试点报告", view)


def _whole_region(asked: Asked) -> str:
    cities = filters.cities(asked)
    return PROVINCE_NAME if len(cities) > 1 else "".join(one.label for one in cities)


def _cases(found: Pilot) -> str:
    return figure_told(found.measured[POPULATION]) if found.measured else "0"


def _rows(found: Pilot) -> tuple[tuple[str, ...], ...]:
    before = found.before
    return (
        ("填几张表", f"{before.forms} 张", "1 张", "推算：每个事项一张申请表；实测：一件事只有一张申请表"),
        (
            "跟几个部门打交道",
            f"{before.departments} 个",
            "1 个入口",
            "推算：目录中各事项的办理部门；一件事由系统分发",
        ),
        (
            "交多少材料",
            f"{before.materials} 件",
            _of(found, "uploaded", "件"),
            "推算：目录中各事项申请材料清单里必需的材料，不含现场采集；实测：每件办件上传的材料，平均",
        ),
        (
            "跑多少趟",
            _visits(before),
            _of(found, "trips", "次"),
            "推算：目录中已核定的到场次数；实测：窗口提交、登记的到场、须到窗口领取的结果，平均",
        ),
        (
            "办多少天",
            _days(before),
            _of(found, "elapsed", "个工作日"),
            "推算：目录中已核定的最长法定办结时限逐项相加；实测：从提交到办件关闭，平均",
        ),
        (
            "同一批事项逐项办要多少天",
            _of(found, "item_days", "个工作日"),
            _of(found, "path", "个工作日"),
            "两边都是实测，平均：左边为各事项实际用时逐项相加，右边为其中互相等待的最长一串（关键路径）",
        ),
    )


def _others(found: Pilot) -> tuple[tuple[str, str], ...]:
    if not found.measured:
        return ()
    return (
        ("网上提交", share(found.measured, ("online",), ("online", "window"))),
        ("所办事项全部办成", share(found.measured, ("whole",), ("whole", "partly"))),
        ("经数据共享核验、免予提交的材料，平均", _of(found, "verified", "件")),
        ("由办理部门核验、免予提交的材料，平均", _of(found, "awaiting", "件")),
    )


def _of(found: Pilot, measure: str, unit: str) -> str:
    if not found.measured:
        return _NONE
    told = average(found.measured, measure)
    return f"{told} {unit}" if told[0].isdigit() else told


def _visits(before: SingleApplications) -> str:
    if len(before.without_visits) == before.forms:
        return "待核定"
    if before.without_visits:
        return f"{before.visits} 次，另有 {len(before.without_visits)} 个事项待核定"
    return f"{before.visits} 次"


def _days(before: SingleApplications) -> str:
    parts = [f"{before.working_days} 个工作日"] if before.working_days else []
    parts += [f"{before.natural_days} 日"] if before.natural_days else []
    known = "加 ".join(parts) or "待核定"
    if not parts or not before.without_limit:
        return known
    return f"{known}，另有 {len(before.without_limit)} 个事项待核定"

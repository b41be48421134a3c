"""系统对接: the first page of the kit for whoever connects a department's system, and where its parts are."""

from dataclasses import dataclass

from functions.pages.office.pages_kit_deliveries import DELIVERIES
from functions.pages.office.pages_kit_files import FILES
from functions.pages.office.pages_kit_keys import KEYS
from functions.pages.office.pages_kit_reports import REPORTS
from functions.pages.page import Answer, Asked, Page, Shown
from functions.web.roles import STAFF

_KIT = "/kit"


@dataclass(frozen=True, slots=True)
class Door:
    """One part of the kit: its page, and what it is for."""

    address: str
    title: str
    hint: str


# In the order of the work: each part adds its own.
DOORS: tuple[Door, ...] = (
    Door(
        DELIVERIES, "投递记录", "本系统每次调用贵单位业务系统的时间、编号、应答和耗时；没有收好的可以再发。"
    ),
    Door(REPORTS, "联调报告", "贵单位的程序做过哪些联调场景，哪些通过；报告由贵单位签名提交，可以打印。"),
    Door(KEYS, "密钥", "哪几把有效（只看指纹），怎样轮换不丢消息。"),
    Door(
        FILES,
        "样例、测试向量和消息格式",
        "可以直接运行的接收和答复程序，核对验签的测试数据，每种消息的 JSON Schema。",
    ),
)


@dataclass(frozen=True, slots=True)
class KitPage:
    doors: tuple[Door, ...]


def show_kit(asked: Asked) -> Answer:
    return Shown("office/kit.html", "系统对接", KitPage(DOORS))


PAGES = (Page(method="GET", path=_KIT, roles=STAFF, handler=show_kit),)

"""A result that was handed over: who came for it, and on what paper."""

from collections.abc import Iterator

from functions.domain.case.facts import Mark
from functions.domain.case.item import CaseItem
from functions.domain.case.todos import handed_over_on, mark_of, parcel_of
from functions.domain.clock import minute_text, shanghai_date
from functions.domain.masking import masked_name, masked_number
from schemas.case.views_item import CollectedView, ParcelView
from schemas.codes import CHINESE, Role
from schemas.codes_citizen import TodoKind
from schemas.dates import date_text

_Fact = tuple[str, str]


def collected_view(item: CaseItem, *, whole: bool = False) -> CollectedView | None:
    """`whole`: for whoever handed it over. Everybody else reads of somebody who came in the applicant's stead what tells them
    apart, no more."""
    mark = mark_of(item, TodoKind.FETCH)
    if mark is None:
        return None
    said = mark.handover
    agent = said.agent if said else None
    name = tail = None
    if agent:
        name = agent.name if whole else masked_name(agent.name)
        tail = agent.id_tail if whole else masked_number(agent.id_tail)
    return CollectedView(
        at=mark.at,
        by=mark.by,
        by_text=CHINESE[mark.by],
        paper=said.paper if said else None,
        paper_text=CHINESE[said.paper] if said else None,
        mandate=agent.mandate if agent else None,
        mandate_text=CHINESE[agent.mandate] if agent else None,
        name=name,
        id_tail=tail,
        text=_told(mark, name),
    )


def parcel_view(item: CaseItem) -> ParcelView | None:
    parcel = parcel_of(item)
    if parcel is None:
        return None
    on = date_text(shanghai_date(parcel.at))
    return ParcelView(
        carrier=parcel.carrier,
        number=parcel.number,
        at=parcel.at,
        by=parcel.by,
        by_text=CHINESE[parcel.by],
        text=f"{on}由{parcel.carrier}寄出，邮件号码 {parcel.number}。",
    )


def _told(mark: Mark, name: str | None) -> str:
    said, on = mark.handover, date_text(mark.day)
    if said is None and mark.by is Role.APPLICANT:
        return f"申请人于{on}说明已经领取。"
    if said is None:
        return f"由{CHINESE[mark.by]}于{on}登记已经领取。"
    if said.agent is None:
        return f"由申请人本人于{on}凭{CHINESE[said.paper]}领取。"
    return f"由代领人{name}于{on}凭{CHINESE[said.paper]}和{CHINESE[said.agent.mandate]}领取。"


def collected_facts(item: CaseItem) -> Iterator[_Fact]:
    """All of it, for the office's staff and the window's."""
    if parcel := parcel_view(item):
        yield "邮寄", parcel.text
    view = collected_view(item, whole=True)
    if view is None:
        return
    received = handed_over_on(item)
    if received and received != shanghai_date(view.at):
        yield "交出或者签收的日期", date_text(received)
    yield "领取时间", minute_text(view.at)
    if view.paper_text:
        yield "领取人", f"{view.name}（代领）" if view.name else "申请人本人"
        yield "出示的证件", view.paper_text + (f"（号码后四位 {view.id_tail}）" if view.id_tail else "")
    if view.mandate_text:
        yield "代领依据", view.mandate_text
    yield "登记人", view.by_text

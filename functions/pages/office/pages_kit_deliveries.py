"""投递记录: each call to an office's system, for its own developers; and the way to have something sent again."""

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from functions.domain.case.refusals import CaseNotFound
from functions.domain.office.refusals import OfficeNotFound
from functions.pages.done_marks import said_done
from functions.pages.fields import Choice, Field, Kind, Wrong, summary, with_errors
from functions.pages.office.pages_list import reference_field
from functions.pages.office.place import own_department
from functions.pages.page import Answer, Asked, Page, Shown
from functions.ports.offices import Office
from functions.ports.page import Page as Found
from functions.shapes.office import delivery_page
from functions.usecases.guide.advise import guide
from functions.usecases.office.deliveries import Logged, deliveries_of_office, deliveries_of_reference
from functions.usecases.office.jurisdiction import systems_of
from functions.web.path_parameters import PARAMETERS
from functions.web.roles import STAFF
from schemas.office.deliveries import DeliveryView, ItemDeliveriesView

DELIVERIES, RESEND = "/kit/deliveries", "/kit/resend"
_LENGTH = 20
TYPES = {
    "item.dispatched": "事项分发",
    "item.corrected": "补正之后再次分发",
    "item.withdrawal_requested": "申请人要求撤回",
    "item.material_added": "补交材料",
    "item.reminded": "催办",
}


_RESENT = "已记录，一分钟左右发出；发出之后这里就有新的一次。"


@dataclass(frozen=True, slots=True)
class _Call:
    """`tag`: how it ended, in a word; `facts`: the rest, by name."""

    at: datetime
    title: str
    tag: tuple[str, str]
    facts: tuple[tuple[str, str], ...]
    next_at: datetime | None


@dataclass(frozen=True, slots=True)
class _Entry:
    title: str
    reference: str
    standing: str
    calls: tuple[_Call, ...]
    resend: str


@dataclass(frozen=True, slots=True)
class DeliveriesPage:
    """`offices` None: there is only one. `lost`: where all since a time is asked for. `damaged`: how many cannot be read."""

    office: str
    office_name: str
    offices: Field | None
    field: Field
    entries: tuple[_Entry, ...]
    empty: str
    more: str
    lost: str
    told: str
    wrong: tuple[Wrong, ...]
    damaged: int = 0


def show_kit_deliveries(asked: Asked) -> Answer:
    offices = systems_of(asked.by, asked.deps)
    office = chosen_office(offices, asked.query.get("office", ""))
    if office is None:
        return Shown("office/kit_deliveries.html", "投递记录", _nobody())
    given = asked.query.get("reference", "").strip()
    found, error = _found(asked, office, given)
    shown = delivery_page(found, office.id, guide(asked.deps))
    (field,) = with_errors((reference_field(given),), {"reference": error})
    view = DeliveriesPage(
        office=office.id,
        office_name=office.name,
        offices=office_field(offices, office) if len(offices) > 1 else None,
        field=field,
        entries=tuple(_entry(one, office) for one in shown.entries),
        empty=""
        if error
        else "还没有向贵单位的系统发送过事项，或者都已有结果。已有结果的，请按办件编号查找。",
        more=_address(DELIVERIES, office=office.id, cursor=found.cursor) if found.cursor else "",
        lost=_address(RESEND, office=office.id),
        told=_RESENT if said_done(asked) == "resent" else "",
        wrong=summary((field,)),
        damaged=len(found.unreadable),
    )
    return Shown("office/kit_deliveries.html", "投递记录", view, wrong=bool(view.wrong))


def chosen_office(offices: tuple[Office, ...], wanted: str) -> Office | None:
    """The one that the address names, else the first. Raises OfficeNotFound for one that is not this person's."""
    if not wanted:
        return offices[0] if offices else None
    for office in offices:
        if office.id == wanted:
            return office
    raise OfficeNotFound


def office_field(offices: tuple[Office, ...], here: Office) -> Field:
    choices = tuple(Choice(one.id, one.name) for one in offices)
    return Field("office", "哪个办理机构的系统", Kind.SELECT, values=(here.id,), choices=choices)


def _nobody() -> DeliveriesPage:
    empty = "本部门在本辖区没有接入业务系统：事项在工作台办理，或者以交换文件往来，没有投递记录。"
    return DeliveriesPage("", "", None, reference_field(""), (), empty, "", "", "", ())


def _found(asked: Asked, office: Office, given: str) -> tuple[Found[Logged], str]:
    """What there is, or what to do."""
    if not given:
        page = deliveries_of_office(
            office.id,
            own_department(asked),
            by=asked.by,
            limit=_LENGTH,
            cursor=asked.query.get("cursor") or None,
            deps=asked.deps,
        )
        return page, ""
    spelled = PARAMETERS["reference"].spell(given)
    if not PARAMETERS["reference"].admits(spelled):
        return Found(()), "办件编号应以 TY 开头，共 17 位，请照回执填写。"
    try:
        found = deliveries_of_reference(
            spelled, office.id, own_department(asked), by=asked.by, deps=asked.deps
        )
    except CaseNotFound:
        return Found(()), "没有向该机构的系统发送过这一办件的事项，请核对编号。"
    return Found(found), ""


def _entry(one: ItemDeliveriesView, office: Office) -> _Entry:
    return _Entry(
        title=one.item_name,
        reference=one.reference,
        standing=f"第 {one.round} 轮 · {one.status_text} · {'已送达' if one.arrived else '尚未送达'}",
        calls=tuple(_call(call) for call in one.deliveries),
        resend=_address(RESEND, office=office.id, reference=one.reference, item=one.item),
    )


def _call(call: DeliveryView) -> _Call:
    answered = f"HTTP {call.status}" if call.status else "没有应答"
    facts = [
        ("webhook-id", call.webhook_id),
        ("type", call.type),
        ("第几次", str(call.attempt)),
        ("应答", answered),
        ("耗时", f"{call.took_ms} 毫秒"),
    ]
    if call.said:
        facts.append(("贵单位的系统说", call.said))
    tag = ("done", "已收下") if call.taken else ("waiting", "没有收下")
    return _Call(call.at, TYPES[call.type], tag, tuple(facts), call.next_at)


def _address(place: str, **asked: str | None) -> str:
    return f"{place}?{urlencode({name: value for name, value in asked.items() if value})}"


PAGES = (Page(method="GET", path=DELIVERIES, roles=STAFF, handler=show_kit_deliveries),)

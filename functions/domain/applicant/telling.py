"""What somebody without an account is told by phone (短信): what to do, where, until when. Pure.

A sentence names the case by its reference, an item by its public name, offices by theirs: never a person, nor what an office
wrote freely.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.access import WINDOW
from functions.domain.case.case import Ledger
from functions.domain.case.grounds import remedy_told
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.notices_owed import Owed
from functions.domain.case.todos import parcel_of, to_be_fetched
from functions.domain.case.unmet import is_abandoned
from functions.domain.catalogue.law import is_licence_code
from functions.domain.catalogue.materials import material_of
from functions.domain.clock import SHANGHAI, last_day_text, shanghai_date
from schemas.catalogue.edition import Edition
from schemas.codes import Outcome
from schemas.codes_citizen import NoticeTemplate
from schemas.dates import date_text

_ACCOUNT = "登录本人实名账号"


@dataclass(frozen=True, slots=True)
class ToldTodo:
    """`office`: the name of the office that has the item, or where an appointment was, while the table has it."""

    ledger: Ledger
    owed: Owed
    edition: Edition
    office: str | None

    @property
    def item(self) -> CaseItem:
        return self.ledger.item(self.owed.item or "")

    @property
    def name(self) -> str:
        code = self.owed.item or ""
        known = self.edition.has(code) or code == SERVICE_CHECK
        return self.edition.item(code).name if known else code

    @property
    def window(self) -> str:
        """Where it was handed in."""
        region = self.ledger.case.applicant.removeprefix(WINDOW)
        try:
            return f"{self.edition.regions.name(region)}政务服务窗口"
        except KeyError:
            return "原收件窗口"


def phone_text(told: ToldTodo) -> str:
    reference = told.ledger.case.reference
    if told.owed.item is None:
        return _OF_CASES[told.owed.template](told).format(reference=reference)
    return f"您的办件 {reference}：{_OF_ITEMS[told.owed.key.partition('/')[0]](told)}"


def _received(told: ToldTodo) -> str:
    return (
        "您的退役军人服务“一件事”申请已收件，办件编号 {reference}，请保存。"
        f"查询进度可凭编号到{told.window}，也可{_ACCOUNT}。"
    )


def _in_progress(_told: ToldTodo) -> str:
    return "您的办件 {reference} 正在由各部门办理；需要您办理时，会再发短信。"


def _done(told: ToldTodo) -> str:
    return (
        f"您的办件 {{reference}} 的所有事项都已有结果。请到{told.window}或者{_ACCOUNT}查看，"
        "其中可能有需要您领取或者办理的。"
    )


def _correction(told: ToldTodo) -> str:
    by = told.item.clock.correct_by
    when = f"请在{last_day_text(by)}" if by else "请"
    return f"“{told.name}”需要补正，{when}到{told.window}或者{_ACCOUNT}，按补正清单办理。"


def _contest(told: ToldTodo) -> str:
    by = told.item.clock.correct_by
    when = f"可在{last_day_text(by)}" if by else "可"
    return f"“{told.name}”没有通过，{when}到{told.window}或者{_ACCOUNT}查看理由，凭证明材料提出一次异议。"


def _visit(told: ToldTodo) -> str:
    note = told.edition.item(told.item.code).visits.told if told.edition.has(told.item.code) else None
    clock = told.item.clock
    # What only counts as accepted the office has not accepted, except where the law says so.
    spoken = not clock.deemed_accepted or is_licence_code(told.item.code, told.edition)
    has_it = "已受理" if clock.accepted_at and spoken else "已送达"
    return f"“{told.name}”{_office(told)}{has_it}，到场事项：{note or '请向该机构询问。'}"


def _appointment(told: ToldTodo) -> str:
    where = f"请按时到{_office(told)}。不能来的，请到{told.window}或者{_ACCOUNT}改约。"
    return f"“{told.name}”的到场时间是{_booked(told)}，{where}"


def _called_off(told: ToldTodo) -> str:
    return f"“{told.name}”原定{_booked(told)}到{_office(told)}，该机构届时停办，请到{told.window}或者{_ACCOUNT}另约时间。"


def _moved(told: ToldTodo) -> str:
    begins = f"“{told.name}”已转由其他机构办理，原定{_booked(told)}到{_office(told)}的预约取消，请不要前往"
    return f"{begins}。需要到场时会再通知，也可到{told.window}或者{_ACCOUNT}查看。"


def _booked(told: ToldTodo) -> str:
    found = told.item.todos.appointment
    return told_moment(found.at) if found else "近期"


def _deferral(told: ToldTodo) -> str:
    _, item, code = told.owed.key.split("/", 2)
    found = material_of(told.edition, item, code)
    due = next(
        (one.due_at for one in told.ledger.case.deferred if (one.item, one.code) == (item, code)), None
    )
    when = f"请在{last_day_text(due)}" if due else "请尽快"
    return f"“{told.name}”已按容缺提交，{when}把“{found.name if found else code}”交到{told.window}，或者{_ACCOUNT}上传。"


def _result(told: ToldTodo) -> str:
    item, name = told.item, f"“{told.name}”{'（办理结果已更正）' if told.item.desk.overrides else ''}"
    see = f"到{told.window}或者{_ACCOUNT}查看"
    if to_be_fetched(item) and parcel_of(item):
        return f"{name}的办理结果已由{_office(told)}寄出，请留意查收；单号可{see}。"
    if to_be_fetched(item):
        return f"{name}已办结，请到{_office(told)}领取结果。"
    if item.outcome is Outcome.GRANTED:
        return f"{name}已办结，可{see}。"
    if item.outcome is Outcome.LAPSED:
        return f"{name}超过补正期限没有补正，已按补正超时处理。如仍需办理，请重新申请。"
    if item.outcome is Outcome.WITHDRAWN and not is_abandoned(item):
        return f"{name}已撤回。如仍需办理，请重新申请。"
    if is_abandoned(item):
        return f"{name}没有办理，请到{told.window}或者{_ACCOUNT}，查看原因和可以怎么办。"
    what = "理由和救济途径" if remedy_told(item.answer) else "理由（决定未载明救济途径）"
    return f"{name}没有{'通过' if item.is_service_check else '办成'}，请到{told.window}或者{_ACCOUNT}，查看{what}。"


def told_moment(at: datetime) -> str:
    """As appointments are told everywhere."""
    here = at.astimezone(SHANGHAI)
    return f"{date_text(shanghai_date(at))}（星期{'一二三四五六日'[here.weekday()]}）{here:%H:%M}"


def _office(told: ToldTodo) -> str:
    return told.office or "办理机构"


_OF_CASES: Mapping[NoticeTemplate, Callable[[ToldTodo], str]] = {
    NoticeTemplate.RECEIVED: _received,
    NoticeTemplate.IN_PROGRESS: _in_progress,
    NoticeTemplate.DONE: _done,
}
# By what a notice's key begins with.
_OF_ITEMS: Mapping[str, Callable[[ToldTodo], str]] = {
    "correction": _correction,
    "contest": _contest,
    "visit": _visit,
    "appointment": _appointment,
    "called_off": _called_off,
    "moved": _moved,
    "deferred": _deferral,
    "result": _result,
}

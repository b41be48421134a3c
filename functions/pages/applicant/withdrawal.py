"""Withdrawing items (撤回): chosen, then what follows is told, then it is done."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from pydantic import ValidationError

from functions.domain.case.appointments import standing
from functions.domain.case.case import Ledger
from functions.domain.case.item import WITH_DEPARTMENT, CaseItem
from functions.pages.case.views import address_of_case
from functions.pages.expected import EXPECTED, by_field, told
from functions.pages.fields import Choice, Field, Kind, Wrong, filled, summary, with_errors
from functions.pages.keys import key_of, new_key
from functions.pages.page import Answer, Asked, Page, Sent, Shown
from functions.shapes.applicant.acts import withdrawal_view
from functions.shapes.case.shown import case_shown
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.case.view import ledger_of
from functions.web.roles import SUBMITTERS
from schemas.applicant.acts import WithdrawalOrder
from schemas.applicant.views_acts import BlockedItemView, WithdrawalView
from schemas.case.views import CaseView
from schemas.codes import WithdrawalStep

_WITHDRAWAL = "/cases/{case_id}/withdrawal"
_REASON = Field("reason", "为什么撤回", Kind.LONG_TEXT, rows=3, hint="写给经办部门看的，一两句话就可以。")
_NONE_CHOSEN = "请至少选择一个要撤回的事项。"
_MEANS = {
    WithdrawalStep.ENDS_NOW: "还没有送部门，确认后马上撤回。",
    WithdrawalStep.ASK_OFFICE: "已经送部门。确认后通知部门，部门同意了才算撤回；部门已经作出决定的，以决定为准。",
    WithdrawalStep.ALREADY_ASKED: "已经申请撤回，正在等部门确认。",
}
_GIVES_UP = "已经预约的到场时间随即让出，不用再去。"
_BLOCKED = {
    True: "要等“{name}”办好才能办，确认后它也不再办理。",
    False: "要等“{name}”办好才能办；部门同意撤回后，它也不再办理。",
}


@dataclass(frozen=True, slots=True)
class Choosing:
    case_id: str
    fields: tuple[Field, ...]
    wrong: tuple[Wrong, ...]
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Told:
    """What will follow, line by line: (item, in words). `chosen`, `reason`: sent on with the confirmation.

    `others`: there are items that go on. `checked`: only the check does, which an office has."""

    case_id: str
    key: str
    chosen: tuple[str, ...]
    reason: str
    steps: tuple[tuple[str, str], ...]
    blocked: tuple[tuple[str, str], ...]
    others: bool
    checked: bool
    problem: str = ""


def choose_withdrawal(asked: Asked) -> Answer:
    return _choosing(asked, preset=(asked.query.get("item", ""),))


def look_at_withdrawal(asked: Asked) -> Answer:
    """Tells what would follow; nothing is done."""
    return _looked_at(asked)


def confirm_withdrawal(asked: Asked) -> Answer:
    case_id = asked.path["case_id"]
    try:
        order = _order(asked, dry_run=False)
        _, done = withdraw(case_id, order, by=asked.by, key=key_of(asked), deps=asked.deps)
    except ValidationError as error:
        return _choosing(asked, errors=_errors(error), status=422)
    except EXPECTED as error:
        return _choosing(asked, problem=told(error))
    waits = any(step is not WithdrawalStep.ENDS_NOW for _, step in done.steps)
    return Sent(f"{address_of_case(case_id)}?done={'asked' if waits else 'withdrawn'}")


def _looked_at(asked: Asked) -> Answer:
    case_id = asked.path["case_id"]
    try:
        order = _order(asked, dry_run=True)
        ledger, plan = withdraw(case_id, order, by=asked.by, key="", deps=asked.deps)
    except ValidationError as error:
        return _choosing(asked, errors=_errors(error), status=422)
    except EXPECTED as error:
        return _choosing(asked, problem=told(error))
    view = withdrawal_view(plan, asked.deps.editions(ledger.case.edition), dry_run=True)
    return Shown("applicant/withdrawal_told.html", "撤回后的影响", _told(view, ledger, order, asked))


def _told(view: WithdrawalView, ledger: Ledger, order: WithdrawalOrder, asked: Asked) -> _Told:
    gone = {*(one.item for one in view.items), *(one.item for one in view.blocked)}
    others = any(item.outcome is None and item.code not in gone for item in ledger.held)
    return _Told(
        case_id=asked.path["case_id"],
        key=new_key(asked),
        chosen=order.items or (),
        reason=order.reason,
        steps=tuple(
            (one.name, _MEANS[one.step] + _given_up(ledger.item(one.item), asked.deps.clock()))
            for one in view.items
        ),
        blocked=tuple(_blocked(view.blocked)),
        others=others,
        checked=not others and ledger.service_check.status in WITH_DEPARTMENT,
    )


def _given_up(item: CaseItem, now: datetime) -> str:
    """A time that has begun is nobody else's any more."""
    found = standing(item)
    return _GIVES_UP if found and found.at > now else ""


def _blocked(found: tuple[BlockedItemView, ...]) -> Iterator[tuple[str, str]]:
    for one in found:
        yield one.name, _BLOCKED[one.at_once].format(name=one.because_name)


def _order(asked: Asked, *, dry_run: bool) -> WithdrawalOrder:
    """Raises ValidationError."""
    chosen = tuple(one for one in asked.form.all("items") if one)
    return WithdrawalOrder(items=chosen, reason=asked.form.text("reason"), dry_run=dry_run)


def _errors(error: ValidationError) -> dict[str, str]:
    found = by_field(error)
    return found | ({"items": _NONE_CHOSEN} if "items" in found else {})


def _choosing(
    asked: Asked,
    *,
    preset: tuple[str, ...] = (),
    errors: dict[str, str] | None = None,
    problem: tuple[str, int] = ("", 200),
    status: int = 0,
) -> Shown:
    ledger = ledger_of(asked.path["case_id"], by=asked.by, deps=asked.deps)
    case = case_shown(ledger, asked.deps)
    given = (_items(case, preset), _REASON)
    sent = given if not asked.form.fields else tuple(filled(one, asked.form) for one in given)
    fields = with_errors(sent, errors or {})
    view = Choosing(case.case_id, fields if given[0].choices else (), summary(fields), problem[0])
    wrong = bool(errors) or bool(problem[0])
    return Shown("applicant/withdrawal.html", "撤回事项", view, status or problem[1], wrong=wrong)


def _items(case: CaseView, preset: tuple[str, ...]) -> Field:
    open_ = (one for one in case.items if one.outcome is None and one.withdrawal_at is None)
    choices = tuple(Choice(one.code, one.name) for one in open_)
    return Field("items", "撤回哪些事项", Kind.TICKS, preset, choices=choices)


PAGES = (
    Page(method="GET", path=_WITHDRAWAL, roles=SUBMITTERS, handler=choose_withdrawal),
    Page(method="POST", path=_WITHDRAWAL, roles=SUBMITTERS, handler=look_at_withdrawal),
    Page(method="POST", path=f"{_WITHDRAWAL}/confirmation", roles=SUBMITTERS, handler=confirm_withdrawal),
)

"""Plain Chinese for where a case stands: whose turn it is, and what the applicant has to do."""

from collections.abc import Sequence
from datetime import date

from functions.domain.applicant.letters import OF_OUTCOME
from functions.domain.applicant.progress import Todo
from functions.domain.case.case import Ledger
from functions.domain.case.grounds import basis_text, remedy_text
from functions.domain.case.item import FAILED, CaseItem
from functions.domain.case.todos import mark_of, parcel_of, to_be_fetched
from functions.domain.case.unmet import INSTEAD, is_abandoned, is_unmet, waits_for_applicant, waits_in_vain
from functions.domain.catalogue.law import is_licence_code, publishes_notice
from functions.domain.clock import last_day_text, shanghai_date
from functions.domain.deadlines.notice_words import notice_term
from functions.shapes.case.words_check import blocked_text, check_ended, check_step
from functions.shapes.words import department_name, item_name
from schemas.case.answers import Granted
from schemas.catalogue.edition import Edition
from schemas.codes import CHINESE, CaseStatus, ItemStatus, LetterKind, Outcome
from schemas.codes_citizen import TodoKind
from schemas.dates import date_text

_TODO: dict[TodoKind, str] = {
    TodoKind.CORRECT: "请按补正清单补充“{name}”的材料或内容。",
    TodoKind.FETCH: "“{name}”已办结，请到{who}的窗口领取结果。",
    TodoKind.VISIT: "“{name}”的到场事项：",
    TodoKind.CONTEST: "“{name}”没有办成，理由、依据和救济途径见《{letter}》。{remedy}",
    TodoKind.BRING: "“{name}”已按容缺提交，请在期限前补交：",
    TodoKind.CONTEST_CHECK: "“{name}”没有通过，可以提出一次异议。理由：",
    TodoKind.OTHERWISE: "“{name}”没有办理，请查看原因和其他办法。",
    TodoKind.APPLY_AGAIN: "“{name}”补正超时，如仍需办理，请重新提交申请。",
}
_TODO_OF_PARCEL = "“{name}”的办理结果已经寄出，邮件号码见该事项。收到以后，请在这里说明已经收到。"
_WAITS: dict[ItemStatus, str] = {
    ItemStatus.READY: "即将分发至{who}，无需您操作。",
    ItemStatus.DISPATCHED: "已送达{who}，等待收件。",
    ItemStatus.RECEIVED: "{who}正在审查；{notice}。",
    ItemStatus.ACCEPTED: "{who}正在办理。",
    ItemStatus.SUSPENDED: "{who}已进入特别程序（如检验、核查等），这段时间不算在办理时间里，详见《特别程序告知书》。",
    ItemStatus.INCIDENT: "办理中出现异常，运行管理员正在处理，无需您操作。",
}
IN_WRITING = f"书面说明见《{CHINESE[LetterKind.NOT_DONE]}》。"
LONGER = "办理时间已延长，详见《延长办理期限告知书》。"
_ENDED: dict[Outcome, str] = {
    Outcome.WITHDRAWN: "已撤回；如仍需办理，可重新提交申请。",
    Outcome.LAPSED: f"补正超时；如仍需办理，请重新提交申请。{IN_WRITING}",
    Outcome.NOT_NEEDED: "按您的情况无需办理。",
}


def todo_text(one: Todo, name: str, item: CaseItem) -> str:
    """What to do about a refusal is what the decision told; where it told nothing, that is said."""
    kind = OF_OUTCOME.get(item.outcome) if item.outcome else None
    letter = CHINESE[kind] if kind else ""
    words = _TODO_OF_PARCEL if one.kind is TodoKind.FETCH and parcel_of(item) else _TODO[one.kind]
    who = department_name(item.department)
    text = words.format(name=name, who=who, letter=letter, remedy=remedy_text(item.answer))
    until = f"最晚{date_text(shanghai_date(one.until))}（含当天）。" if one.until else ""
    note = f"理由：{one.note}" if one.kind is TodoKind.CONTEST and one.note else one.note or ""
    return f"{text}{_ended(note)}{until}"


def _ended(note: str) -> str:
    """Whoever wrote it: something follows."""
    return note if not note or note.endswith(("。", "！", "？")) else f"{note}。"


def item_next_step(item: CaseItem, ledger: Ledger, edition: Edition, today: date | None = None) -> str:
    """Who does what now. `today`: nobody is sent for what is not valid any more."""
    who = department_name(item.department)
    if item.outcome:
        return _after(item, ledger, edition, today)
    if item.withdrawal.at:
        return f"已申请撤回，等待{who}确认。{_unanswered(item)}"
    if item.status is ItemStatus.CORRECTING:
        by = f"请在{last_day_text(item.clock.correct_by)}" if item.clock.correct_by else "请"
        return f"{by}按清单补正，补正后由{who}继续办理。"
    if item.status is ItemStatus.CONTESTABLE or (
        item.is_service_check and item.status is not ItemStatus.INCIDENT
    ):
        return check_step(item, ledger)
    if item.status is ItemStatus.WAITING:
        return _waiting(item, ledger, edition)
    published = publishes_notice(item.code, edition)
    notice = notice_term(bound=is_licence_code(item.code, edition), published=published)
    longer = LONGER if item.clock.extended and item.status is ItemStatus.ACCEPTED else ""
    return _WAITS[item.status].format(who=who, notice=notice) + longer


def _unanswered(item: CaseItem) -> str:
    """A correction that the office had asked for before is not to be answered any more; its term still ends the item."""
    if item.status is not ItemStatus.CORRECTING or not item.clock.correct_by:
        return ""
    return f"不用再补正；到{date_text(shanghai_date(item.clock.correct_by))}还没有答复的，按撤回处理。"


def item_next_steps(item: CaseItem, ledger: Ledger, edition: Edition, today: date | None = None) -> str:
    """What comes next: of an open item as the catalogue says, of one that has ended what is true of how it ended."""
    if item.outcome:
        return _after(item, ledger, edition, today)
    return edition.item(item.code).next_steps if _is_known(item, edition) else ""


def _after(item: CaseItem, ledger: Ledger, edition: Edition, today: date | None) -> str:
    if item.outcome is Outcome.BLOCKED:
        return blocked_text(item, ledger, edition) + IN_WRITING
    if is_abandoned(item):
        return f"{item.reason}。{INSTEAD.format(who=department_name(item.department))}{IN_WRITING}"
    if item.is_service_check and item.outcome in FAILED:
        return check_ended(item, ledger)
    if item.outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED):
        return f"请查看《{CHINESE[OF_OUTCOME[item.outcome]]}》。{basis_text(item.answer)}{remedy_text(item.answer)}"
    if item.outcome in _ENDED:
        return _ENDED[item.outcome]
    return _granted(item, edition, today)


def _granted(item: CaseItem, edition: Edition, today: date | None) -> str:
    """What the office told counts before what the catalogue says; what is to be fetched is told first."""
    if mark := mark_of(item, TodoKind.FETCH):
        return f"办理结果已于{date_text(mark.day)}{'收到' if parcel_of(item) else '领取'}。"
    result = item.answer.result if isinstance(item.answer, Granted) else None
    told = result.next_steps if result and result.next_steps else _after_grant(item, edition)
    if result is None or not to_be_fetched(item):
        return told
    if result.valid_until and today and result.valid_until < today:
        had = "收到" if parcel_of(item) else "领取"
        return (
            f"“{result.document}”的有效期到{date_text(result.valid_until)}为止，已经过了，没有登记{had}。"
            f"仍需要的，请到{department_name(item.department)}的窗口询问。"
        )
    if parcel := parcel_of(item):
        on = date_text(shanghai_date(parcel.at))
        return f"“{result.document}”已于{on}寄出，由{parcel.carrier}承运，收到后请登记。{told}"
    until = f"（有效期至 {date_text(result.valid_until)}）" if result.valid_until else ""
    return f"请到{department_name(item.department)}的窗口领取“{result.document}”{until}。{told}"


def _after_grant(item: CaseItem, edition: Edition) -> str:
    if not _is_known(item, edition):
        return "已办结。"
    catalogued = edition.item(item.code)
    return catalogued.after_grant or catalogued.next_steps


def _is_known(item: CaseItem, edition: Edition) -> bool:
    return edition.has(item.code) or item.is_service_check


def _waiting(item: CaseItem, ledger: Ledger, edition: Edition) -> str:
    open_ = [one for one in ledger.prerequisites(item) if one.outcome is None]
    names = "、".join(item_name(edition, one.code) for one in open_)
    if vain := waits_in_vain(ledger, item):
        asked = f"“{item_name(edition, vain.code)}”已申请撤回"
        return f"等待“{names}”。{asked}；部门同意撤回的，这个事项也不再办理。"
    first = waits_for_applicant(ledger, item)
    if first:
        return f"等待“{names}”。“{item_name(edition, first.code)}”正等您处理，请先看“待您办理”。"
    return f"等待“{names}”办结后自动开始，无需您操作。" if names else "即将开始，无需您操作。"


def case_next_step(ledger: Ledger, todos: Sequence[object]) -> str:
    if todos:
        return f"有 {len(todos)} 件事需要您办理，请看“待您办理”。"
    if ledger.case.status is CaseStatus.CLOSED:
        unmet = sum(is_unmet(item) for item in ledger.held)
        if unmet:
            return f"所有事项都已有结果，其中 {unmet} 项没有办成，各项写明了原因和可以怎么办。"
        return "所有事项都已有结果，无需您操作。"
    check = ledger.service_check
    if check.outcome is None:
        stuck = check.status is ItemStatus.INCIDENT
        return _WAITS[ItemStatus.INCIDENT] if stuck else check_step(check, ledger)
    still = sum(1 for item in ledger.held if item.outcome is None)
    return f"还有 {still} 个事项正在办理，目前无需您操作；需要您办理时会在这里显示。"

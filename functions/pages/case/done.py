"""What the reader has just done on another page, told on the case's own: only where the case says so, too."""

from collections.abc import Callable, Mapping

from functions.domain.case.appointments import standing
from functions.domain.case.case import Ledger
from functions.domain.case.corrections import open_corrections
from functions.domain.case.item import FAILED
from functions.domain.case.notices_owed import notices_of
from functions.shapes.applicant.acts import ASKED, CONTESTED, CORRECTED, MORE_TO_CORRECT, WAIVED, WITHDRAWN
from schemas.codes import Outcome
from schemas.codes_citizen import NoticeStatus

_Is = Callable[[Ledger], bool]


def _is_corrected(ledger: Ledger) -> bool:
    return any(item.dispatch.round > 1 for item in ledger.items)


DONE_NOTES: Mapping[str, tuple[str, _Is]] = {
    "corrected": (CORRECTED, lambda it: _is_corrected(it) and not open_corrections(it)),
    "more": (MORE_TO_CORRECT, lambda it: _is_corrected(it) and bool(open_corrections(it))),
    "contested": (CONTESTED, lambda it: it.service_check.contest.at is not None),
    "waived": (WAIVED, lambda it: it.service_check.outcome in FAILED),
    "asked": (ASKED, lambda it: any(item.withdrawal.at for item in it.held)),
    "withdrawn": (WITHDRAWN, lambda it: any(item.outcome is Outcome.WITHDRAWN for item in it.held)),
    "rated": ("已经评价，谢谢。七天内可以修改。", lambda it: any(item.aftercare.rating for item in it.held)),
    "booked": (
        "已经约好到场时间，请看“待您办理”。预约单可以在预约页面下载。",
        lambda it: any(standing(item) for item in it.held),
    ),
    "unbooked": (
        "预约已经取消，时间已经让出。",
        lambda it: any(one.state for item in it.held if (one := item.todos.appointment)),
    ),
    "marked": ("已经登记。", lambda it: any(item.todos.marks for item in it.items)),
    "told": (
        "已经登记告知了申请人。",
        lambda it: any(one.status is NoticeStatus.TOLD for one in notices_of(it)),
    ),
}


def done_words(name: str, ledger: Ledger) -> str:
    """`name`: as the address has it; "" where there is nothing to say."""
    words, is_so = DONE_NOTES.get(name, ("", lambda _: False))
    return words if is_so(ledger) else ""

"""What a person applied for and did not get, other than by their own wish; and what it failed by. Pure."""

from collections.abc import Callable

from functions.domain.case.case import Ledger
from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.case.waits import blocking
from schemas.case.answers import Withdrawn
from schemas.codes import CHINESE, Outcome

ABANDONED = "运行管理员终止办理：{reason}"
ENDED_BY_OPERATOR = "终止办理"
INSTEAD = "情况更正或者问题解决后，可以重新提交申请；也可以带上有关证明，到{who}的窗口咨询、办理。"
_UNMET = frozenset({Outcome.REFUSED, Outcome.NOT_ACCEPTED, Outcome.LAPSED, Outcome.BLOCKED})


def is_abandoned(item: CaseItem) -> bool:
    """An operator ended it (终止办理); it counts as withdrawn, and nobody wished that."""
    return item.outcome is Outcome.WITHDRAWN and (item.desk.abandoned or _was_abandoned(item))


def _was_abandoned(item: CaseItem) -> bool:
    """Of a row of before that was noted its reason tells; what an office has agreed to was not ended by an operator."""
    agreed = isinstance(item.answer, Withdrawn)
    return not agreed and (item.reason or "").startswith(ABANDONED.format(reason=""))


def by_applicant(reason: str) -> str:
    """A reason that its applicant wrote: none of theirs is read as an operator's, in a letter of ours least of all."""
    return f"申请人写明：{reason}" if reason.startswith(ABANDONED.format(reason="")) else reason


def outcome_words(item: CaseItem) -> str:
    """Nobody has withdrawn what an operator ended, and a check decides on nothing; "" while there is none."""
    if item.outcome is None:
        return ""
    if item.is_service_check and item.outcome is Outcome.GRANTED:
        return "核查通过"
    if item.is_service_check and item.outcome in (Outcome.REFUSED, Outcome.NOT_ACCEPTED):
        return "核查没有通过"
    return ENDED_BY_OPERATOR if is_abandoned(item) else CHINESE[item.outcome]


def is_unmet(item: CaseItem) -> bool:
    return item.outcome in _UNMET or is_abandoned(item)


def failed_by(ledger: Ledger, item: CaseItem) -> CaseItem | None:
    """The prerequisite that ended badly by itself and so blocked the item, however many it had to block in between.

    None where none did (any more): its outcome was replaced since.
    """
    cause = blocking(ledger, item)
    while cause is not None and cause.outcome is Outcome.BLOCKED:
        cause = blocking(ledger, cause)
    return cause


def waits_for_applicant(ledger: Ledger, item: CaseItem) -> CaseItem | None:
    """The open prerequisite, near or far, that its applicant has to act on first."""
    return _open_before(ledger, item, lambda one: one.status in WITH_APPLICANT and one.withdrawal.at is None)


def waits_in_vain(ledger: Ledger, item: CaseItem) -> CaseItem | None:
    """The open prerequisite, near or far, that its applicant has asked back."""
    return _open_before(ledger, item, lambda one: one.withdrawal.at is not None)


def _open_before(ledger: Ledger, item: CaseItem, holds: Callable[[CaseItem], bool]) -> CaseItem | None:
    for before in ledger.prerequisites(item):
        if before.outcome is None:
            found = before if holds(before) else _open_before(ledger, before, holds)
            if found:
                return found
    return None

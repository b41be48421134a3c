"""Tells the applicant what is owed (通知): owed by the ledger itself, sent under its own key, noted with the next write.

Whoever writes a case anyway sends first and notes in that same write; should they die in between, the next look sends
again under the same key, which is the same notice.
"""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.case.access import is_known
from functions.domain.case.case import Case, Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import CaseItem, with_aftercare
from functions.domain.case.notices import (
    Owed,
    correction_put_off,
    correction_untold,
    next_try,
    noted,
    notices_of,
    owed_notices,
    pertinent,
    sendable,
)
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.errors import NoticeRefused, NoticeUnavailable
from functions.domain.values import replace
from functions.ports.deps import NOTICES, Deps
from functions.usecases.office.circuits import asked, resting
from schemas.applicant.notices import NoticeMessage
from schemas.codes_citizen import NoticeStatus

# A gateway that did not answer so often in a row is left alone until the next look.
MOST_FAILURES = 3


@dataclass(slots=True)
class Courier:
    """Sends during one look at many cases, and gives a gateway that is down some peace."""

    deps: Deps
    sent: int = 0
    _failures: int = 0

    def tell(self, ledger: Ledger) -> Case:
        """The case with what came of each notice that is owed and due; it is for the caller to write it."""
        now = self.deps.clock()
        case = replace(ledger.case, notices=pertinent(ledger))
        for owed in sendable(ledger, now) if _reaches(ledger.case, self.deps) else ():
            if self._failures >= MOST_FAILURES or resting(NOTICES, self.deps):
                break
            case = self._tried(case, owed)
        return case

    def _tried(self, case: Case, owed: Owed) -> Case:
        now = self.deps.clock()
        try:
            status = send(case, owed, self.deps)
        except NoticeUnavailable as error:
            self._failures += 1
            return noted(case, owed, NoticeStatus.FAILED, now, error=type(error).__name__)
        except NoticeRefused as error:
            return noted(case, owed, NoticeStatus.FAILED, now, error=type(error).__name__)
        self._failures, self.sent = 0, self.sent + 1
        return noted(case, owed, status, now)


def send(case: Case, owed: Owed, deps: Deps) -> NoticeStatus:
    """Raises NoticeUnavailable, NoticeRefused."""
    if deps.notices is None:
        raise NoticeUnavailable
    message = NoticeMessage(
        type="notice",
        template=owed.template,
        reference=case.reference,
        recipient=case.applicant,
        sent_at=deps.clock(),
    )
    notices, key = deps.notices, f"{case.id}/notice/{owed.key}"
    return NoticeStatus(asked(NOTICES, lambda: notices.send(message, key=key), deps))


def look_for_notices(ledger: Ledger, deps: Deps) -> datetime | None:
    """When to look at the case for the sake of its notices alone; None if none will be tried."""
    if not _reaches(ledger.case, deps):
        return None
    now = deps.clock()
    return now + FIRST_CHECK if sendable(ledger, now) else next_try(ledger)


def to_be_told(ledger: Ledger, deps: Deps) -> bool:
    """Is there a notice to be sent now?"""
    return _reaches(ledger.case, deps) and bool(sendable(ledger, deps.clock()))


def tell_correction(ledger: Ledger, item: CaseItem, deps: Deps) -> CaseItem:
    """The item with the notice of its open correction, sent just now; if that failed, the sweep tries again soon."""
    if not _reaches(ledger.case, deps) or not correction_untold(item):
        return item
    now = deps.clock()
    owed = next((one for one in owed_notices(ledger) if one.item == item.code), None)
    if owed is None or any(notice.key == owed.key for notice in notices_of(ledger)):
        return item
    if resting(NOTICES, deps):
        return correction_put_off(item, now)
    try:
        status = send(ledger.case, owed, deps)
    except (NoticeUnavailable, NoticeRefused):
        return correction_put_off(item, now)
    return with_aftercare(item, notices=(*item.aftercare.notices, Notice(owed.key, status, now)))


def _reaches(case: Case, deps: Deps) -> bool:
    """A citizen whose account is not known yet is told at the window."""
    return deps.notices is not None and is_known(case)

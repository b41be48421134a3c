"""Tells the applicant what is owed (通知): owed by the ledger itself, sent under its own key, noted with the next write.

Whoever writes a case anyway sends first and notes in that same write; should they die in between, the next look sends
again under the same key, which is the same notice. Whoever has no account is told by the phone of the sealed form, which is
opened for the sending alone.
"""

from dataclasses import dataclass
from datetime import datetime

from functions.domain.applicant.telling import ToldTodo, phone_text
from functions.domain.case.access import is_known
from functions.domain.case.case import Case, Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import CaseItem, with_aftercare
from functions.domain.case.notices import correction_put_off, next_try, noted, pertinent, sendable
from functions.domain.case.notices_owed import (
    Owed,
    correction_untold,
    is_of_appointment,
    notices_of,
    owed_notices,
)
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.errors import NoticeRefused, NoticeUnavailable, RecordUnreadable
from functions.domain.values import replace
from functions.ports.deps import NOTICES_LINE, Deps
from functions.telemetry.lines import write_line
from functions.usecases.office.circuits import resting, through_circuit
from schemas.applicant.notices import NoticeMessage
from schemas.codes_citizen import NoticeStatus, ToldHow

# A gateway that did not answer so often in a row is left alone until the next look.
MOST_FAILURES = 3


@dataclass(slots=True)
class Courier:
    """Sends during one look at many cases, and gives a gateway that is down some peace."""

    deps: Deps
    # Who tells by phone opens the sealed form: the sweep alone, and no Lambda of the state machine needs its key for that.
    by_phone: bool = True
    sent: int = 0
    _failures: int = 0

    def tell(self, ledger: Ledger) -> Case:
        """The case with what came of each notice that is owed and due; it is for the caller to write it."""
        now = self.deps.clock()
        case = replace(ledger.case, notices=pertinent(ledger))
        for owed in sendable(ledger, now) if self._reaches(ledger.case) else ():
            if self._failures >= MOST_FAILURES or resting(NOTICES_LINE, self.deps):
                break
            case = self._tried(replace(ledger, case=case), owed)
        return case

    def _reaches(self, case: Case) -> bool:
        return _reaches(self.deps) and (self.by_phone or is_known(case))

    def _tried(self, ledger: Ledger, owed: Owed) -> Case:
        case, now, how = ledger.case, self.deps.clock(), way_to(ledger.case)
        try:
            status = _send(ledger, owed, self.deps)
        except NoticeUnavailable as error:
            self._failures += 1
            return noted(case, owed, NoticeStatus.FAILED, now, error=type(error).__name__, how=how)
        except NoticeRefused as error:
            return noted(case, owed, NoticeStatus.FAILED, now, error=type(error).__name__, how=how)
        self._failures, self.sent = 0, self.sent + 1
        return noted(case, owed, status, now, how=how)


def way_to(case: Case) -> ToldHow:
    return ToldHow.ACCOUNT if is_known(case) else ToldHow.PHONE


def _send(ledger: Ledger, owed: Owed, deps: Deps) -> NoticeStatus:
    """Raises NoticeUnavailable, NoticeRefused, StoreBusy."""
    if deps.notices is None:
        raise NoticeUnavailable
    case = ledger.case
    message = NoticeMessage(
        type="notice",
        template=owed.template,
        reference=case.reference,
        sent_at=deps.clock(),
        **({"recipient": case.applicant} if is_known(case) else _by_phone(ledger, owed, deps)),
    )
    notices, key = deps.notices, f"{case.id}/notice/{owed.key}"
    try:
        return NoticeStatus(through_circuit(NOTICES_LINE, lambda: notices.send(message, key=key), deps))
    except (NoticeUnavailable, NoticeRefused) as error:
        write_line("notice failed", {"key": key, "error": type(error).__name__}, level="WARNING")
        raise


def _by_phone(ledger: Ledger, owed: Owed, deps: Deps) -> dict[str, str]:
    """Raises NoticeRefused: no machine will find a number in a form that cannot be read."""
    case = ledger.case
    try:
        phone = deps.store.application(case.id).person.phone
    except RecordUnreadable as error:
        raise NoticeRefused from error
    office = _office_told_of(ledger.item(owed.item), owed) if owed.item else None
    has_it = deps.offices.by_id(office) if office else None
    told = ToldTodo(ledger, owed, deps.editions(case.edition), has_it.name if has_it else None)
    return {"phone": phone, "text": phone_text(told)}


def _office_told_of(item: CaseItem, owed: Owed) -> str | None:
    """Of an appointment the one where it was, which need not have the item any more."""
    booked = item.todos.appointment if is_of_appointment(owed) else None
    return booked.office if booked else item.dispatch.office


def look_for_notices(ledger: Ledger, deps: Deps) -> datetime | None:
    """From when on the next notice of the case is tried; None if none will be."""
    if not _reaches(deps):
        return None
    now = deps.clock()
    return now + FIRST_CHECK if sendable(ledger, now) else next_try(ledger)


def to_be_told(ledger: Ledger, deps: Deps) -> bool:
    """Is there a notice to be sent now?"""
    return _reaches(deps) and bool(sendable(ledger, deps.clock()))


def tell_correction(ledger: Ledger, item: CaseItem, deps: Deps) -> CaseItem:
    """The item with the notice of its open correction, sent just now; if that failed, or goes by phone, the sweep sends it
    soon."""
    if not _reaches(deps) or not correction_untold(item):
        return item
    now = deps.clock()
    owed = next((one for one in owed_notices(ledger) if one.item == item.code), None)
    if owed is None or any(notice.key == owed.key for notice in notices_of(ledger)):
        return item
    if not is_known(ledger.case) or resting(NOTICES_LINE, deps):
        return correction_put_off(item, now)
    try:
        status = _send(ledger, owed, deps)
    except (NoticeUnavailable, NoticeRefused):
        return correction_put_off(item, now)
    told = Notice(owed.key, status, now, how=way_to(ledger.case))
    return with_aftercare(item, notices=(*item.aftercare.notices, told))


def _reaches(deps: Deps) -> bool:
    return deps.notices is not None

"""Which event owes the applicant which notice (通知). Pure: the ledger alone decides, so a notice is owed from the very
write that records its event, and costs no write of its own.

A straight case owes three: received, in progress, done; a later one takes the place of an earlier one that was never
sent. What asks something of the applicant owes one more each: a correction, a visit, an appointment that is near or was
called off, a deferred material that is due soon, a result to be fetched, a bad outcome (`todos.py` has the kinds,
`tellings.py` the notice of each).
"""

from datetime import datetime, timedelta

from functions.domain.case.case import Case, Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import SERVICE_CHECK, CaseItem, with_aftercare
from functions.domain.case.notices_owed import Owed, owed_notices
from functions.domain.conflicts import NothingToTell
from functions.domain.values import replace
from schemas.codes_citizen import NoticeStatus, NoticeTemplate, ToldHow

# What the gateway refuses to read is not sent again by machine; what it could not take now is, later and later.
NOTICE_REFUSED = "NoticeRefused"
_AGAIN = timedelta(minutes=1)
LONGEST_AGAIN = timedelta(hours=6)
# After so many tries operators see it; after so many it is theirs alone (some two days).
SHOWN_AFTER = 4
MOST_ATTEMPTS = 14


def sendable(ledger: Ledger, now: datetime) -> tuple[Owed, ...]:
    """Of those owed, the ones to try now: not what has just failed, nor what is an operator's by now."""
    known = {notice.key: notice for notice in ledger.case.notices}
    return tuple(owed for owed in owed_notices(ledger) if _is_due(known.get(owed.key), now))


def pertinent(ledger: Ledger) -> tuple[Notice, ...]:
    """What the case keeps: everything that was sent, and what failed as long as the applicant still has to know it."""
    owed = {one.key for one in owed_notices(ledger)}
    return tuple(
        one for one in ledger.case.notices if one.status is not NoticeStatus.FAILED or one.key in owed
    )


def next_try(ledger: Ledger) -> datetime | None:
    """When the next failed notice is to be tried again; None if none will be."""
    known = {notice.key: notice for notice in ledger.case.notices}
    failed = (known[owed.key] for owed in owed_notices(ledger) if owed.key in known)
    return min((notice.at + _pause(notice) for notice in failed if not is_given_up(notice)), default=None)


def correction_put_off(item: CaseItem, now: datetime) -> CaseItem:
    """Telling of it has just failed: the sweep tries again soon, and keeps with the case what comes of that."""
    return with_aftercare(item, notice_not_before=now + _AGAIN)


def noted(
    case: Case,
    owed: Owed,
    status: NoticeStatus,
    now: datetime,
    *,
    error: str | None = None,
    how: ToldHow = ToldHow.ACCOUNT,
) -> Case:
    """The case after one try."""
    before = next((notice for notice in case.notices if notice.key == owed.key), None)
    notice = Notice(owed.key, status, now, before.attempts + 1 if before else 1, error, how)
    others = tuple(one for one in case.notices if one.key != owed.key)
    return replace(case, notices=(*others, notice))


def is_given_up(notice: Notice) -> bool:
    """No machine tries it again."""
    failed = notice.status is NoticeStatus.FAILED
    return failed and (notice.error == NOTICE_REFUSED or notice.attempts >= MOST_ATTEMPTS)


def marked_items(ledger: Ledger) -> tuple[CaseItem, ...]:
    """The items that operators begin, or need no longer, to look at because of a notice; the service check stands for the
    whole case.
    """
    untold = {_carrier(one.key): one.at for one in ledger.case.notices if notice_needs_operator(one)}
    return tuple(
        with_aftercare(item, untold_since=untold.get(item.code))
        for item in ledger.items
        if (item.aftercare.untold_since is None) == (item.code in untold)
    )


def told_otherwise(ledger: Ledger, item: CaseItem, now: datetime) -> Case:
    """An operator has told the applicant in another way. Raises NothingToTell."""
    found = _failed_of(ledger, item)
    told = (replace(one, status=NoticeStatus.TOLD, at=now, how=ToldHow.OTHER) for one in found)
    return replace(ledger.case, notices=(*_without(ledger.case, found), *told))


def tried_anew(ledger: Ledger, item: CaseItem, now: datetime) -> Case:
    """As if it had not been tried: the next look, which is soon, sends it. Raises NothingToTell."""
    left = _without(ledger.case, _failed_of(ledger, item))
    return replace(ledger.case, notices=left, notice_not_before=now)


def _failed_of(ledger: Ledger, item: CaseItem) -> tuple[Notice, ...]:
    found = tuple(
        one for one in ledger.case.notices if notice_needs_operator(one) and _carrier(one.key) == item.code
    )
    if not found:
        raise NothingToTell
    return found


def _without(case: Case, notices: tuple[Notice, ...]) -> tuple[Notice, ...]:
    return tuple(one for one in case.notices if one not in notices)


def _carrier(key: str) -> str:
    return subject(key)[1] or SERVICE_CHECK


def subject(key: str) -> tuple[NoticeTemplate, str | None]:
    """The template and the item that a notice's key stands for."""
    head, _, rest = key.partition("/")
    if rest:
        return NoticeTemplate.ACTION_NEEDED, rest.partition("/")[0]
    return NoticeTemplate(head), None


def notice_needs_operator(notice: Notice) -> bool:
    return is_given_up(notice) or (notice.status is NoticeStatus.FAILED and notice.attempts >= SHOWN_AFTER)


def _is_due(notice: Notice | None, now: datetime) -> bool:
    """Also what a clock that stood ahead has put off for longer than any pause is."""
    if notice is None:
        return True
    until = notice.at + _pause(notice)
    return not (is_given_up(notice) or now < until <= now + 2 * LONGEST_AGAIN)


def _pause(notice: Notice) -> timedelta:
    return min(_AGAIN * (1 << min(notice.attempts - 1, 20)), LONGEST_AGAIN)

"""Of each open to-do, who told its applicant, how and when: a notice (`notices.py`), or a clerk. Pure."""

from collections.abc import Callable, Mapping
from datetime import datetime

from functions.domain.case.case import Case, Ledger
from functions.domain.case.facts import Notice
from functions.domain.case.item import CaseItem
from functions.domain.case.notices_owed import (
    correction_key,
    deferral_key,
    is_settled,
    notices_of,
    result_key,
    visit_key,
)
from functions.domain.case.todos import open_todo
from functions.domain.case.unmet import failed_by
from functions.domain.conflicts import NothingToTell
from functions.domain.values import replace
from schemas.codes_citizen import NoticeStatus, TodoKind, ToldHow


def _next_deferral(ledger: Ledger, item: CaseItem) -> str | None:
    found = (one for one in ledger.case.deferred if one.item == item.code)
    nearest = min(found, key=lambda one: (one.due_at, one.code), default=None)
    return deferral_key(nearest) if nearest else None


# The key of the notice that tells of it.
NOTICE_OF: Mapping[TodoKind, Callable[[Ledger, CaseItem], str | None]] = {
    TodoKind.CORRECT: lambda _, item: correction_key(item),
    TodoKind.BRING: _next_deferral,
    TodoKind.VISIT: lambda _, item: visit_key(item),
    TodoKind.FETCH: lambda _, item: result_key(item),
    TodoKind.CONTEST: lambda _, item: result_key(item),
    TodoKind.APPLY_AGAIN: lambda _, item: result_key(item),
    TodoKind.CONTEST_CHECK: lambda _, item: correction_key(item),
    TodoKind.OTHERWISE: lambda ledger, item: result_key(failed_by(ledger, item) or item),
}
_OF_RESULTS = frozenset({TodoKind.FETCH, TodoKind.CONTEST, TodoKind.APPLY_AGAIN, TodoKind.OTHERWISE})


def telling_of(ledger: Ledger, item: CaseItem, kind: TodoKind) -> Notice | None:
    """How far that has come: by its own notice, or by the case's last one, which tells of all results at once."""
    known = {one.key: one for one in notices_of(ledger)}
    own = known.get(NOTICE_OF[kind](ledger, item) or "")
    last = known.get("done")
    if own is None and last and kind in _OF_RESULTS and item.since <= last.at:
        return last
    return own


def told_by_clerk(ledger: Ledger, item: CaseItem, kind: TodoKind, how: ToldHow, now: datetime) -> Case:
    """A clerk has told the applicant themselves. Raises NothingToTell: that is not open, or told already."""
    key = NOTICE_OF[kind](ledger, item)
    before = telling_of(ledger, item, kind)
    if key is None or is_settled(before) or open_todo(item, kind) is None:
        raise NothingToTell
    attempts = before.attempts if before and before.key == key else 1
    told = Notice(key, NoticeStatus.TOLD, now, attempts, how=how)
    others = tuple(one for one in ledger.case.notices if one.key != key)
    return replace(ledger.case, notices=(*others, told))

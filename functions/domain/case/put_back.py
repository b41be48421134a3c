"""A ledger that was put back from a backup (恢复): what offices were told after that backup, it does not know.

Whatever may say something else than a message of that time goes out under a key of its own, with the mark of the
restoration: under the old one its office would answer that it has it (409), and keep the other. What was owed or sent before
the backup keeps its key, and so does a first round that carries what it did then: the same is not done twice.
"""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from functions.domain.case.case import Case, Change, Ledger
from functions.domain.case.item import CaseItem, with_dispatch, with_withdrawal
from functions.domain.values import replace


@dataclass(frozen=True, slots=True)
class LostHours:
    """`of`: as of when the ledger is since; None: nobody knows. `at`: when it was put back."""

    of: datetime | None
    at: datetime


def restoration_mark(put_back: Sequence[str]) -> str:
    """Of the last one; empty where the ledger was never put back. It stands in webhook-ids: short, and of plain letters."""
    return sha256("/".join(put_back).encode()).hexdigest()[:8] if put_back else ""


def restored_at(put_back: Sequence[str]) -> datetime | None:
    """When the last one was: its name is the moment, or ends with it, as that of a table may. None: it does not tell."""
    name = put_back[-1] if put_back else ""
    for text in (name, name.rpartition("-")[2]):
        with suppress(ValueError):
            found = datetime.fromisoformat(text)
            return found if found.tzinfo else None
    return None


def is_older(case: Case, mark: str) -> bool:
    """Opened before the restoration: offices may know of it what is lost here."""
    return case.restored != mark


def told_anew(ledger: Ledger, change: Change, mark: str) -> Change:
    """What `change` makes owed, and the first rounds of which it changes what they will carry, under the mark. `ledger`: as
    it was before.
    """
    if not is_older(ledger.case, mark):
        return change
    carries = _carries_more(ledger.case, change)
    items = tuple(_marked(ledger.item(item.code), item, mark, carries=carries) for item in change.items)
    if change.application is None:
        return replace(change, items=items)
    named = {item.code for item in items}
    others = (_marked(item, item, mark, carries=True) for item in ledger.items if item.code not in named)
    return replace(change, items=(*items, *(item for item in others if item != ledger.item(item.code))))


def first_owed(ledger: Ledger, item: CaseItem, mark: str) -> CaseItem:
    """Its first round, which becomes owed now. Its office may have had the same before the ledger was put back, and have
    decided it: what it says of that time is true, though this ledger sends it later.
    """
    if not is_older(ledger.case, mark) or item.dispatch.restored == mark:
        return item
    before = (one.decided_at for one in ledger.prerequisites(item) if one.decided_at)
    return with_dispatch(item, begun_at=max(before, default=ledger.case.opened_at))


def _carries_more(case: Case, change: Change) -> bool:
    return change.application is not None or (
        change.case is not None and change.case.materials != case.materials
    )


def _marked(before: CaseItem, after: CaseItem, mark: str, *, carries: bool) -> CaseItem:
    if after.outcome is not None:
        return after
    unsent = carries and after.dispatch.round == 0
    sent = with_dispatch(after, restored=mark) if unsent or _round_of(after) != _round_of(before) else after
    asked = after.withdrawal.at is not None and after.withdrawal.at != before.withdrawal.at
    return with_withdrawal(sent, restored=mark) if asked else sent


def _round_of(item: CaseItem) -> tuple[int, int, int]:
    return item.dispatch.round, item.dispatch.reroutes, item.dispatch.retries

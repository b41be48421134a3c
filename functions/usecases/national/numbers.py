"""Gives 办件编号: a daily serial each, unique under concurrency, and the same for good once it is given.

The counter moves before the number is kept: a crash in between leaves a gap in the serials, never the same one twice. So
does a restoration: what was given after the backup may be in the national tables, as another's.
"""

from datetime import date

from functions.domain.clock import shanghai_date
from functions.domain.errors import StaleWrite
from functions.domain.national.numbers import MOST_A_DAY, numbered
from functions.ports.deps import Deps
from functions.usecases.record_kinds.national import PROJECT_NO, PROJECT_SERIAL
from functions.usecases.records import Body, change_record, new_record

# More than an office has of one item in a day.
SKIPPED = 1000


def number_of(what: str, code: str | None, day: date, deps: Deps) -> str | None:
    """The number of a case or of one of its items, given now if it has none; None without a code, or when the day's serials
    are used up. Raises StaleWrite, StoreBusy.
    """
    kept = deps.store.record(PROJECT_NO, what)
    if kept:
        return str(kept.body["number"])
    serial = _next(code, day, deps) if code else None
    if code is None or serial is None:
        return None
    try:
        return str(
            deps.store.put(new_record(PROJECT_NO, what, {"number": numbered(code, day, serial)})).body[
                "number"
            ]
        )
    except StaleWrite:
        # Somebody was faster: theirs is the number, and ours a gap.
        return number_of(what, code, day, deps)


def _next(code: str, day: date, deps: Deps) -> int | None:
    key, mark = f"{code}/{day:%Y%m%d}", _mark_of(day, deps)
    serial: int = change_record(deps.store, PROJECT_SERIAL, key, lambda body: _counted(body, mark))["last"]
    return serial if serial <= MOST_A_DAY else None


def _mark_of(day: date, deps: Deps) -> str:
    """Nobody was given a number of a day that was still to come."""
    at = deps.restored_at
    return "" if at is not None and day > shanghai_date(at) else deps.mark


def _counted(body: Body | None, mark: str) -> Body:
    """One past the day's last serial stands for none left."""
    before: Body = body or {"last": 0}
    passed = before if before.get("restored", "") == mark else _passed_over(before, mark)
    return {**passed, "last": min(passed["last"], MOST_A_DAY) + 1}


def _passed_over(body: Body, mark: str) -> Body:
    return {"last": body["last"] + SKIPPED, "restored": mark} if mark else body

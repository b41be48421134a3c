"""Gives 办件编号: a daily serial each, unique under concurrency, and the same for good once it is given.

The counter moves before the number is kept: a crash in between leaves a gap in the serials, never the same one twice.
"""

from datetime import date

from functions.domain.errors import StaleWrite
from functions.domain.national.numbers import MOST_A_DAY, numbered
from functions.ports.deps import Deps
from functions.usecases.record_kinds.national import PROJECT_NO, PROJECT_SERIAL
from functions.usecases.records import Body, change_record, new_record


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
    key = f"{code}/{day:%Y%m%d}"
    serial: int = change_record(deps.store, PROJECT_SERIAL, key, _counted)["last"]
    return serial if serial <= MOST_A_DAY else None


def _counted(body: Body | None) -> Body:
    """One past the day's last serial stands for none left."""
    return {"last": min(body["last"], MOST_A_DAY) + 1 if body else 1}

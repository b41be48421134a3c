"""Gives 办件编号: a daily serial each, unique under concurrency, and the same for good once it is given.

The counter moves before the number is kept: a crash in between leaves a gap in the serials, never the same one twice.
"""

from dataclasses import replace
from datetime import date

from functions.domain.errors import StaleWrite
from functions.domain.national.numbers import MOST_A_DAY, numbered
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.usecases.contention import ATTEMPTS

NUMBER, SERIAL = "project_no", "project_serial"


def number_of(what: str, code: str | None, day: date, deps: Deps) -> str | None:
    """The number of a case or of one of its items, given now if it has none; None without a code, or when the day's serials
    are used up. Raises StaleWrite, StoreBusy.
    """
    kept = deps.store.record(NUMBER, what)
    if kept:
        return str(kept.body["number"])
    serial = _next(code, day, deps) if code else None
    if code is None or serial is None:
        return None
    try:
        return str(
            deps.store.put(Record(NUMBER, what, {"number": numbered(code, day, serial)})).body["number"]
        )
    except StaleWrite:
        # Somebody was faster: theirs is the number, and ours a gap.
        return number_of(what, code, day, deps)


def _next(code: str, day: date, deps: Deps) -> int | None:
    key = f"{code}/{day:%Y%m%d}"
    for _ in range(ATTEMPTS):
        found = deps.store.record(SERIAL, key)
        serial = found.body["last"] + 1 if found else 1
        if serial > MOST_A_DAY:
            return None
        counted = {"last": serial}
        try:
            deps.store.put(replace(found, body=counted) if found else Record(SERIAL, key, counted))
        except StaleWrite:
            continue
        return serial
    raise StaleWrite

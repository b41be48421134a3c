"""The sweep's part: every hour, or sooner where much happens, all is counted on; recounts go on by slices, a bounded part in
each sweep."""

from datetime import datetime, timedelta

from functions.domain.numbers.figures import EDITION
from functions.domain.values import replace
from functions.ports.deps import Deps
from functions.usecases.case.lists import cities_within
from functions.usecases.numbers.counting import BY_ITSELF, EVERY, changed_since, counted_since
from functions.usecases.numbers.kept import (
    Counting,
    RecountOrder,
    counting_now,
    months_of,
    put_counting,
    put_month,
)
from functions.usecases.numbers.recount_rows import recount_of
from functions.usecases.numbers.recounting import begun_recount, clear_recount, counted_slice
from schemas.wire import EARLIEST, PROVINCE

# What happened before stands in every list by then, however far a list lags (CaseStore.lag) and whoever wrote it was slow.
SETTLES = timedelta(minutes=10)
# How many cases one sweep reads for recounts, roughly.
A_SWEEP = 300


def take_turn(deps: Deps) -> int:
    """How many cases changed and could not be counted yet. Raises StaleWrite (another sweep does the same), StoreBusy."""
    counting, now, read = counting_now(deps), deps.clock(), 0
    if counting and counting.until > now:
        counting = _set_back(counting, now, deps)
    if counting and counting.edition == EDITION and now < counting.next_at and not counting.wanted:
        return sum(counting.uncounted.values())
    cities, until = cities_within(PROVINCE, (), deps), now - SETTLES
    counting = _known(counting, until, cities, deps)
    if now >= counting.next_at and until > counting.until:
        counting, read = counted_since(counting, until, cities, deps)
    for city in counting.wanted:
        if read < A_SWEEP:
            read += _recount(city, counting, A_SWEEP - read, deps)
    return sum(counting.uncounted.values())


def _recount(city: str, counting: Counting, most: int, deps: Deps) -> int:
    recount, read = recount_of(city, deps) or begun_recount(city, counting, deps), 0
    while recount and read < most:
        before = recount.cases
        recount = counted_slice(recount, deps)
        read += max(recount.cases - before, 1) if recount else 1
    return read


def _known(counting: Counting | None, until: datetime, cities: tuple[str, ...], deps: Deps) -> Counting:
    """What was never counted, or by other definitions or other days off, is counted from its beginning."""
    now, settled = deps.clock(), deps.calendar.known_until
    if counting is None:
        is_new = not changed_since(EARLIEST, cities, 1, deps)
        wanted = {} if is_new else _anew(cities, "第一次统计", now)
        return put_counting(Counting(until, until, now + EVERY, known_until=settled, wanted=wanted), deps)
    if counting.edition != EDITION:
        anew = _anew(cities, "统计口径有变", now)
        return put_counting(replace(counting, edition=EDITION, known_until=settled, wanted=anew), deps)
    if counting.known_until != settled:
        anew = _anew(cities, "放假安排有更新，工作日重新计算", now)
        return put_counting(replace(counting, known_until=settled, wanted=anew), deps)
    return counting


def _anew(cities: tuple[str, ...], why: str, now: datetime) -> dict[str, RecountOrder]:
    return dict.fromkeys(cities, RecountOrder(BY_ITSELF, why, now))


def _set_back(counting: Counting, now: datetime, deps: Deps) -> Counting:
    """The clock stood ahead: until it comes there again nothing would be counted. What was counted then is counted anew.

    The months first, for by the mark of all a crash in between is seen.
    """
    cities, until = cities_within(PROVINCE, (), deps), now - SETTLES
    for city in cities:
        if begun := recount_of(city, deps):
            clear_recount(begun, deps)
        for month in [one for one in months_of(city, deps).entries if one.until > until]:
            put_month(replace(month, until=until), deps)
    anew = _anew(cities, "时钟曾经超前", now)
    return put_counting(replace(counting, until=until, floor=until, next_at=now + EVERY, wanted=anew), deps)


def order_recount(city: str, order: RecountOrder, deps: Deps) -> RecountOrder:
    """The next sweeps do it; one that waits already is the same. Raises StaleWrite, StoreBusy."""
    known = counting_now(deps)
    counting = known or _known(None, order.at - SETTLES, cities_within(PROVINCE, (), deps), deps)
    if city not in counting.wanted:
        put_counting(replace(counting, wanted={**counting.wanted, city: order}), deps)
    return counting.wanted.get(city, order)

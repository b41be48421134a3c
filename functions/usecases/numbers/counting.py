"""Counts what was closed, rated or put right since it was last counted.

Of each case what it adds now, less what it added when its month was last counted: both follow from its ledger. A month is
written over what was read, and says until when it counts; the mark of all is moved last. A crash in between counts again
from the same mark, and takes of each month only what is not in it yet.
"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from datetime import datetime, timedelta
from itertools import islice

from functions.domain.errors import RecordUnreadable
from functions.domain.numbers.contribution import ClosedCase, added, less
from functions.domain.values import replace
from functions.ports.case_store import CaseQuery
from functions.ports.deps import Deps
from functions.telemetry.lines import write_line
from functions.usecases.numbers.kept import (
    CountedMonth,
    Counting,
    RecountOrder,
    month_in,
    put_counting,
    put_month,
)
from functions.usecases.numbers.reading import closed_cases, contributions
from functions.usecases.walks import every

BY_ITSELF = "system"
# Where little happens; the more was counted, the sooner the next turn comes, so that no turn reads much more than this.
EVERY, FEW_CHANGES = timedelta(hours=1), 50
# At once; more, after an outage, is counted by recounts, slice by slice.
MOST = 500
_PAGE = 200


def counted_since(
    counting: Counting, until: datetime, cities: tuple[str, ...], deps: Deps
) -> tuple[Counting, int]:
    """As it is counted now, and how many cases were read for it. Raises StaleWrite, StoreBusy."""
    ids = changed_since(counting.until, cities, MOST + 1, deps)
    next_at = deps.clock() + EVERY / (1 + len(ids) / FEW_CHANGES)
    if len(ids) > MOST:
        order = RecountOrder(BY_ITSELF, f"一次变化超过 {MOST} 件", deps.clock())
        # In place of those that are on their way, which know nothing of these.
        wanted = dict.fromkeys(cities, order)
        return put_counting(
            replace(counting, until=until, floor=until, next_at=next_at, wanted=wanted), deps
        ), 0
    by_month: defaultdict[tuple[str, str], list[ClosedCase]] = defaultdict(list)
    cases, odd = closed_cases(ids, deps)
    for one in cases:
        by_month[one.ledger.case.city, one.month].append(one)
    lost: set[str] = set()
    for (city, month), changed in sorted(by_month.items()):
        try:
            odd += _count(city, month, changed, counting, until, deps) if month else []
        except RecordUnreadable:
            write_line("month not counted", {"city": city, "month": month}, level="WARNING")
            lost.add(city)
    wanted = {**counting.wanted, **dict.fromkeys(sorted(lost), _damaged(deps))}
    uncounted = _with_uncounted(odd, counting, cities, deps)
    after = replace(counting, until=until, next_at=next_at, wanted=wanted, uncounted=uncounted)
    return put_counting(after, deps), len(ids)


def _damaged(deps: Deps) -> RecountOrder:
    """In place of one that is on its way, which knows nothing of what is passed over now."""
    return RecountOrder(BY_ITSELF, "有月份的统计数损坏，从台账重新算出", deps.clock())


def changed_since(since: datetime, cities: tuple[str, ...], most: int, deps: Deps) -> list[str]:
    query = CaseQuery(cities=cities)
    found = every(lambda cursor: deps.store.settled(query, since, limit=min(most, _PAGE), cursor=cursor))
    return list(islice(found, most))


def _count(
    city: str, month: str, changed: list[ClosedCase], counting: Counting, until: datetime, deps: Deps
) -> list[str]:
    """Those of them that cannot be counted. Raises RecordUnreadable: the month itself cannot be read."""
    kept = month_in(city, month, deps)
    since = max(kept.until, counting.floor) if kept else counting.until
    found = {one.ledger.case.id: contributions(one, until, since) for one in changed}
    changes = [less(*both) for both in found.values() if both]
    # What two cases change may come to nothing, and is counted all the same.
    if until > since and any(changes):
        before = kept or CountedMonth(city, month, counting.until)
        put_month(replace(before, until=until, rows=added(before.rows, *changes)), deps)
    return [case_id for case_id, both in found.items() if both is None]


def _with_uncounted(
    odd: list[str], counting: Counting, cities: tuple[str, ...], deps: Deps
) -> Mapping[str, int]:
    """Of what cannot be read the list alone tells the city."""
    if not odd:
        return counting.uncounted
    total = Counter(counting.uncounted)
    for city in cities:
        total[city] += len(set(odd).intersection(changed_since(counting.until, (city,), MOST, deps)))
    return +total

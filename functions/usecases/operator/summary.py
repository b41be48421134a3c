"""What an operator sees first: per department and city, what needs attention and since when; and the last sweep's figures."""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.item import attention
from functions.domain.office.routing import ROUTE_KIND
from functions.ports.deps import Deps
from functions.usecases.office.circuits import InTrouble, in_trouble
from functions.usecases.office.which_office import id_of_round
from functions.usecases.operator.attention import Filter, Walk
from functions.usecases.operator.setbacks import Setback, as_it_is, setbacks
from functions.usecases.record_kinds.office import CIRCUIT, RESTORED
from functions.usecases.record_kinds.operator import CASE_SETBACK
from functions.usecases.record_kinds.shared import METRICS
from functions.usecases.records import SWEEP, readable_records
from functions.usecases.walks import if_readable
from schemas.codes import Attention, Department


@dataclass(frozen=True, slots=True)
class AttentionTally:
    """How many items of a department and city need attention for one kind of trouble; `oldest`: since when the first."""

    department: Department
    city: str
    attention: Attention
    count: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Summary:
    """`partial`: there is more than one look reads, or than can be read: the counts are lower bounds.
    `sweep`: None before the first sweep.
    `in_trouble`: offices of any region that did not answer last time, and the gateway of notices. `setbacks`: cases that the
    sweep cannot look at, of the reader's region or of nobody knows which. `waiting`: how many items of the reader's region
    are on their way to each office. `unreadable`: records that work hangs on, and that cannot be read.
    `lost`: how many items of each code are silently lost in the reader's region, by the last look at their cases.
    """

    tallies: tuple[AttentionTally, ...]
    in_trouble: tuple[InTrouble, ...]
    partial: bool
    sweep: Mapping[str, Any] | None
    setbacks: tuple[Setback, ...] = ()
    waiting: Mapping[str, int] = field(default_factory=dict)
    unreadable: tuple[str, ...] = ()

    @property
    def lost(self) -> Counter[str]:
        return Counter(item for one in self.setbacks for item in one.lost)


def summary_of(by: Principal, deps: Deps) -> Summary:
    walk = Walk(Filter(), by, deps, texts=False)
    waiting: Counter[str] = Counter()
    since: dict[tuple[Department, str, Attention], list[datetime]] = {}
    for found in walk:
        kind = attention(found.item)
        if kind:
            place = (found.item.department, found.item.city, kind)
            since.setdefault(place, []).append(found.stuck.since)
        if kind == "sending":
            waiting[id_of_round(found.item, deps)] += 1
    tallies = tuple(AttentionTally(*place, len(times), min(times)) for place, times in sorted(since.items()))
    # The next sweep writes it anew.
    metrics = if_readable(deps.store.record, METRICS, SWEEP)
    last = metrics.body if metrics else None
    stopped, trouble = setbacks(deps), in_trouble(deps)
    theirs = (as_it_is(one, deps) for one in stopped.entries if one.is_seen_by(by))
    set_back = tuple(one for one in theirs if one)
    lost = {
        # Of the whole province: whose case is not sent on may be of anywhere.
        ROUTE_KIND: readable_records(deps.store, ROUTE_KIND).unreadable,
        RESTORED: readable_records(deps.store, RESTORED).unreadable,
        CIRCUIT: trouble.unreadable,
        CASE_SETBACK: stopped.unreadable,
    }
    named = tuple(f"{kind}/{key}" for kind, keys in lost.items() for key in keys)
    return Summary(tallies, trouble.entries, walk.lacks, last, set_back, waiting, named)

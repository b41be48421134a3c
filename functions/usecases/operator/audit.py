"""What operators did to the cases of a region (操作留痕), city by city, the newest first in each: where `do_noted` noted
a place.
"""

from dataclasses import dataclass
from functools import partial

from functions.domain.case.access import Principal, may_see
from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import act_key
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.by_city import opened_by_city
from functions.usecases.case.lists import cities_within
from functions.usecases.record_kinds.case import OPERATED


@dataclass(frozen=True, slots=True)
class ActDone:
    ledger: Ledger
    event: Event


def acts_done(
    *,
    by: Principal,
    limit: int,
    cursor: str | None,
    deps: Deps,
    city: str | None = None,
    actor: str | None = None,
) -> Page[ActDone]:
    """Of the reader's region; `actor`: only those of one operator. A page may be short and more follow.

    Raises CityNotFound, BadCursor.
    """
    return opened_by_city(
        OPERATED,
        cities_within(by.region, (city,) if city else (), deps),
        partial(_done_at, actor=actor, deps=deps),
        wanted=lambda one: may_see(by, one.ledger.case),
        limit=limit,
        cursor=cursor,
        deps=deps,
    )


def _done_at(place: Record, *, actor: str | None, deps: Deps) -> ActDone | None:
    """Raises CaseNotFound, RecordUnreadable. Another's is not read at all."""
    if actor not in (None, place.body["by"]):
        return None
    case_id = place.body["case_id"]
    event, ledger = deps.store.event(case_id, act_key(place.body["act"])), deps.store.ledger(case_id)
    return ActDone(ledger, event) if event and event.at.isoformat() == place.body["at"] else None

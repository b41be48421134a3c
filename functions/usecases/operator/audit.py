"""What operators did to the cases of a region (操作留痕), city by city, the newest first in each: where `do_noted` noted
a place.
"""

from dataclasses import dataclass
from functools import partial

from functions.domain.case.access import Principal, may_see
from functions.domain.case.case import Event, Ledger
from functions.domain.case.events import act_key
from functions.domain.case.refusals import CaseNotFound
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.case.lists import cities_within
from functions.usecases.record_kinds import OPERATED
from functions.usecases.walks import list_by_list

# A page may come out short, with a cursor, rather than cost a walk through everything.
_MOST_JUDGED = 200


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
    cities = cities_within(by.region, (city,) if city else (), deps)
    found: list[ActDone] = []
    damaged: list[str] = []
    judged = 0
    while len(found) < limit and judged < _MOST_JUDGED:
        page = _places(cities, limit - len(found), cursor, deps)
        judged += max(len(page.entries), 1)
        damaged += page.unreadable
        wanted = [one for one in page.entries if actor in (None, one.body["by"])]
        read = deps.at_once([partial(_read, one, deps) for one in wanted])
        damaged += [one for one in read if isinstance(one, str)]
        found += [one for one in read if isinstance(one, ActDone) and may_see(by, one.ledger.case)]
        cursor = page.cursor
        if cursor is None:
            break
    return Page(tuple(found), cursor, tuple(dict.fromkeys(damaged)))


def _places(cities: tuple[str, ...], limit: int, cursor: str | None, deps: Deps) -> Page[Record]:
    def read(city: str, size: int, inner: str | None) -> Page[Record]:
        return deps.store.records(f"{OPERATED}#{city}", limit=size, cursor=inner)

    return list_by_list(cities, read, wanted=lambda _: True, limit=limit, cursor=cursor, at_once=deps.at_once)


def _read(place: Record, deps: Deps) -> ActDone | str | None:
    """The case's id where that cannot be read; None where nothing was done."""
    case_id = place.body["case_id"]
    try:
        event, ledger = deps.store.event(case_id, act_key(place.body["act"])), deps.store.ledger(case_id)
    except CaseNotFound:
        return None
    except RecordUnreadable:
        return str(case_id)
    return ActDone(ledger, event) if event and event.at.isoformat() == place.body["at"] else None

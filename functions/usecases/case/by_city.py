"""What is noted city by city, under `kind#city`, for a list of a region: each place leads to a case, and is opened."""

from collections.abc import Callable
from functools import partial
from typing import TypeVar

from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.errors import RecordUnreadable
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.walks import list_by_list

# A page may come out short, with a cursor, rather than cost a walk through everything.
_MOST_JUDGED = 200
_T = TypeVar("_T")


def list_of_city(kind: str, city: str) -> str:
    return f"{kind}#{city}"


def opened_by_city(
    kind: str,
    cities: tuple[str, ...],
    open_: Callable[[Record], _T | None],
    *,
    wanted: Callable[[_T], bool],
    limit: int,
    cursor: str | None,
    deps: Deps,
) -> Page[_T]:
    """`open_` gives what a place leads to, None where it leads nowhere: it was noted before its act, which never came. What
    cannot be read is told by its place, or by its case's id. A page may be short and more follow. Raises BadCursor.
    """
    found: list[_T] = []
    damaged: list[str] = []
    judged = 0
    while len(found) < limit and judged < _MOST_JUDGED:
        page = _places(kind, cities, limit - len(found), cursor, deps)
        judged += max(len(page.entries), 1)
        opened = deps.at_once([partial(_opened, open_, place) for place in page.entries])
        damaged += [*page.unreadable, *(case_id for _, case_id in opened if case_id)]
        found += [one for one, _ in opened if one is not None and wanted(one)]
        cursor = page.cursor
        if cursor is None:
            break
    return Page(tuple(found), cursor, tuple(dict.fromkeys(damaged)))


def _places(kind: str, cities: tuple[str, ...], limit: int, cursor: str | None, deps: Deps) -> Page[Record]:
    def read(city: str, size: int, inner: str | None) -> Page[Record]:
        return deps.store.records(list_of_city(kind, city), limit=size, cursor=inner)

    return list_by_list(cities, read, wanted=lambda _: True, limit=limit, cursor=cursor, at_once=deps.at_once)


def _opened(open_: Callable[[Record], _T | None], place: Record) -> tuple[_T | None, str | None]:
    """Or the id of the case that cannot be read."""
    try:
        return open_(place), None
    except (CaseNotFound, ItemNotFound):
        return None, None
    except RecordUnreadable:
        return None, str(place.body["case_id"])

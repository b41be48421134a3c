"""How many drafts one person has open: each takes a place before it is begun.

A place is freed when its draft is deleted. One whose draft was submitted, or expired, is found out when all are taken: a
draft that is begun costs one small write, and nobody pays for a count.
"""

from collections.abc import Mapping
from datetime import timedelta
from functools import partial

from functions.domain.case.access import Principal
from functions.domain.conflicts import TooManyDrafts
from functions.ports.deps import Deps
from functions.usecases.limits import caller_of, change_own
from functions.usecases.record_kinds import end_of
from functions.usecases.record_kinds.intake import DRAFT, OPEN_DRAFTS
from functions.usecases.records import Body, change_record
from schemas.codes import Role

# Ours, not official. A clerk fills in for many.
MOST_DRAFTS: Mapping[Role, int] = {Role.APPLICANT: 20, Role.CLERK: 100}
# Longer than any request lives: until then one whose draft is not there may be on its way.
BEGUN_WITHIN = timedelta(minutes=5)

_Places = Mapping[str, int]


def take_place(draft_id: str, *, by: Principal, deps: Deps) -> None:
    """Taken again, it is the same place. Raises TooManyDrafts, StoreBusy; TooOften when too many are begun at one moment."""
    now = int(deps.clock().timestamp())

    def taken(body: Body | None) -> Body:
        places: _Places = body["drafts"] if body else {}
        if body and draft_id in places:
            return body
        left = places if len(places) < MOST_DRAFTS[by.role] else _still_open(places, now, deps)
        if len(left) >= MOST_DRAFTS[by.role] and not _is_there(draft_id, deps):
            raise TooManyDrafts.beyond(MOST_DRAFTS[by.role])
        return {"drafts": {**left, draft_id: now}}

    change_own(*_place(by), taken, expires_at=end_of(OPEN_DRAFTS, deps.clock()), deps=deps)


def free(draft_id: str, *, by: Principal, deps: Deps) -> None:
    """Raises StoreError: then `take_place` finds it out."""

    def freed(body: Body | None) -> Body:
        places: _Places = body["drafts"] if body else {}
        return {"drafts": {one: begun for one, begun in places.items() if one != draft_id}}

    change_record(deps.store, *_place(by), freed, expires_at=end_of(OPEN_DRAFTS, deps.clock()))


def _still_open(places: _Places, now: int, deps: Deps) -> _Places:
    old = [one for one, begun in places.items() if now - begun >= BEGUN_WITHIN.total_seconds()]
    there = deps.at_once([partial(_is_there, one, deps) for one in old])
    gone = {one for one, is_there in zip(old, there, strict=True) if not is_there}
    return {one: begun for one, begun in places.items() if one not in gone}


def _is_there(draft_id: str, deps: Deps) -> bool:
    return deps.store.record(DRAFT, draft_id) is not None


def _place(by: Principal) -> tuple[str, str]:
    """Kind and key of the record, in 256 parts."""
    caller = caller_of(by)
    return f"{OPEN_DRAFTS}#{caller[:2]}", caller

"""问题反馈: recorded once, listed for the operators of the city until one of them closes it with a reason.

Each city has two lists, open and closed, in the order in which things came. What is closed is written to the second list
before it leaves the first, so that a crash in between loses nothing: whoever closes it again finishes the move.
"""

from collections.abc import Callable, Mapping
from contextlib import suppress
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from functions.domain.applicant.refusals import FeedbackNotFound
from functions.domain.case.access import Principal, in_region
from functions.domain.catalogue.refusals import UnknownRegion
from functions.domain.conflicts import FeedbackClosed, KeyReused
from functions.domain.errors import StaleWrite
from functions.ports.case_store import Record
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.case.lists import cities_within
from functions.usecases.own_lists import note_own, own
from functions.usecases.record_kinds.applicant import (
    FEEDBACK_CLOSED,
    FEEDBACK_OPEN,
    FEEDBACK_SENT,
    OWN_FEEDBACK,
)
from functions.usecases.records import Body, change_record, first_under, new_record
from functions.usecases.walks import list_by_list
from schemas.applicant.feedback import FeedbackOrder, FeedbackReply, FeedbackStatus
from schemas.codes import Role
from schemas.codes_citizen import FeedbackKind

# All of it is one row of the store, sealed: so many of the longest fit (400 KB).
MOST_REPLIES = 40


def send(order: FeedbackOrder, *, by: Principal, key: str, deps: Deps) -> str:
    """Its id. The same key with the same words is the same feedback. Raises UnknownRegion, KeyReused, TooOften, StoreBusy."""
    if order.city not in cities_within("440000", (), deps):
        raise UnknownRegion
    limits.count("feedback", by, deps)

    def note(feedback_id: str) -> None:
        note_own(OWN_FEEDBACK, feedback_id, by=by, expires_at=None, deps=deps)

    sender = {"by": by.subject, "role": by.role.value}
    return kept_once(order, sender, name=feedback_name(by.subject, key), note=note, deps=deps)


def kept_once(
    order: FeedbackOrder,
    sender: Mapping[str, str | None],
    *,
    name: str,
    note: Callable[[str], None],
    deps: Deps,
) -> str:
    """Its id. `name`: of who sends it under which key; `note`: writes first what leads to it again.

    Raises KeyReused, StoreBusy.
    """
    now = deps.clock()
    fresh = {"id": _new_id(order.city, name, now), "digest": _digest(order)}
    feedback_id: str = first_under(FEEDBACK_SENT, name, fresh, now=now, store=deps.store)["id"]
    if found_of(feedback_id, deps) is None:
        note(feedback_id)
        body = {**order.model_dump(mode="json"), **sender, "answers": []}
        with suppress(StaleWrite):
            deps.store.put(new_record(f"{FEEDBACK_OPEN}#{order.city}", feedback_id, body))
    return feedback_id


def feedback_name(sender: str, key: str) -> str:
    return sha256(f"{sender}/{key}".encode()).hexdigest()


def _new_id(city: str, name: str, now: datetime) -> str:
    """In the order of time; the tail tells two of one moment apart."""
    return f"{city}-{now.astimezone(UTC):%Y%m%d%H%M%S%f}-{name[:8]}"


def _digest(order: FeedbackOrder) -> str:
    return sha256(order.model_dump_json().encode()).hexdigest()


def feedback_of(feedback_id: str, *, by: Principal, deps: Deps) -> Record:
    """For whoever sent it, and for operators of its city. Raises FeedbackNotFound.

    The record's body: the order (FeedbackOrder), `by` and `role` of its sender (None: not signed in), and `answers`, each
    with `at`, `act` (the key that it came under) and `said` (FeedbackReply).
    """
    found = found_of(feedback_id, deps)
    if found is None or not _may_see(found, by):
        raise FeedbackNotFound
    return found


def own_feedback(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[Record]:
    """What this person sent, city by city, the oldest first. Raises BadCursor."""

    def find(feedback_id: str) -> Record:
        return feedback_of(feedback_id, by=by, deps=deps)

    return own(OWN_FEEDBACK, find, by=by, limit=limit, cursor=cursor, deps=deps)


def _may_see(found: Record, by: Principal) -> bool:
    if by.role is Role.OPERATOR:
        return in_region(by.region, city=feedback_city(found.key), county=None)
    return bool(found.body["by"] == by.subject)


def feedback_list(
    status: FeedbackStatus,
    *,
    city: str | None,
    kind: FeedbackKind | None = None,
    by: Principal,
    limit: int,
    cursor: str | None,
    deps: Deps,
) -> Page[Record]:
    """City by city, the oldest first; bodies as of `feedback_of`. A page may be short and more follow. Raises BadCursor."""
    wanted = cities_within(by.region, (city,) if city else (), deps)
    mine = [one for one in wanted if in_region(by.region, city=one, county=None)]
    name = FEEDBACK_OPEN if status == "open" else FEEDBACK_CLOSED

    def read(one: str, size: int, inner: str | None) -> Page[Record]:
        return deps.store.records(f"{name}#{one}", limit=size, cursor=inner)

    def wanted_here(record: Record) -> bool:
        return kind in (None, record.body["kind"])

    return list_by_list(mine, read, wanted=wanted_here, limit=limit, cursor=cursor, at_once=deps.at_once)


def reply(feedback_id: str, given: FeedbackReply, *, by: Principal, key: str, deps: Deps) -> Record:
    """Answer, close, or both; the feedback as it is then. The same key says the same thing once.

    Raises FeedbackNotFound, FeedbackClosed, KeyReused, StaleWrite, StoreBusy.
    """
    found = feedback_of(feedback_id, by=by, deps=deps)
    act = f"{by.subject}/{key}"
    said = given.model_dump(mode="json", exclude_none=True)
    earlier = next((one for one in found.body["answers"] if one["act"] == act), None)
    if earlier and earlier["said"] != said:
        raise KeyReused
    if not earlier and is_closed(found):
        _move(feedback_id, deps)
        raise FeedbackClosed
    if not earlier:
        line = {"at": deps.clock().isoformat(), "act": act, "said": said}
        change_record(deps.store, found.kind, found.key, _with(line))
    if given.close:
        _move(feedback_id, deps)
    return feedback_of(feedback_id, by=by, deps=deps)


def _with(line: Mapping[str, Any]) -> Callable[[Body | None], Body]:
    def rule(body: Body | None) -> Body:
        if body is None:
            # Closed and moved a moment ago.
            raise FeedbackClosed
        answers = body["answers"]
        if any(one["act"] == line["act"] for one in answers):
            return body
        if any("close" in one["said"] for one in answers) or len(answers) >= MOST_REPLIES:
            raise FeedbackClosed
        return {**body, "answers": [*answers, line]}

    return rule


def _move(feedback_id: str, deps: Deps) -> None:
    """From the open list to the closed one. Done twice it is done once."""
    city = feedback_city(feedback_id)
    found = deps.store.record(f"{FEEDBACK_OPEN}#{city}", feedback_id)
    if found is None:
        return
    with suppress(StaleWrite):
        deps.store.put(new_record(f"{FEEDBACK_CLOSED}#{city}", feedback_id, found.body))
    deps.store.delete(found)


def found_of(feedback_id: str, deps: Deps) -> Record | None:
    """Whoever asks. The closed list first: of one that is being moved, that is the truth."""
    city = feedback_city(feedback_id)
    return deps.store.record(f"{FEEDBACK_CLOSED}#{city}", feedback_id) or deps.store.record(
        f"{FEEDBACK_OPEN}#{city}", feedback_id
    )


def feedback_city(feedback_id: str) -> str:
    """The code of the city that it was sent to: the id begins with it."""
    return feedback_id[:6]


def is_closed(found: Record) -> bool:
    """Also one that stands in the open list for a moment more."""
    return any("close" in one["said"] for one in found.body["answers"])

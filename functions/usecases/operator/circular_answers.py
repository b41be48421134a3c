"""What comes back on a circular: who has read it (签收), what was asked, and what was answered, for everybody to see."""

from contextlib import suppress
from dataclasses import dataclass, replace
from hashlib import sha256

from functions.domain.case.access import Principal, region_holds
from functions.domain.clock import shanghai_date
from functions.domain.conflicts import CircularEnded, QuestionAnswered
from functions.domain.errors import StaleWrite
from functions.domain.operator.circulars import circular_state
from functions.domain.operator.refusals import CircularNotFound
from functions.ports.case_store import Record
from functions.ports.deps import Deps, in_turn
from functions.ports.page import Page
from functions.usecases import limits
from functions.usecases.case.lists import cities_within
from functions.usecases.guide.advise import guide
from functions.usecases.operator.circulars import circular_of, circular_place
from functions.usecases.record_kinds.operator import (
    CIRCULAR_ASKED,
    CIRCULAR_OPEN,
    CIRCULAR_READ,
    CIRCULAR_SENT,
)
from functions.usecases.records import Body, change_record, first_under, new_record
from functions.usecases.walks import each_readable, list_by_list
from schemas.regions import enclosing
from schemas.wire import PROVINCE


def acknowledge(circular_id: str, *, by: Principal, deps: Deps) -> Record:
    """Once, with the first moment kept. Raises CircularNotFound, CircularEnded, StoreBusy."""
    _applying(circular_id, by, deps)
    body = {"at": deps.clock().isoformat(), **_signed(by)}
    key = _reader(by)
    change_record(deps.store, f"{CIRCULAR_READ}#{circular_id}", key, lambda found: found or body)
    return deps.store.record(f"{CIRCULAR_READ}#{circular_id}", key) or new_record(CIRCULAR_READ, key, body)


def _applying(circular_id: str, by: Principal, deps: Deps) -> Record:
    """Raises CircularNotFound, CircularEnded."""
    found = circular_of(circular_id, by=by, deps=deps)
    if circular_state(found.body, shanghai_date(deps.clock())) != "in_force":
        raise CircularEnded
    return found


def acknowledged(circular_id: str, *, by: Principal, deps: Deps) -> Record | None:
    return deps.store.record(f"{CIRCULAR_READ}#{circular_id}", _reader(by))


def acknowledgements(
    circular_id: str, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[Record]:
    """Of readers within the operator's region, place by place. Raises CircularNotFound, BadCursor."""
    circular_of(circular_id, by=by, deps=deps)
    page = deps.store.records(f"{CIRCULAR_READ}#{circular_id}", limit=limit, cursor=cursor)
    return replace(
        page,
        entries=tuple(one for one in page.entries if region_holds(by.region, one.body["region"])),
        unreadable=tuple(key for key in page.unreadable if region_holds(by.region, key.partition("-")[0])),
    )


def silent_places(circular_id: str, *, by: Principal, deps: Deps) -> tuple[str, ...]:
    """Right under the circular's own place and in the operator's region, those where nobody has acknowledged it: one read
    each, of the first behind the place's number."""
    kind = f"{CIRCULAR_READ}#{circular_id}"

    def is_silent(place: str) -> bool:
        # Of a city all numbers within it begin alike.
        begin = place[:4] if place.endswith("00") else place
        first = deps.store.records(kind, limit=1, after=begin)
        return not any(
            key.startswith(begin) for key in (*(one.key for one in first.entries), *first.unreadable)
        )

    places = [one for one in places_under(circular_place(circular_id), deps) if region_holds(by.region, one)]
    silent = deps.at_once([lambda place=one: is_silent(place) for one in places])  # type: ignore[misc]
    return tuple(place for place, said in zip(places, silent, strict=True) if said)


def places_under(place: str, deps: Deps) -> tuple[str, ...]:
    """The cities of the province, the counties or towns of a city; of any other place none."""
    if place == PROVINCE:
        return cities_within(PROVINCE, (), deps)
    return tuple(one.code for one in guide(deps).regions.places(place))


@dataclass(frozen=True, slots=True)
class AskedOf:
    """A question with the circular that it is of; `record`: as `bodies.AskedBack`."""

    circular: str
    record: Record


def ask_about(circular_id: str, text: str, *, by: Principal, key: str, deps: Deps) -> AskedOf:
    """It waits in the list that the circular's place is in, and in that of whoever issued it from further above. The same key
    asks the same once.

    Raises CircularNotFound, CircularEnded, KeyReused, TooOften, StoreBusy.
    """
    of = _applying(circular_id, by, deps)
    limits.count("circular_question", by, deps)
    question_id = _id_under(key, circular_id, text, by, deps)
    body = {"text": text, "at": deps.clock().isoformat(), **_signed(by)}
    # What leads to it first: a crash in between leaves a place without a question, which is passed over.
    for waiting in _waiting_at(of, question_id):
        change_record(deps.store, *waiting, lambda found: found or {"circular": circular_id})
    change_record(deps.store, f"{CIRCULAR_ASKED}#{circular_id}", question_id, lambda found: found or body)
    asked = _question(circular_id, question_id, deps)
    _settle(of, asked, deps)
    return asked


def _id_under(key: str, circular_id: str, text: str, by: Principal, deps: Deps) -> str:
    """Raises KeyReused."""
    name = sha256(f"{by.subject}/question/{key}".encode()).hexdigest()
    now = deps.clock()
    fresh: Body = {
        "id": f"{int(now.timestamp() * 1000):013d}-{name[:12]}",
        "digest": sha256(f"{circular_id}/{text}".encode()).hexdigest(),
    }
    return str(first_under(CIRCULAR_SENT, name, fresh, now=now, store=deps.store)["id"])


def answer_question(circular_id: str, question_id: str, text: str, *, by: Principal, deps: Deps) -> AskedOf:
    """By operators over the circular's place; the same words once more change nothing.

    Raises CircularNotFound, QuestionAnswered, StoreBusy.
    """
    of = circular_of(circular_id, by=by, deps=deps)
    if not region_holds(by.region, circular_place(circular_id)):
        raise CircularNotFound
    said = {"text": text, "at": deps.clock().isoformat(), "by": by.subject}

    def rule(body: Body | None) -> Body:
        if body is None:
            raise CircularNotFound
        if "answer" not in body:
            return {**body, "answer": said}
        if (body["answer"]["text"], body["answer"]["by"]) != (text, by.subject):
            raise QuestionAnswered
        return body

    change_record(deps.store, f"{CIRCULAR_ASKED}#{circular_id}", question_id, rule)
    asked = _question(circular_id, question_id, deps)
    _settle(of, asked, deps)
    return asked


def _settle(of: Record, asked: AskedOf, deps: Deps) -> None:
    """What is answered waits no more. Done twice it is done once."""
    if "answer" not in asked.record.body:
        return
    for waiting in _waiting_at(of, asked.record.key):
        if found := deps.store.record(*waiting):
            with suppress(StaleWrite):
                deps.store.delete(found)


def questions_of(
    circular_id: str, *, by: Principal, limit: int, cursor: str | None, deps: Deps
) -> Page[AskedOf]:
    """The oldest first. Raises CircularNotFound, BadCursor."""
    circular_of(circular_id, by=by, deps=deps)
    page = deps.store.records(f"{CIRCULAR_ASKED}#{circular_id}", limit=limit, cursor=cursor)
    return Page(tuple(AskedOf(circular_id, one) for one in page.entries), page.cursor, page.unreadable)


def open_questions(*, by: Principal, limit: int, cursor: str | None, deps: Deps) -> Page[AskedOf]:
    """On circulars of the operator's own place, of those right under it, and issued from there for one further below; the
    oldest first of each place. Raises BadCursor.
    """
    if not by.region:
        return Page(())
    # Of each list, where what is this operator's begins alike.
    lists = {_list_over(by.region): f"{by.region}-", f"{CIRCULAR_OPEN}#{by.region}": ""}

    def read(kind: str, size: int, inner: str | None) -> Page[Record]:
        page = deps.store.records(kind, limit=size, cursor=inner, after=lists[kind])
        own = tuple(one for one in page.entries if one.key.startswith(lists[kind]))
        lost = tuple(key for key in page.unreadable if key.startswith(lists[kind]))
        # Behind its own come other places'.
        return page if (own, lost) == (page.entries, page.unreadable) else Page(own, None, lost)

    page = list_by_list(
        tuple(lists), read, wanted=lambda _: True, limit=limit, cursor=cursor, at_once=deps.at_once
    )
    found, lost = each_readable(
        page.entries,
        lambda one: _asked(one.body["circular"], one.key.partition("-")[2], deps),
        name=lambda one: one.key,
        at_once=in_turn,
    )
    waiting = tuple(one for one in found if one and "answer" not in one.record.body)
    return Page(waiting, page.cursor, (*page.unreadable, *lost))


def _waiting_at(of: Record, question_id: str) -> tuple[tuple[str, str], ...]:
    """Kind and key of what leads to an open question: a place's lie together in the list of the place over it, so that those
    of all that lie right under one place are one list.
    """
    place, issuer = circular_place(of.key), of.body.get("issued_from")
    lists = (_list_over(place), *((f"{CIRCULAR_OPEN}#{issuer}",) if issuer else ()))
    return tuple((kind, f"{place}-{question_id}") for kind in lists)


def _list_over(place: str) -> str:
    """The province is over itself."""
    return f"{CIRCULAR_OPEN}#{enclosing(place)[:2][-1]}"


def _question(circular_id: str, question_id: str, deps: Deps) -> AskedOf:
    found = _asked(circular_id, question_id, deps)
    if found is None:
        raise CircularNotFound
    return found


def _asked(circular_id: str, question_id: str, deps: Deps) -> AskedOf | None:
    found = deps.store.record(f"{CIRCULAR_ASKED}#{circular_id}", question_id)
    return AskedOf(circular_id, found) if found else None


def _signed(by: Principal) -> Body:
    return {
        "by": by.subject,
        "role": by.role.value,
        "region": by.region or "",
        "department": by.department.value if by.department else None,
    }


def _reader(by: Principal) -> str:
    """In the order of places; told apart by who it is."""
    return f"{by.region}-{limits.caller_of(by)}"

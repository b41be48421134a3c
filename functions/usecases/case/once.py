"""A person's act on a case under an Idempotency-Key: done once, and told the same way ever after.

The act's first event carries the digest of the request and the result, so the history is the dedupe.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from hashlib import sha256
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.events import act_key
from functions.domain.case.put_back import told_anew
from functions.domain.conflicts import KeyReused
from functions.domain.errors import DuplicateEvent, LianbanError, StaleWrite, StoreError
from functions.ports.deps import Deps
from functions.usecases import limits
from functions.usecases.contention import ATTEMPTS, until_written
from schemas.codes import EventKind, Role
from schemas.wire import Wire

OnceResult = dict[str, Any]


@dataclass(frozen=True, slots=True)
class KeyedAct:
    """`name` stands for whose key it is: two people may choose the same."""

    case_id: str
    name: str
    digest: str
    actor: str
    # At the window: which clerk, of which office.
    who: Mapping[str, Any] = field(default_factory=dict)

    def event(
        self, number: int, kind: EventKind, item: str, detail: Mapping[str, Any], at: datetime
    ) -> Event:
        """Numbered within the act, in the order in which the history shows them."""
        told = {**self.who, **detail}
        return Event(self.case_id, act_key(self.name, number), at, kind, item, self.actor, told)


@dataclass(frozen=True, slots=True)
class DoneOnce:
    """`again`: an earlier request under the same key did it."""

    result: Mapping[str, Any]
    again: bool


Make = Callable[[Ledger], "tuple[Change, OnceResult]"]


def act_of(verb: str, case_id: str, request: Wire, *, by: Principal, key: str) -> KeyedAct:
    digest = sha256(request.model_dump_json().encode()).hexdigest()
    who = {"clerk": by.subject, "office": by.region} if by.role is Role.CLERK else {}
    return KeyedAct(case_id, _name_of(verb, by, key), digest, by.role.value, who)


def _name_of(verb: str, by: Principal, key: str) -> str:
    return f"{verb}/{sha256(f'{by.subject}/{key}'.encode()).hexdigest()[:32]}"


def done_before(verb: str, case_id: str, *, by: Principal, key: str, deps: Deps) -> bool:
    """Whether this key has done it: for whom the request itself would be another one by now, as a form is that was sent twice
    and is read against what it has changed."""
    return deps.store.event(case_id, act_key(_name_of(verb, by, key))) is not None


def counted_act(verb: str, case_id: str, request: Wire, *, by: Principal, key: str, deps: Deps) -> KeyedAct:
    """Of a person, who may do so many in a span of time. Raises TooOften."""
    limits.count("case_act", by, deps)
    return act_of(verb, case_id, request, by=by, key=key)


def do_once(act: KeyedAct, make: Make, deps: Deps, *, attempts: int = ATTEMPTS) -> DoneOnce:
    """Commit what `make` says of the ledger as it is now, again if beaten; a change of nothing is not written.

    Raises KeyReused, StaleWrite after too many losses, and whatever `make` raises.
    """

    def attempt() -> DoneOnce:
        if earlier := _earlier(act, deps):
            return _as_told(earlier, act)
        try:
            ledger = deps.store.ledger(act.case_id)
            change, result = make(ledger)
        except StoreError:
            raise
        except LianbanError:
            # The other of two clicks may have done it since: what is refused then is to do it once more.
            if earlier := _earlier(act, deps):
                return _as_told(earlier, act)
            raise
        if not (change.items or change.case):
            return DoneOnce(result, again=False)
        try:
            deps.store.commit(_signed(told_anew(ledger, change, deps.mark), act, result))
        except DuplicateEvent:
            raise StaleWrite from None
        return DoneOnce(result, again=False)

    return until_written(attempt, attempts=attempts)


def _earlier(act: KeyedAct, deps: Deps) -> Event | None:
    return deps.store.event(act.case_id, act_key(act.name))


def _as_told(earlier: Event, act: KeyedAct) -> DoneOnce:
    if earlier.detail["digest"] != act.digest:
        raise KeyReused
    return DoneOnce(earlier.detail["result"], again=True)


def _signed(change: Change, act: KeyedAct, result: OnceResult) -> Change:
    first, *rest = change.events
    detail = {**first.detail, "digest": act.digest, "result": result}
    return replace(change, events=(replace(first, detail=detail), *rest))

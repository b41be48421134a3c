"""What waits for an applicant (待您办理): who has told them of it, and who says that it is done."""

from dataclasses import dataclass, replace
from hashlib import sha256

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger
from functions.domain.case.facts import CollectingAgent, HandoverFact, Mark
from functions.domain.case.item import CaseItem
from functions.domain.case.notices import marked_items as marked_for_operators
from functions.domain.case.refusals import CaseNotFound, ItemNotFound
from functions.domain.case.tellings import told_by_clerk
from functions.domain.case.todos import mark_of, marked, to_be_fetched
from functions.domain.errors import StaleWrite
from functions.domain.office.worklist import within
from functions.domain.refusals import NotFound
from functions.ports.deps import Deps
from functions.usecases import limits
from functions.usecases.case.once import KeyedAct, OnceResult, act_of, counted_act, do_once
from functions.usecases.case.view import ledger_of
from functions.usecases.intake.documents import held_by_system, system_of
from functions.usecases.office.places import Place
from schemas.applicant.todos import Telling, TodoDone
from schemas.codes import Department, EventKind
from schemas.codes_citizen import TodoKind
from schemas.wire import Wire

_KINDS = {
    TodoKind.VISIT: EventKind.ATTENDED,
    TodoKind.FETCH: EventKind.COLLECTED,
    TodoKind.CONTEST: EventKind.ACKNOWLEDGED,
    TodoKind.APPLY_AGAIN: EventKind.ACKNOWLEDGED,
    TodoKind.OTHERWISE: EventKind.ACKNOWLEDGED,
}


def mark(case_id: str, given: TodoDone, *, by: Principal, key: str, deps: Deps) -> Ledger:
    """The applicant, or a clerk, says that it is done. The same key says it once.

    Raises CaseNotFound, ItemNotFound, NothingToDo, HandoverNotYours, HandoverDayWrong, KeyReused, TooOften, StaleWrite.
    """
    ledger_of(case_id, by=by, deps=deps)
    limits.count("case_act", by, deps)
    act = _act(case_id, given, by, key)
    do_once(act, lambda ledger: _marked(ledger, given, act, by, deps), deps)
    return deps.store.ledger(case_id)


def mark_at_office(
    place: Place, given: TodoDone, *, by: Principal, key: str, deps: Deps
) -> tuple[Ledger, Mark]:
    """The office's staff say who came, and what was handed out. Raises CaseNotFound, ItemNotFound (another's; no round ever
    reached an office), NothingToDo, HandoverDayWrong, KeyReused, StaleWrite.
    """
    item = deps.store.ledger(place.case_id).item(place.item)
    if by.department is not place.department or not within(by, item) or not item.dispatch.sent_round:
        raise ItemNotFound
    return _marked_at(place, given, by, key, deps)


def _marked_at(place: Place, given: TodoDone, by: Principal, key: str, deps: Deps) -> tuple[Ledger, Mark]:
    act = _act(place.case_id, given, by, key)
    do_once(act, lambda ledger: _marked(ledger, given, act, by, deps), deps)
    ledger = deps.store.ledger(place.case_id)
    made = mark_of(ledger.item(place.item), given.kind)
    if made is None:
        raise StaleWrite
    return ledger, made


def mark_by_system(
    department: Department, reference: str, given: TodoDone, *, key: str, deps: Deps
) -> tuple[Ledger, Mark]:
    """The office's own system says so, under its signature. Raises CaseNotFound, ItemNotFound, NothingToDo, HandoverDayWrong,
    KeyReused, StaleWrite."""
    item = held_by_system(department, reference, given.item, deps)
    place, by = Place(department, item.case_id, item.code), system_of(item)
    return _marked_at(place, given, by, key, deps)


def _act(case_id: str, given: TodoDone, by: Principal, key: str) -> KeyedAct:
    if given.handover is None or given.handover.agent is None:
        return act_of("todo-done", case_id, given, by=by, key=key)
    return secret_act("todo-done", case_id, given, by=by, key=key)


def secret_act(name: str, case_id: str, given: Wire, *, by: Principal, key: str) -> KeyedAct:
    """Its digest stands in the history, where nobody may try names until one of them fits: so the key is in it, too, which
    stands nowhere."""
    act = act_of(name, case_id, given, by=by, key=key)
    return replace(act, digest=sha256(f"{key}/{act.digest}".encode()).hexdigest())


def _marked(
    ledger: Ledger, given: TodoDone, act: KeyedAct, by: Principal, deps: Deps
) -> tuple[Change, OnceResult]:
    now, item = deps.clock(), ledger.item(given.item)
    after = marked(item, Mark(given.kind, now, by.role, by.subject, _handover(given), given.on))
    event = act.event(0, _KINDS[given.kind], item.code, {"by": by.role.value, "kind": given.kind.value}, now)
    return Change(items=(after,), events=(event,)), {}


def _handover(given: TodoDone) -> HandoverFact | None:
    said = given.handover
    if said is None:
        return None
    agent = said.agent
    return HandoverFact(
        said.paper, CollectingAgent(agent.name, agent.mandate, agent.id_tail) if agent else None
    )


def tell(case_id: str, given: Telling, *, by: Principal, key: str, deps: Deps) -> Ledger:
    """A clerk has told the applicant themselves. Raises CaseNotFound, ItemNotFound, NothingToTell, KeyReused, TooOften,
    StaleWrite."""
    ledger_of(case_id, by=by, deps=deps)
    act = counted_act("told", case_id, given, by=by, key=key, deps=deps)

    def make(ledger: Ledger) -> tuple[Change, OnceResult]:
        now, item = deps.clock(), ledger.item(given.item)
        case = told_by_clerk(ledger, item, given.kind, given.how, now)
        event = act.event(
            0, EventKind.TOLD, item.code, {"how": given.how.value, "kind": given.kind.value}, now
        )
        # What operators saw because nobody had been told, they need not see any more.
        seen = marked_for_operators(replace(ledger, case=case))
        return Change(case=case, items=seen, events=(event,)), {}

    do_once(act, make, deps)
    return deps.store.ledger(case_id)


@dataclass(frozen=True, slots=True)
class Collection:
    """A result that an office hands out."""

    ledger: Ledger
    item: CaseItem


def collections(
    department: Department, reference: str, *, by: Principal, deps: Deps
) -> tuple[Collection, ...]:
    """What an office hands out to whoever comes with this reference. Raises NotFound, CaseNotFound, TooOften,
    RecordUnreadable."""
    if by.department is not department:
        raise NotFound
    limits.count("look_up", by, deps)
    ledger = deps.store.ledger(deps.store.case_id_of(reference))
    own = [item for item in ledger.held if within(by, item) and item.dispatch.sent_round]
    if not own:
        raise CaseNotFound
    return tuple(Collection(ledger, item) for item in own if to_be_fetched(item))

"""What the tests of operators' acts share: operators, and an item whose office refused to read it."""

import json
from collections.abc import Mapping
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.case import Change, Ledger
from functions.domain.case.item import SERVICE_CHECK, CaseItem, with_clock
from functions.domain.case.parts import Incident
from functions.domain.errors import DepartmentRefusedPayload, DispatchError
from functions.usecases.case.wait import Task
from functions.usecases.operator.operate import resolve
from functions.usecases.upkeep.states import await_operator
from schemas.codes import EventKind, ItemStatus, Role
from schemas.operator.acts import RESOLUTION, Resolution
from tests.support.grounds import GROUNDS
from tests.support.make import with_flat
from tests.support.world import World

OPERATOR = Principal("operator-1", Role.OPERATOR, "440000")
SECOND = Principal("operator-2", Role.OPERATOR, "440000")
FAR = Principal("operator-far", Role.OPERATOR, "445200")
REPORT = "discharge_report"
REASON = "已与部门核实情况"


def act(action: str, **fields: Any) -> Resolution:
    return RESOLUTION.validate_json(json.dumps({"action": action, "reason": REASON, **fields}))


GRANTED = {"outcome": "granted", "result": {"document": "报到记录"}}
REFUSED = {"outcome": "refused", "reason": "条件不符", **GROUNDS}


def refused_at(world: World, case_id: str, code: str, error: DispatchError | None = None) -> CaseItem:
    """Its office refuses to read it; the state machine then parks it with the operators."""
    told = error or DepartmentRefusedPayload()
    world.gateway.script(code, [told])
    try:
        world.dispatched(case_id, code, token=f"dispatch-{code}")
    except DispatchError:
        task = Task(case_id, code, world.ledger(case_id).case.run, "AwaitOperator", f"operator-{code}")
        await_operator(task, type(told).__name__, "Dispatch", world.deps)
    return world.item(case_id, code)


def stuck_case(world: World, *items: str) -> str:
    """A case of which the first item is an incident; one stands behind it, another beside."""
    case_id = world.submitted(*(items or (REPORT, "economic_subsidy", "social_insurance")))
    world.granted(case_id, SERVICE_CHECK)
    refused_at(world, case_id, REPORT)
    return case_id


def resolved(
    world: World, case_id: str, order: Resolution, *, by: Principal = OPERATOR, key: str = "key-0001"
) -> CaseItem:
    return resolve(case_id, REPORT, order, by=by, key=key, deps=world.deps).item(REPORT)


def silent_case(world: World) -> str:
    """Its office has the item and says nothing."""
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)
    item = world.dispatched(case_id, REPORT, token="dispatch")
    world.store.commit(Change(items=(with_clock(item, silent_since=world.clock()),)))
    return case_id


def come_again(world: World, case_id: str) -> Ledger:
    """The state machine comes to the item again, as it does when its wait has ended."""
    world.dispatched(case_id, REPORT, token="again")
    return world.ledger(case_id)


def sendings_of_report(world: World) -> list[tuple[str, str]]:
    return [(sent.office.id, sent.key) for sent in world.gateway.sent if sent.message.item == REPORT]


def detail_of(world: World, case_id: str, kind: EventKind) -> Mapping[str, Any]:
    events = world.store.events(case_id, limit=1000).entries
    return next(event.detail for event in events if event.kind is kind)


def change(world: World, case_id: str, code: str, **values: Any) -> None:
    world.store.commit(Change(items=(with_flat(world.item(case_id, code), **values),)))


def incident(world: World, error: str = "DepartmentProblem", cause: str = "原因") -> dict[str, Any]:
    now = world.clock()
    return {
        "status": ItemStatus.INCIDENT,
        "since": now,
        "incident": Incident("Dispatch", error, cause, now),
    }

"""Batches of stuck items: made, stepped, and what became of them."""

from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.case import Ledger
from functions.domain.errors import StoreBusy
from functions.domain.operator.batch import Batch, Verb
from functions.ports.case_store import Record
from functions.usecases.operator.batches import create, find, step
from schemas.codes import Outcome
from schemas.operator.acts import BatchFilter, BatchOrder, Grounds
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.incidents import OPERATOR, REASON, REPORT, change, incident
from tests.support.world import World

INCIDENTS = BatchFilter(attention="incident")
GROUNDS = Grounds(reason=REASON)


class Flaky(FakeCaseStore):
    """The same ledgers, but one case cannot be read now, or a batch cannot be noted."""

    def __init__(self, store: FakeCaseStore, *, busy: str = "", unwritable: str = "") -> None:
        self.__dict__.update(vars(store))
        self._busy, self._unwritable = busy, unwritable

    def ledger(self, case_id: str) -> Ledger:
        if case_id == self._busy:
            raise StoreBusy
        return super().ledger(case_id)

    def put(self, record: Record) -> Record:
        if record.kind == self._unwritable:
            raise StoreBusy
        return super().put(record)


def order(action: Any = "abandon", **values: Any) -> BatchOrder:
    return BatchOrder(**{"filter": INCIDENTS, "action": action, "reason": REASON, **values})


def stuck(world: World, count: int) -> list[str]:
    cases = [world.submitted(REPORT) for _ in range(count)]
    for case_id in cases:
        change(world, case_id, REPORT, **incident(world))
    return cases


def made(world: World, given: BatchOrder | None = None, by: Principal = OPERATOR) -> Batch:
    return create(given or order(), by=by, key="batch-key", deps=world.deps)


def stepped(
    world: World, batch: Batch, verb: Verb, by: Principal = OPERATOR, *, key: str | None = None
) -> Batch:
    return step(batch.id, verb, GROUNDS, by=by, key=key or f"key-{verb}", deps=world.deps)


def outcomes(world: World, cases: list[str]) -> list[Outcome | None]:
    return [world.item(case_id, REPORT).outcome for case_id in cases]


def counts(world: World, batch: Batch) -> dict[str, int]:
    return dict(find(batch.id, by=OPERATOR, deps=world.deps).counts)

"""A new edition or a new state machine changes new cases and new runs only; a case goes on as it began."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from functions import bootstrap, tasks
from functions.domain.errors import TaskGone
from functions.ports.executions import AT_THE_BEGINNING, Execution, HistoryEvent, Positions
from functions.ports.page import Page
from functions.usecases.upkeep.sweep import sweep
from infra.embedded.asl.runner import Runner
from infra.embedded.executions import RunnerExecutions
from schemas.catalogue.edition import CURRENT, Edition, load_edition
from schemas.catalogue.overlay import base_of
from schemas.codes import CaseStatus
from tests.support.embedded_case import calls, whole_case
from tests.support.world import World

ITEM = "discharge_report"
OLD = load_edition(CURRENT)
REPORT = OLD.item(ITEM)
NEWER_REPORT = REPORT.model_copy(update={"name": "退役报到（新版）", "watch_days": REPORT.watch_days + 5})
NEWER = OLD.model_copy(update={"name": "2027-01", "items": (NEWER_REPORT, *OLD.items[1:]), "published": ()})
EDITIONS: dict[str, Edition] = {edition.name: edition for edition in (OLD, NEWER)}
Use = Callable[[World], None]


class Updated:
    """As Step Functions does: a running execution keeps its definition, and a later one has the new."""

    def __init__(self, old: RunnerExecutions, new: RunnerExecutions) -> None:
        self._old, self._new = old, new

    def start(self, name: str, given: Mapping[str, Any], *, positions: Positions = AT_THE_BEGINNING) -> None:
        if self._old.find(name) is None:
            self._new.start(name, given, positions=positions)

    def resume(self, token: str, output: Mapping[str, Any]) -> None:
        self._either(lambda engine: engine.resume(token, output))

    def fail(self, token: str, *, error: str, cause: str) -> None:
        self._either(lambda engine: engine.fail(token, error=error, cause=cause))

    def stop(self, name: str) -> None:
        self._either(lambda engine: engine.stop(name))

    def find(self, name: str, *, counted: bool = True) -> Execution | None:
        return self._old.find(name) or self._new.find(name)

    def history(self, name: str, *, limit: int, cursor: str | None = None) -> Page[HistoryEvent]:
        engine = self._old if self._old.find(name) else self._new
        return engine.history(name, limit=limit, cursor=cursor)

    def definition(self) -> Mapping[str, Any]:
        return self._new.definition()

    def _either(self, act: Callable[[RunnerExecutions], None]) -> None:
        try:
            act(self._old)
        except TaskGone:
            act(self._new)


class Engine:
    """A runner of one definition that invokes the real Lambdas, and notes which."""

    def __init__(self, world: World, definition: dict[str, Any], tokens: str) -> None:
        serial = count(1)
        self.invoked: list[str] = []
        self.runner = Runner(
            definition,
            invoke=self._invoke,
            clock=world.clock,
            new_token=lambda: f"{tokens}-{next(serial)}",
        )
        self.port = RunnerExecutions(self.runner, definition)

    def _invoke(self, function: str, payload: dict[str, Any]) -> Any:
        self.invoked.append(function)
        return {} if function == "announce" else getattr(tasks, function)(payload)


def announcing() -> dict[str, Any]:
    """The state machine with one state more, before all others."""
    old = whole_case()
    announce = calls("announce", ResultPath=None, Next=old["StartAt"])
    return {**old, "StartAt": "Announce", "States": {"Announce": announce, **old["States"]}}


@pytest.fixture
def use() -> Iterator[Use]:
    yield lambda world: bootstrap.use(world.deps)
    bootstrap.use(None)


def begun(use: Use) -> tuple[World, Engine, str]:
    """A case of the old edition, in a run of the old state machine, that waits for its service check."""
    world = World()
    engine = Engine(world, whole_case(), "old")
    world.deps = replace(
        world.deps, executions=engine.port, editions=lambda name: EDITIONS.get(name) or load_edition(name)
    )
    use(world)
    case_id = world.submitted(ITEM)
    engine.runner.run_until_idle()
    return world, engine, case_id


def test_a_new_edition_changes_new_cases_only(use: Use) -> None:
    world, engine, before = begun(use)
    world.deps = replace(world.deps, current_edition=NEWER.name)
    use(world)
    after = world.submitted(ITEM)
    engine.runner.run_until_idle()

    for case_id in (before, after):
        world.answered(case_id, "service_check", "granted")
        engine.runner.run_until_idle()

    told = {
        sent.dispatch.reference: sent.dispatch.name
        for sent in world.gateway.sent
        if sent.dispatch.item == ITEM
    }
    references = [world.ledger(case_id).case.reference for case_id in (before, after)]
    watched = [world.item(case_id, ITEM).bounds.watch_days for case_id in (before, after)]
    assert [told[reference] for reference in references] == [REPORT.name, NEWER_REPORT.name]
    assert watched == [REPORT.watch_days, NEWER_REPORT.watch_days]
    assert [base_of(world.ledger(case_id).case.edition) for case_id in (before, after)] == [
        OLD.name,
        NEWER.name,
    ]


def test_a_running_case_goes_on_in_a_new_run_after_the_state_machine_changed(use: Use) -> None:
    world, old, case_id = begun(use)
    new = Engine(world, announcing(), "new")
    engines = Updated(old.port, new.port)
    world.deps = replace(world.deps, executions=engines, current_edition=NEWER.name)
    use(world)
    engines.stop(f"{case_id}-1")

    report = sweep(world.deps, everything=True)
    new.runner.run_until_idle()
    for code in ("service_check", ITEM):
        world.answered(case_id, code, "granted")
        new.runner.run_until_idle()

    case = world.ledger(case_id).case
    dispatched = [sent.key for sent in world.gateway.sent]
    finished = engines.find(f"{case_id}-2")
    assert dict(report.repairs) == {"NextRun": 1}
    assert new.invoked[0] == "announce"
    assert dispatched == [f"{case_id}/service_check/1", f"{case_id}/{ITEM}/1"]
    assert (case.status, base_of(case.edition), case.run) == (CaseStatus.CLOSED, OLD.name, 2)
    assert finished is not None
    assert finished.status == "SUCCEEDED"

"""Races of whole use cases over the stores that can be raced: one outcome an item, one case a key, nothing lost."""

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from functions.domain.case.case import Ledger
from functions.domain.conflicts import Conflict, KeyReused
from functions.domain.errors import StaleWrite, StoreBusy
from functions.ports.case_store import CaseQuery, CaseStore
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.case.wait import Task
from functions.usecases.intake.submit import submit
from functions.usecases.office.dispatch import dispatch
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import WithdrawalOrder
from schemas.codes import Department, EventKind, Outcome
from tests.contract.races import RACERS, race
from tests.contract.stores import OVER_THE_WIRE, stage_of
from tests.support.world import APPLICANT, World, application

REPORT = "discharge_report"
# An office offers its answer again after a 503; so many losses in a row are not to be had.
OFFERS = 40
ANSWERS = (EventKind.ANSWERED.value, EventKind.ANSWER_REFUSED.value)


class Raced(World):
    """The world over a store that may be raced."""

    def __init__(self, store: CaseStore) -> None:
        super().__init__()
        self.deps = replace(self.deps, store=store)

    def ledger(self, case_id: str) -> Ledger:
        return self.deps.store.ledger(case_id)

    def kinds(self, case_id: str) -> list[str]:
        return [event.kind.value for event in self.deps.store.events(case_id, limit=1000).entries]

    def at_its_office(self) -> str:
        case_id = self.submitted(REPORT)
        self.granted(case_id, "service_check")
        self.dispatched(case_id, REPORT)
        return case_id


@pytest.fixture(params=["fake", "sqlite", OVER_THE_WIRE])
def world(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Raced]:
    with stage_of(request, tmp_path) as stage:
        yield Raced(stage.store)


def said(act: Callable[[], object]) -> str:
    """As a client does: busy means the same again."""
    for _ in range(OFFERS):
        try:
            act()
        except (StoreBusy, StaleWrite):
            continue
        except Conflict as conflict:
            return type(conflict).__name__
        return "taken"
    return "lost"


@pytest.mark.slow
def test_of_twenty_answers_the_first_outcome_stands_and_every_other_is_kept(world: Raced) -> None:
    case_id = world.at_its_office()

    def answer(racer: int) -> str:
        kind = ("granted", "refused", "not_accepted", "withdrawn")[racer % 4]
        return said(lambda: world.answered(case_id, REPORT, kind, webhook_id=f"racer-{racer}"))

    told = race(answer)

    kept = Counter(kind for kind in world.kinds(case_id) if kind in ANSWERS)
    outcomes = {
        event.detail["answer"]["type"]
        for event in world.deps.store.events(case_id, limit=1000).entries
        if event.kind is EventKind.ANSWERED and event.item == REPORT
    }
    assert told.total() == RACERS
    assert told["lost"] == 0
    assert outcomes == {str(world.item(case_id, REPORT).outcome)}
    # The service check's answer is the one more.
    assert kept.total() == RACERS + 1
    assert kept[EventKind.ANSWER_REFUSED.value] == RACERS - told["taken"]


@pytest.mark.slow
def test_one_webhook_delivered_twenty_times_at_once_is_one_answer(world: Raced) -> None:
    case_id = world.at_its_office()

    told = race(lambda _: said(lambda: world.answered(case_id, REPORT, "granted", webhook_id="same")))

    assert told == {"taken": RACERS}
    assert world.kinds(case_id).count(EventKind.ANSWERED.value) == 2
    assert world.item(case_id, REPORT).outcome is Outcome.GRANTED


@pytest.mark.slow
def test_twenty_submissions_under_one_key_open_and_start_one_case(world: Raced) -> None:
    form, other = application(items=[REPORT]), application(items=[REPORT, "social_insurance"])
    cases: set[str] = set()

    def send(racer: int) -> str:
        given = other if racer % 2 else form
        return said(lambda: cases.add(submit(given, by=APPLICANT, key="same", deps=world.deps).case_id))

    told = race(send)

    assert told == {"taken": RACERS // 2, KeyReused.__name__: RACERS // 2}
    assert len(cases) == len(world.executions.starts) == 1
    listed = world.deps.store.cases(CaseQuery(applicant=APPLICANT.subject), limit=10).entries
    assert {case.id for case in listed} == cases


def test_a_withdrawal_that_races_twenty_grants_has_one_winner(world: Raced) -> None:
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")
    order = WithdrawalOrder(items=(REPORT,), reason="暂不办理")

    def act(racer: int) -> str:
        if racer:
            return said(lambda: world.answered(case_id, REPORT, "granted", webhook_id=f"racer-{racer}"))
        return "withdrawal " + said(
            lambda: withdraw(case_id, order, by=APPLICANT, key="withdrawal", deps=world.deps)
        )

    told = race(act)

    assert told.total() == RACERS
    assert told["lost"] == 0
    outcome = world.item(case_id, REPORT).outcome
    assert (outcome is Outcome.WITHDRAWN) is bool(told["withdrawal taken"])
    assert told["taken"] == (0 if outcome is Outcome.WITHDRAWN else RACERS - 1)


def test_tasks_and_sweeps_of_one_item_send_one_round_under_one_key(world: Raced) -> None:
    case_id = world.submitted(REPORT)
    world.granted(case_id, "service_check")

    def act(racer: int) -> str:
        task = Task(case_id, REPORT, 1, "Dispatch", f"token-{racer}")
        if racer % 4 == 0:
            return said(lambda: sweep(world.deps, everything=True))
        return said(lambda: dispatch(task, Department.VETERANS_AFFAIRS, world.deps))

    told = race(act)

    assert told == {"taken": RACERS}
    rounds = {key for key in world.gateway.effects if f"/{REPORT}/" in key}
    assert rounds == {f"{case_id}/{REPORT}/1"}
    assert world.item(case_id, REPORT).dispatch.sent_round == 1

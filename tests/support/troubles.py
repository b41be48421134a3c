"""Troubles as they come about, and how an operator who knows the number of a stuck case repairs each, in any browser.

Counted from the first page after signing in: pages that are read, looks before a decision is recorded, and acts.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path

from functions.domain.case.item import SERVICE_CHECK, CaseItem, attention
from functions.domain.errors import DepartmentUnavailable, NoticeRefused
from functions.usecases.case.wait import Task
from functions.usecases.intake.drafts import open_draft
from functions.usecases.intake.prefill import prefill
from functions.usecases.upkeep.states import await_operator
from functions.usecases.upkeep.sweep import sweep
from schemas.catalogue.prefill import SourceCode
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import NoticeStatus
from schemas.intake.draft import DraftRequest
from tests.support.client import Api
from tests.support.console import WHY, Console
from tests.support.fakes.notices import FakeNotices
from tests.support.grounds import GROUNDS
from tests.support.incidents import GRANTED, REPORT, act, refused_at, resolved, stuck_case
from tests.support.sources import connected
from tests.support.world import APPLICANT, World

MOST_PAGES, MOST_LOOKS, MOST_ACTS = 3, 1, 1
DECISION = {"document": "报到记录", "number": "粤-0001", "delivery": "none", "why": WHY}
# Longer than an office may be silent, but not long enough for anything else; and longer than any item may take.
LONG, VERY_LONG = timedelta(days=4), timedelta(days=200)


@dataclass(frozen=True, slots=True)
class Took:
    pages: int
    looks: int
    acts: int

    @property
    def is_short(self) -> bool:
        return self.pages <= MOST_PAGES and self.looks <= MOST_LOOKS and self.acts <= MOST_ACTS


class Walk(ABC):
    """Somebody at the console; how they open, follow and send is their browser's."""

    def __init__(self, desk: Console) -> None:
        self.desk = desk
        self.pages, self.looks, self.acts = 0, 0, 0
        self.read("/console")

    @abstractmethod
    def _open(self, address: str) -> None: ...

    @abstractmethod
    def _follow(self, words: str) -> None: ...

    @abstractmethod
    def _send(self, action: str, values: Mapping[str, str]) -> None: ...

    @property
    def took(self) -> Took:
        return Took(self.pages, self.looks, self.acts)

    @property
    def item(self) -> CaseItem:
        return self.desk.world.item(self.desk.case_id, REPORT)

    def read(self, address: str) -> None:
        self.pages += 1
        self._open(address)

    def follow(self, words: str) -> None:
        self.pages += 1
        self._follow(words)

    def open_case(self) -> None:
        self.pages += 1
        number = self.desk.world.ledger(self.desk.case_id).case.reference
        self._send("/console/cases", {"reference": number})

    def look(self, action: str, values: Mapping[str, str]) -> None:
        self.looks += 1
        self._send(f"{action}/look", values)

    def act(self, action: str, values: Mapping[str, str] | None = None) -> None:
        self.acts += 1
        self._send(action, values or {})


def _sent(world: World) -> str:
    """With its office."""
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)
    world.dispatched(case_id, REPORT)
    return case_id


def _later(world: World, how: timedelta) -> None:
    world.clock.advance(how)
    sweep(world.deps)


def office_down(world: World) -> str:
    case_id = world.submitted()
    world.granted(case_id, SERVICE_CHECK)
    refused_at(world, case_id, REPORT, DepartmentUnavailable())
    return case_id


def malformed_answer(world: World) -> str:
    """What the office sends is refused, and nothing is recorded; some days later it is silent."""
    case_id = _sent(world)
    refused = Api(world.deps).post("/v1/webhooks/veterans_affairs", {"type": "granted", "outcome": "是"})
    assert refused.status >= 400
    _later(world, LONG)
    return case_id


def silent_office(world: World) -> str:
    case_id = _sent(world)
    _later(world, LONG)
    return case_id


def lost_execution(world: World) -> str:
    case_id = _sent(world)
    world.executions.stop(f"{case_id}-1")
    return case_id


def mis_routed(world: World) -> str:
    case_id = _sent(world)
    world.answered(case_id, REPORT, "problem", reason="不归我单位办理")
    task = Task(case_id, REPORT, 1, "AwaitOperator", "operator-1")
    await_operator(task, "DispatchIncident", "Dispatch", world.deps)
    return case_id


def wrong_outcome(world: World) -> str:
    case_id = _sent(world)
    world.answered(case_id, REPORT, "refused", **GROUNDS)
    return case_id


def wrong_outcome_proposed(world: World) -> str:
    case_id = wrong_outcome(world)
    resolved(world, case_id, act("override", decision=GRANTED))
    return case_id


def deadline_past(world: World) -> str:
    case_id = _sent(world)
    world.answered(case_id, REPORT, "accepted")
    _later(world, VERY_LONG)
    return case_id


def notice_refused(world: World) -> str:
    notices = FakeNotices()
    notices.otherwise = NoticeRefused()
    world.deps = replace(world.deps, notices=notices)
    case_id = world.submitted()
    _later(world, timedelta(minutes=2))
    return case_id


def source_down(world: World) -> str:
    _, sources = connected(world)
    sources.failing[SourceCode.POPULATION] = "SourceUnavailable"
    draft = open_draft(DraftRequest(items=(REPORT,)), by=APPLICANT, key="draft-01", deps=world.deps)
    prefill(draft.id, by=APPLICANT, deps=world.deps)
    return world.submitted()


def again(walk: Walk) -> None:
    """From the case's own page."""
    walk.open_case()
    walk.act(f"{walk.desk.item}/acts/retry", {"why": WHY})
    assert walk.item.status is ItemStatus.READY or walk.item.dispatch.ordered


def elsewhere(walk: Walk) -> None:
    walk.open_case()
    walk.follow("改派")
    walk.act(f"{walk.desk.item}/acts/reroute", {"office": "worklist", "why": WHY})
    assert walk.item.dispatch.reroutes == 1


def settle(walk: Walk) -> None:
    walk.open_case()
    walk.follow("登记部门的决定")
    walk.look(f"{walk.desk.item}/acts/settle", DECISION)
    walk.act(f"{walk.desk.item}/acts/settle")
    assert walk.item.outcome is Outcome.GRANTED


def go_on(walk: Walk) -> None:
    walk.open_case()
    walk.follow("由新的执行接着办理")
    walk.act(f"{walk.desk.case}/executions", {"reason": WHY})
    assert walk.desk.world.ledger(walk.desk.case_id).case.run == 2


def tell(walk: Walk) -> None:
    walk.open_case()
    walk.follow("登记已经告知申请人")
    walk.act(f"{walk.desk.case}/items/{SERVICE_CHECK}/acts/told", {"why": WHY})
    assert walk.desk.world.ledger(walk.desk.case_id).case.notices[0].status is NoticeStatus.TOLD


def propose(walk: Walk) -> None:
    walk.open_case()
    walk.follow("更正结果：退役报到")
    walk.look(f"{walk.desk.item}/acts/override", DECISION)
    walk.act(f"{walk.desk.item}/acts/override")
    assert walk.item.desk.override is not None


def confirm(walk: Walk) -> None:
    walk.follow("待复核")
    walk.follow("核对")
    walk.act(f"{walk.desk.item}/acts/confirm", {"why": WHY})
    assert walk.item.outcome is Outcome.GRANTED


def look_up_source(walk: Walk) -> None:
    """Nothing is to be repaired with us: the applicant fills in what the source did not."""
    walk.follow("设置和记录")
    walk.follow("没有应答的数据来源")


@dataclass(frozen=True, slots=True)
class Trouble:
    name: str
    plant: Callable[..., str]
    repair: Callable[[Walk], None]
    repaired_by: str


TROUBLES = (
    Trouble("an office is down", office_down, again, "重新分发"),
    Trouble("an office refuses what it is sent (422)", stuck_case, again, "重新分发"),
    Trouble("an office's answer is malformed", malformed_answer, settle, "登记部门的决定"),
    Trouble("an office is silent", silent_office, again, "重新分发"),
    Trouble("the execution is lost", lost_execution, go_on, "由新的执行接着办理"),
    Trouble("the item is with the wrong office", mis_routed, elsewhere, "改派到别的机构"),
    Trouble("the outcome is wrong", wrong_outcome, propose, "更正已有的结果"),
    Trouble("… and the second person", wrong_outcome_proposed, confirm, "核对无误，确认更正"),
    Trouble("the deadline is past", deadline_past, settle, "登记部门的决定"),
    Trouble("a notice is refused", notice_refused, tell, "登记已经告知申请人"),
    Trouble("a source is down", source_down, look_up_source, "(the applicant fills it in)"),
)
RUNBOOK = Path(__file__).parents[2] / "docs" / "runbook.md"
HEADS = ("| trouble | pages | looks | acts | repaired by |", "|---|---|---|---|---|")


def desk_of(trouble: Trouble) -> Console:
    return Console(plant=trouble.plant)


def repaired(trouble: Trouble, walk: Walk) -> Took:
    """By the operator's act, and by what the system does then. Raises AssertionError where it is not."""
    trouble.repair(walk)
    if walk.item.status is ItemStatus.READY or walk.item.dispatch.ordered:
        walk.desk.world.dispatched(walk.desk.case_id, REPORT, token="token-again")
    assert attention(walk.item) is None
    return walk.took


def row_of(trouble: Trouble, took: Took) -> str:
    return f"| {trouble.name} | {took.pages} | {took.looks} | {took.acts} | {trouble.repaired_by} |"


def shown() -> list[str]:
    """The rows of the runbook's table."""
    text = RUNBOOK.read_text("utf-8")
    return text.partition("\n".join(HEADS))[2].strip().partition("\n\n")[0].splitlines()

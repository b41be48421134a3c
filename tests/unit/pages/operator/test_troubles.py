"""Planted troubles, from the first page after signing in to repaired: how many pages are read, and how many acts it takes.

A look before an act that records a decision is a page of its own, and counted apart; so is the second person's part.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.case import Change
from functions.domain.case.facts import Notice
from functions.domain.case.item import SERVICE_CHECK, with_aftercare
from functions.domain.case.parts import Incident
from functions.domain.values import replace
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import NoticeStatus
from tests.support.console import WHY, Console
from tests.support.incidents import GRANTED, REFUSED, REPORT, SECOND, act, resolved
from tests.support.make import with_flat
from tests.support.pages import Opened, Site

MOST_PAGES, MOST_LOOKS, ACTS = 3, 1, 1
DECISION = {"document": "报到记录", "number": "粤-0001", "delivery": "none", "why": WHY}
Do = Callable[["Walk"], None]


@dataclass
class Walk:
    """Somebody who knows the number of a case that is stuck."""

    desk: Console
    site: Site
    pages: int = 0
    looks: int = 0
    acts: int = 0
    page: Opened = field(init=False)

    def __post_init__(self) -> None:
        self.read("/console")

    @property
    def item(self) -> Any:
        return self.desk.world.item(self.desk.case_id, REPORT)

    def read(self, address: str) -> None:
        self.pages += 1
        self.page = self.site.get(address)

    def open_case(self) -> None:
        self.pages += 1
        number = self.desk.world.ledger(self.desk.case_id).case.reference
        self.page = self.site.submit(self.page, {"reference": number}, action="/console/cases")

    def follow(self, words: str) -> None:
        self.read(self.page.link(words))

    def look(self, values: Mapping[str, str]) -> None:
        self.looks += 1
        self.page = self.site.submit(self.page, values)

    def act(self, where: str, values: Mapping[str, str] | None = None) -> None:
        self.acts += 1
        self.page = self.site.submit(self.page, values or {}, action=where)


def changed(desk: Console, **values: Any) -> None:
    desk.world.store.commit(Change(items=(with_flat(desk.world.item(desk.case_id, REPORT), **values),)))


def incident(error: str) -> Callable[[Console], None]:
    def plant(desk: Console) -> None:
        told = Incident("Dispatch", error, "原因", desk.world.clock())
        changed(desk, status=ItemStatus.INCIDENT, incident=told)

    return plant


def since(name: str) -> Callable[[Console], None]:
    def plant(desk: Console) -> None:
        now = desk.world.clock.advance(timedelta(hours=1))
        changed(desk, incident=None, status=ItemStatus.DISPATCHED, since=now, **{name: now})

    return plant


def lost_run(desk: Console) -> None:
    desk.world.executions.stop(f"{desk.case_id}-1")


def untold(desk: Console) -> None:
    ledger, now = desk.world.ledger(desk.case_id), desk.world.clock()
    failed = Notice("received", NoticeStatus.FAILED, now, 1, "NoticeRefused")
    case = replace(ledger.case, notices=(failed,))
    check = with_aftercare(ledger.service_check, untold_since=now)
    desk.world.store.commit(Change(case=case, items=(check,)))


def decided(desk: Console) -> None:
    resolved(desk.world, desk.case_id, act("settle", decision=REFUSED))


def proposed(desk: Console) -> None:
    decided(desk)
    resolved(desk.world, desk.case_id, act("override", decision=GRANTED), key="key-0002")


def again(walk: Walk) -> None:
    """From the case's own page."""
    walk.open_case()
    walk.act(f"{walk.desk.item}/acts/retry", {"why": WHY})
    assert walk.item.status is ItemStatus.READY


def elsewhere(walk: Walk) -> None:
    walk.open_case()
    walk.follow("改派")
    walk.act(f"{walk.desk.item}/acts/reroute", {"office": "worklist", "why": WHY})
    assert walk.item.dispatch.reroutes == 1


def settle(walk: Walk) -> None:
    walk.open_case()
    walk.follow("登记部门的决定")
    walk.look(DECISION)
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
    """Nothing waits any more of an item that has its outcome, so its line of the case's page leads to it."""
    walk.read(f"{walk.desk.item}/acts/override?outcome=granted")
    walk.look(DECISION)
    walk.act(f"{walk.desk.item}/acts/override")
    assert walk.item.desk.override is not None


def confirm(walk: Walk) -> None:
    walk.read("/console/reviews")
    walk.follow("核对")
    walk.act(f"{walk.desk.item}/acts/confirm", {"why": WHY})
    assert walk.item.outcome is Outcome.GRANTED


def look_up_source(walk: Walk) -> None:
    """There is nothing to repair with us: the applicant fills it in."""
    walk.read("/console/sources")
    assert "没有应答的数据来源" in walk.page.words
    walk.acts += 1


TROUBLES: Mapping[str, tuple[Callable[[Console], None], Do]] = {
    "office down": (incident("DepartmentUnavailable"), again),
    "refused (422)": (incident("DepartmentRefusedPayload"), again),
    "malformed answer": (incident("DepartmentProblem"), settle),
    "silent office": (since("silent_since"), again),
    "lost execution": (lost_run, go_on),
    "mis-routed": (incident("DepartmentProblem"), elsewhere),
    "wrong outcome, proposed": (decided, propose),
    "wrong outcome, confirmed by another": (proposed, confirm),
    "deadline past": (since("overdue_since"), settle),
    "notice refused": (untold, tell),
    "source down": (lambda desk: None, look_up_source),
}


@pytest.mark.parametrize("name", TROUBLES)
def test_it_is_repaired_within_three_pages_and_one_act(name: str) -> None:
    plant, do = TROUBLES[name]
    desk = Console()
    plant(desk)
    walk = Walk(desk, desk.site(SECOND))

    do(walk)

    assert walk.page.status == 200
    assert walk.pages <= MOST_PAGES
    assert (walk.looks <= MOST_LOOKS, walk.acts) == (True, ACTS)

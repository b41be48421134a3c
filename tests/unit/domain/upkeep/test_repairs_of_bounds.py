from datetime import datetime, timedelta

from functions.domain.case.consequences import Resume
from functions.domain.case.item import CaseItem
from functions.domain.case.parts import Incident
from functions.domain.case.transitions import round_owed
from functions.domain.clock import Deadline
from functions.domain.upkeep.debts import Escalate, NextRun, Repair, SendRound, StartRun
from functions.domain.upkeep.repairs import plan
from functions.ports.executions import ExecutionStatus
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.each import each
from tests.support.make import CALENDAR, NOW, run, waiting

PASSED = NOW + timedelta(days=28)


def kinds(item: CaseItem, now: datetime) -> list[type[Repair]]:
    return [type(repair) for repair in plan(make.ledger(item), run(), now, calendar=CALENDAR)]


@each("status", ["RUNNING", "FAILED", None])
def test_an_overdue_item_is_found_whatever_became_of_its_timer(status: ExecutionStatus | None) -> None:
    item = make.sent(status=ItemStatus.ACCEPTED)
    seen = run(status) if status else None

    before = plan(make.ledger(item), seen, PASSED - timedelta(seconds=1), calendar=CALENDAR)
    after = plan(make.ledger(item), seen, PASSED, calendar=CALENDAR)

    assert Escalate(item) not in before
    assert Escalate(item) in after


def test_an_item_marked_overdue_is_not_marked_by_every_sweep() -> None:
    assert Escalate not in kinds(make.sent(overdue_since=PASSED), PASSED)


def test_a_missed_correction_is_found_whatever_became_of_its_timer() -> None:
    item = make.sent(status=ItemStatus.CORRECTING, correct_by=PASSED, wait=waiting("AwaitCorrection"))

    assert kinds(item, PASSED - timedelta(seconds=1)) == []
    assert kinds(item, PASSED) == [Escalate]


def test_a_suspended_item_is_never_overdue() -> None:
    assert Escalate not in kinds(make.sent(status=ItemStatus.SUSPENDED), PASSED)


def test_a_lost_run_leaves_nothing_for_a_second_look() -> None:
    decided = make.done(wait=waiting())
    unsent = make.sent("social_insurance", status=ItemStatus.READY, sent_round=0)

    lost = plan(make.ledger(decided, unsent), None, NOW + timedelta(hours=1), calendar=CALENDAR)
    ended = plan(make.ledger(decided, unsent), run("FAILED"), NOW + timedelta(hours=1), calendar=CALENDAR)

    assert [type(repair) for repair in lost] == [Resume, SendRound, StartRun]
    assert [type(repair) for repair in ended] == [Resume, SendRound, NextRun]


def test_an_incident_before_the_first_round_ends_when_the_round_becomes_owed() -> None:
    incident = Incident("AwaitPrerequisites", "Lambda.Unknown", "状态以错误结束", NOW)
    item = make.item(status=ItemStatus.INCIDENT, incident=incident)

    owed = round_owed(item, Deadline(PASSED, provisional=False), NOW)

    assert (owed.status, owed.desk.incident) == (ItemStatus.READY, None)

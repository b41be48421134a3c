"""Values for tests: a synthetic case and its items, whole unless a test says otherwise."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from functions.adapters.flat_items import flat, grouped
from functions.domain.case.case import Case, Ledger
from functions.domain.case.item import SERVICE_CHECK, CaseItem, Wait
from functions.domain.case.parts import ItemBounds
from functions.domain.clock import Calendar
from functions.ports.executions import Execution, ExecutionStatus
from schemas.case.answers import ANSWER, Answer
from schemas.codes import CaseStatus, Department, ItemStatus, Outcome

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
CASE_ID = "00000000-0000-4000-8000-000000000001"
REFERENCE = "TY261124-TEST0001-0"
CALENDAR = Calendar(days_off=frozenset(), make_up_workdays=frozenset(), known_until=date(2026, 12, 31))


def case(**changes: Any) -> Case:
    whole = Case(
        id=CASE_ID,
        reference=REFERENCE,
        applicant="applicant-1",
        city="440100",
        county="440106",
        edition="2026-11",
        status=CaseStatus.OPEN,
        opened_at=NOW,
        watch_not_before=NOW + timedelta(minutes=1),
        check_at=NOW + timedelta(minutes=1),
    )
    return replace(whole, **changes)


def with_flat(whole: CaseItem, /, **changes: Any) -> CaseItem:
    """A copy with other values, by the names that an item's row has: a test need not say in which group a field stands."""
    return grouped(replace(flat(whole), **changes))


def item(code: str = "discharge_report", **changes: Any) -> CaseItem:
    whole = CaseItem(
        case_id=CASE_ID,
        code=code,
        department=Department.VETERANS_AFFAIRS,
        status=ItemStatus.WAITING,
        since=NOW,
        bounds=ItemBounds(
            watch_days=20,
            watch_seconds=2_419_200,
            correction_days=15,
            correction_seconds=1_814_400,
            correction_rounds=3,
        ),
    )
    return with_flat(whole, **changes)


def sent(code: str = "discharge_report", **changes: Any) -> CaseItem:
    """An item that its department has, round 1."""
    with_department = item(
        code,
        status=ItemStatus.DISPATCHED,
        round=1,
        sent_round=1,
        sent_at=NOW,
        due_at=NOW + timedelta(days=28),
        wait=waiting(),
    )
    return with_flat(with_department, **changes)


def done(code: str = "discharge_report", outcome: Outcome = Outcome.GRANTED, **changes: Any) -> CaseItem:
    return with_flat(
        sent(code, status=ItemStatus.DONE, outcome=outcome, decided_at=NOW, wait=None),
        **changes,
    )


def waiting(state: str = "Dispatch", token: str = "token-1") -> Wait:
    return Wait(state=state, token=token, run=1, since=NOW)


def service_check(**changes: Any) -> CaseItem:
    return done(SERVICE_CHECK, **{"department": Department.MOBILIZATION, **changes})


def ledger(*items: CaseItem, check: CaseItem | None = None, **changes: Any) -> Ledger:
    return Ledger(case(**changes), (check or service_check(), *items))


def run(status: ExecutionStatus = "RUNNING", **changes: Any) -> Execution:
    return replace(Execution(f"{CASE_ID}-1", status, NOW), **changes)


def answer(kind: str, item: str = "discharge_report", round: int = 1, **fields: Any) -> Answer:
    needed: dict[str, dict[str, Any]] = {
        "granted": {"result": {"document": "报到记录", "number": "粤-0001"}},
        "refused": {"reason": "条件不符"},
        "not_accepted": {"reason": "不属于本部门"},
        "correction_requested": {"missing": [{"name": "户口簿", "reason": "缺首页"}]},
        "suspended": {"reason": "等待专家评审"},
        "extended": {"reason": "情况复杂", "working_days": 10},
        "problem": {"reason": "字段缺失"},
    }
    whole = {"type": kind, "reference": REFERENCE, "item": item, "round": round, "at": NOW.isoformat()}
    return ANSWER.validate_python({**whole, **needed.get(kind, {}), **fields}, strict=False)

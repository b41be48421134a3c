"""Submissions for the contract of the case store: synthetic, numbered, different in whatever a list looks at."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

from functions.domain.case.case import Case, Event, Ledger
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.ports.case_store import Opening
from schemas.codes import CaseStatus, Department, EventKind, ItemStatus
from schemas.form.application import Application

NOW = datetime(2026, 11, 24, 2, 0, tzinfo=UTC)
SAMPLE = Path(__file__).parents[2] / "schemas" / "sample_application.json"


@cache
def application() -> Application:
    return Application.model_validate_json(SAMPLE.read_bytes())


def item(case_id: str, code: str, department: Department = Department.VETERANS_AFFAIRS) -> CaseItem:
    return CaseItem(case_id, code, department, ItemStatus.WAITING, since=NOW)


def event(case_id: str, key: str, minute: int = 0) -> Event:
    return Event(case_id, key, NOW + timedelta(minutes=minute), EventKind.ANSWERED, detail={"round": 1})


def case(number: int = 1) -> Case:
    return Case(
        id=f"00000000-0000-4000-8000-{number:012d}",
        reference=f"TY261124{number:08d}X",
        applicant="applicant-1",
        city="440100",
        county="440106",
        edition="2026-11",
        status=CaseStatus.OPEN,
        opened_at=NOW + timedelta(seconds=number),
    )


def opening(number: int = 1, *, key: str | None = None, digest: str = "digest", **changes: Any) -> Opening:
    opened = replace(case(number), **changes)
    items = (
        item(opened.id, SERVICE_CHECK, Department.MOBILIZATION),
        item(opened.id, "social_insurance", Department.HUMAN_RESOURCES),
        item(opened.id, "discharge_report"),
    )
    return Opening(
        ledger=Ledger(opened, items),
        application=application(),
        events=(Event(opened.id, "submitted", opened.opened_at, EventKind.SUBMITTED),),
        key=key or f"key-{number}",
        digest=digest,
    )

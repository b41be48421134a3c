"""Opens the trials of a run: cases of nobody, numbered of a day before there was this system."""

from base64 import b32encode
from collections.abc import Iterable
from datetime import datetime
from hashlib import sha256
from uuid import UUID

from functions.domain.clock import SHANGHAI, Calendar
from functions.domain.office.conformance.scenario import Scenario
from functions.domain.office.conformance.table import SCENARIOS
from functions.domain.office.conformance.trial import Trial, long_holiday
from schemas.catalogue.item import Item

# Cases are numbered by the day they came.
NOBODYS = "TY000101"


def run_code(run_id: str) -> str:
    """Seven signs of 32: in each reference of the run."""
    return b32encode(sha256(run_id.encode()).digest()).decode()[:7]


def run_number(run_id: str, now: datetime) -> str:
    """By the day of the run, as people name it."""
    return f"LT{now.astimezone(SHANGHAI):%y%m%d}{run_code(run_id)}"


def opened_trial(
    run_id: str,
    item: Item,
    *,
    now: datetime,
    calendar: Calendar,
    scenarios: Iterable[Scenario] = SCENARIOS,
) -> tuple[Trial, ...]:
    """The same run has the same ids."""
    code, holiday = run_code(run_id), long_holiday(now, calendar)
    places = {scenario.code: place for place, scenario in enumerate(SCENARIOS)}
    return tuple(
        Trial(
            scenario=scenario,
            case_id=_case_id(run_id, scenario.code),
            reference=f"{NOBODYS}{code}{places[scenario.code]:02}",
            item=item.code,
            began=now,
            holiday=holiday,
        )
        for scenario in scenarios
    )


def _case_id(run_id: str, code: str) -> str:
    whole = sha256(f"conformance/{run_id}/{code}".encode()).digest()
    return str(UUID(bytes=whole[:16], version=4))

"""An order of an office's times fits one transaction."""

import json
from datetime import date, timedelta
from typing import Any

import pytest
from pydantic import ValidationError

from schemas.office.slots import SlotPattern, SlotsOrder
from schemas.problems import problems
from tests.support.bookings import times
from tests.support.each import each

FIRST = date(2026, 12, 1)


def said(published: int, closed: int) -> str:
    days = [(FIRST + timedelta(days=number)).isoformat() for number in range(published + closed)]
    whole: dict[str, Any] = {"office": "public_security-440106", "item": "identity_card"}
    whole["publish"] = [{"day": day, "times": times("09:00")} for day in days[:published]]
    whole["close"] = [{"day": day, "reason": "装修停办"} for day in days[published:]]
    return json.dumps(whole)


@each("published, closed", [(0, 50), (1, 49), (62, 19)])
def test_a_closed_day_counts_twice_and_the_first_beyond_is_named(published: int, closed: int) -> None:
    assert len(SlotsOrder.model_validate_json(said(published, closed)).close) == closed

    with pytest.raises(ValidationError) as refused:
        SlotsOrder.model_validate_json(said(published, closed + 1))

    [(pointer, detail)] = problems(refused.value)
    assert (pointer, f"{closed} 天" in detail) == (f"/close/{closed}", True)


@each(
    "changed, pointer",
    [
        ({"last": "2026-11-30"}, "/last"),
        ({"ends": "09:59"}, "/ends"),
        ({"pause_until": None}, "/pause_until"),
        ({"pause_until": "12:00"}, "/pause_until"),
        ({"pause_until": "11:30"}, "/pause_until"),
    ],
)
def test_times_that_run_backwards_are_told_at_their_field(changed: dict[str, Any], pointer: str) -> None:
    given = {
        "first": "2026-12-01",
        "last": "2026-12-01",
        "begins": "09:00",
        "ends": "17:00",
        "pause_from": "12:00",
        "pause_until": "14:00",
        "minutes": 60,
        "capacity": 1,
    }
    assert SlotPattern.model_validate_json(json.dumps(given)).minutes == 60

    with pytest.raises(ValidationError) as refused:
        SlotPattern.model_validate_json(json.dumps({**given, **changed}))

    assert [at for at, _ in problems(refused.value)] == [pointer]

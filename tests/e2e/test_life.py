import json
import subprocess
import sys
from collections import Counter
from datetime import datetime

import pytest

from tests.e2e.life import (
    BEIJING,
    CARD,
    HOUSEHOLD,
    INSURANCE,
    ITEMS,
    MEDICAL,
    PENSION,
    REPORT,
    RESERVE,
    SUBSIDY,
    Life,
)

pytestmark = [pytest.mark.slow, pytest.mark.timeout(600), pytest.mark.together("life")]


Printed = subprocess.CompletedProcess[str]


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> tuple[Printed, Life]:
    """What is printed of it, and what can be looked at."""
    kept = tmp_path_factory.mktemp("life") / "life.json"
    words = [sys.executable, "-m", "tests.e2e.life", str(kept)]
    printed = subprocess.run(words, capture_output=True, text=True, check=False, timeout=500)
    assert printed.returncode == 0, printed.stderr[-3000:]
    return printed, Life(**json.loads(kept.read_text("utf-8")))


@pytest.fixture
def life(played: tuple[Printed, Life]) -> Life:
    return played[1]


def _happened(life: Life, item: str) -> list[str]:
    """What happened to the item, with its day; answers by the words that tell them apart."""
    return [
        f"{datetime.fromisoformat(entry['at']).astimezone(BEIJING):%m-%d} {entry['kind']}"
        for entry in life.history
        if entry["item"] == item
    ]


def _day(instant: str) -> str:
    return f"{datetime.fromisoformat(instant).astimezone(BEIJING):%m-%d}"


def test_the_case_closes_with_one_outcome_for_every_item(life: Life) -> None:
    outcomes = {item["code"]: item["outcome"] for item in life.case["items"]}

    assert life.case["status"] == "closed"
    assert outcomes == {**dict.fromkeys(ITEMS, "granted"), CARD: "withdrawn"}
    assert Counter(entry["kind"] for entry in life.history)["closed"] == 1


def test_two_corrections_are_two_more_rounds_and_nobody_else_waits(life: Life) -> None:
    rounds = {item["code"]: item["round"] for item in life.case["items"]}

    assert [one["item"] for one in life.seen["merged list"]] == [HOUSEHOLD, INSURANCE]
    assert rounds == {**dict.fromkeys(ITEMS, 1), HOUSEHOLD: 3, INSURANCE: 2}
    assert [line for line in _happened(life, HOUSEHOLD) if line.endswith("corrected")] == [
        "09-28 corrected",
        "09-30 corrected",
    ]


def test_a_suspension_over_the_national_holiday_gives_back_the_working_days_it_took(life: Life) -> None:
    assert _day(life.seen["due before the suspension"]) == "10-15"
    assert _day(life.seen["due after the suspension"]) == "10-20"
    assert _happened(life, MEDICAL)[-3:] == ["09-29 answered", "10-09 answered", "10-14 answered"]


def test_an_extension_is_told(life: Life) -> None:
    told = [entry["text"] for entry in life.history if entry["item"] == PENSION]

    assert "人力资源社会保障部门告知延长办理时间。" in told


def test_a_withdrawal_is_told_beforehand_and_ends_when_the_office_agrees(life: Life) -> None:
    (told,) = life.seen["told beforehand"]["items"]

    assert (told["item"], told["step"]) == (CARD, "ask_office")
    assert _happened(life, CARD)[-2:] == ["10-13 withdrawal_requested", "10-14 answered"]


def test_a_silent_office_is_shown_then_overdue_and_reminded_until_it_speaks(life: Life) -> None:
    (overdue,) = life.seen["overdue"]

    assert life.seen["silent"]["silent_since"] is not None
    assert _day(life.seen["bound"]) == "10-16"
    assert (overdue["item"], overdue["attention"]) == (RESERVE, "overdue")
    # On each working day that it stays silent it may be reminded again, depending on who looks first.
    happened = [line for line in _happened(life, RESERVE) if line != "10-19 reminded"]
    assert happened[-4:] == ["10-08 silent", "10-17 overdue", "10-17 reminded", "10-19 answered"]


def test_an_incident_is_resolved_by_an_operator_with_a_reason(life: Life) -> None:
    incident, resolved = life.seen["incident"], life.seen["resolved"]

    assert (incident["item"], incident["error"]) == (SUBSIDY, "DepartmentRefusedPayload")
    assert [act["kind"] for act in resolved["acts"]] == ["retried"]
    assert resolved["acts"][0]["reason"].startswith("已与该机构核实")
    assert "09-23 dispatched" in _happened(life, SUBSIDY)


def test_every_office_has_one_effect_per_item_and_round(life: Life) -> None:
    told = Counter(
        (one["item"], one["round"], one["type"]) for one in life.effects if one["type"] != "item.reminded"
    )

    assert set(told.values()) == {1}
    assert sum(1 for item, _, kind in told if kind in ("item.dispatched", "item.corrected")) == 12
    assert (REPORT, 1, "item.dispatched") in told


def test_the_history_is_printed_in_dated_chinese_lines_without_personal_data(
    played: tuple[Printed, Life],
) -> None:
    done, life = played
    printed = done.stdout.splitlines()

    assert printed[1].startswith("2026-09-21 09:00  已提交申请")
    assert printed[len(life.history)].endswith("所有事项都已有结果，办件办结。")
    assert not any(value in done.stdout for value in ("测试甲", "440106200301010010", "10000000001"))


def test_what_is_printed_begins_with_the_history_and_holds_no_line_of_a_log(
    played: tuple[Printed, Life],
) -> None:
    done, _ = played

    assert done.stdout.startswith("办件 TY")
    assert "{" not in done.stdout + done.stderr

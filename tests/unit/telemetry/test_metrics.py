import json
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from functions.domain.case.case import Event
from functions.domain.case.events import EVENTS
from functions.telemetry.lines import NAMESPACE, about
from functions.telemetry.metrics import tell_events, tell_refused_signature, tell_sweep
from schemas.codes import EventKind
from tests.support.openings import NOW, opening

LEDGER = opening().ledger
ITEM = LEDGER.service_check


def told(capsys: pytest.CaptureFixture[str]) -> list[dict[str, Any]]:
    return [json.loads(line) for line in capsys.readouterr().out.splitlines()]


def metrics(line: dict[str, Any]) -> dict[str, Any]:
    directive: dict[str, Any] = line["_aws"]["CloudWatchMetrics"][0]
    return directive


def sweep(**changes: Any) -> None:
    usual: dict[str, Any] = {
        "cases": 0,
        "repairs": {},
        "failures": {},
        "silent_loss": 0,
        "lost": {},
        "set_back": 0,
        "offices_down": 0,
        "calendar_known": timedelta(days=31),
    }
    tell_sweep(**{**usual, "oldest_owed": timedelta(), "stage": "dev", "at": NOW, **changes})


def event(kind: EventKind, key: str = "k", **detail: Any) -> Event:
    return Event(LEDGER.case.id, key, NOW, kind, ITEM.code, "actor-of-somebody", detail)


def test_a_sweep_is_told_as_one_line_of_numbers(capsys: pytest.CaptureFixture[str]) -> None:
    sweep(cases=3, repairs={"StartRun": 2}, failures={"StoreBusy": 1}, oldest_owed=timedelta(minutes=2))

    [line] = told(capsys)
    assert (line["SweepRan"], line["CasesLookedAt"], line["Repairs"], line["RepairFailures"]) == (1, 3, 2, 1)
    assert (line["SilentLoss"], line["OldestOwedRepairSeconds"], line["CalendarDays"]) == (0, 120, 31)
    assert (line["repairs"], line["failures"]) == ({"StartRun": 2}, {"StoreBusy": 1})
    assert metrics(line)["Namespace"] == NAMESPACE
    assert metrics(line)["Dimensions"] == [["stage"]]
    assert {"Name": "OldestOwedRepairSeconds", "Unit": "Seconds"} in metrics(line)["Metrics"]


def test_a_sweep_that_lost_something_names_the_items(capsys: pytest.CaptureFixture[str]) -> None:
    sweep(silent_loss=2, lost={"identity_card": 2})

    [line] = told(capsys)
    assert (line["SilentLoss"], line["lost"]) == (2, {"identity_card": 2})


def test_an_event_is_counted_for_its_department_and_its_city(capsys: pytest.CaptureFixture[str]) -> None:
    written = event(EventKind.DISPATCHED, round=1, office="va-440100")

    with about(request_id="r-1", run=1):
        tell_events((written,), case=LEDGER.case, items=LEDGER.items, stage="dev")

    [line] = told(capsys)
    assert metrics(line)["Dimensions"] == [
        ["stage"],
        ["stage", "department"],
        ["stage", "department", "city"],
    ]
    assert (line["Dispatches"], line["department"], line["stage"]) == (1, ITEM.department.value, "dev")
    assert (line["case_id"], line["item"], line["request_id"], line["run"]) == (
        LEDGER.case.id,
        ITEM.code,
        "r-1",
        1,
    )
    assert (line["round"], line["office"]) == (1, "va-440100")


def test_what_an_office_wrote_and_who_acted_are_not_told(capsys: pytest.CaptureFixture[str]) -> None:
    written = event(EventKind.ANSWERED, answer={"reason": "某人的情况"})

    tell_events((written,), case=None, items=LEDGER.items, stage="dev")

    text = capsys.readouterr().out
    assert "某人的情况" not in text
    assert "actor-of-somebody" not in text


def test_an_answer_refused_touches_no_item_and_is_counted_for_its_department(
    capsys: pytest.CaptureFixture[str],
) -> None:
    written = event(EventKind.ANSWER_REFUSED, "answer/mobilization/w-1", refusal="RoundSuperseded")

    tell_events((written,), case=None, items=(), stage="dev")

    [line] = told(capsys)
    assert (line["RefusedAnswers"], line["department"], line["refusal"]) == (
        1,
        "mobilization",
        "RoundSuperseded",
    )
    assert "city" not in line


def test_an_event_that_nobody_counts_is_a_line_all_the_same(capsys: pytest.CaptureFixture[str]) -> None:
    tell_events((event(EventKind.CLAIMED),), case=None, items=(), stage="dev")

    [line] = told(capsys)
    assert line["message"] == "claimed"
    assert "_aws" not in line


def test_a_refused_signature_is_counted_for_the_department_it_claims(
    capsys: pytest.CaptureFixture[str],
) -> None:
    tell_refused_signature("mobilization", stage="prod", at=NOW)

    [line] = told(capsys)
    assert (line["RefusedSignatures"], line["department"]) == (1, "mobilization")


def test_every_metric_is_in_the_table_of_metrics() -> None:
    table = (Path(__file__).parents[3] / "docs" / "metrics.md").read_text("utf-8")

    assert [one for one in EVENTS.values() if one.metric and f"`{one.metric}`" not in table] == []

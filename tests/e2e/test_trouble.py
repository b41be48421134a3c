import pytest

from tests.e2e.conftest import Start
from tests.support.machine import until

# The first waits two minutes for tries that come later and later: nobody should wait for it alone in the end.
pytestmark = [pytest.mark.slow, pytest.mark.timeout(900), pytest.mark.together("trouble")]

SILENT, BROKEN, BEHIND_THE_SILENT = "medical_insurance", "reserve_registration", "medical_transfer"
SCRIPT = {"items": {SILENT: {"answers": []}, BROKEN: {"unavailable": 5}}}


def test_one_departments_trouble_stays_its_own(start: Start) -> None:
    machine = start(SCRIPT)
    case_id = machine.submit()

    until(lambda: sum(1 for outcome in machine.outcomes(case_id).values() if outcome) >= 9, seconds=30)
    items = {item["code"]: item for item in machine.case(case_id)["items"]}

    assert items[SILENT]["status"] == "dispatched"
    assert items[SILENT]["heard_at"] is None
    assert items[BEHIND_THE_SILENT]["status"] == "waiting"
    assert all(item["outcome"] == "granted" for code, item in items.items() if code not in
               (SILENT, BROKEN, BEHIND_THE_SILENT))  # fmt: skip

    until(lambda: machine.outcomes(case_id)[BROKEN] == "granted", seconds=180)
    record = machine.record()
    deliveries = [entry["verdict"] for entry in record["deliveries"] if entry["item"] == BROKEN]

    assert deliveries == ["unavailable"] * 5 + ["effect"]
    assert record["doubled"] == []
    assert not machine.is_closed(case_id)


def test_a_department_that_cannot_be_reached_is_visible_since_when(start: Start) -> None:
    machine = start({"items": {BROKEN: {"unavailable": 1000}}})
    case_id = machine.submit()

    until(lambda: sum(1 for outcome in machine.outcomes(case_id).values() if outcome) == 11, seconds=30)
    waiting = next(item for item in machine.case(case_id)["items"] if item["code"] == BROKEN)
    listed = machine.get("/v1/operator/cases?status=open").json()["entries"]

    assert waiting["outcome"] is None
    assert waiting["trouble_since"] is not None
    assert [entry["case_id"] for entry in listed] == [case_id]


def test_contradictions_repetitions_and_forgeries_leave_one_outcome_per_item(start: Start) -> None:
    machine = start(
        {
            "items": {
                "driving_licence": {"answers": ["granted", "refused", "received"]},
                "social_security_card": {"answers": ["granted", "accepted", "received"]},
                "medical_insurance": {"copies": 3},
                "economic_subsidy": {"forged": True},
                "household_registration": {"answers": ["received", "refused"]},
                "pension_transfer": {"answers": ["not_accepted"]},
            }
        }
    )
    case_id = machine.submit()

    until(lambda: machine.is_closed(case_id), seconds=40)
    outcomes = machine.outcomes(case_id)

    assert outcomes["household_registration"] == "refused"
    assert outcomes["identity_card"] == outcomes["driving_licence"] == "blocked"
    assert outcomes["pension_transfer"] == "not_accepted"
    assert list(outcomes.values()).count("granted") == 8
    assert machine.record()["doubled"] == []

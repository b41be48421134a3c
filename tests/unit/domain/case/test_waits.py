from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.item import CaseItem, with_bounds
from functions.domain.case.waits import SHORTEST_WAIT, Completion, completion, positions, wait_seconds
from functions.domain.errors import CorrectionRequested, DispatchIncident
from schemas.codes import ItemStatus, Outcome
from tests.support import make
from tests.support.each import each
from tests.support.make import NOW, waiting


def test_nothing_ends_where_nothing_waits() -> None:
    item = make.done()

    assert completion(make.ledger(item), item, NOW) is None


def test_a_dispatched_item_goes_on_waiting_for_its_department() -> None:
    item = make.sent()

    assert completion(make.ledger(item), item, NOW) is None


def test_an_outcome_ends_the_dispatch_with_ids_only() -> None:
    item = make.done(wait=waiting())

    end = completion(make.ledger(item), item, NOW)

    assert end == Completion(output={"item": "discharge_report", "outcome": "granted"})
    assert end is not None
    assert end.last


@pytest.mark.parametrize(
    ("status", "failure"),
    [(ItemStatus.CORRECTING, CorrectionRequested), (ItemStatus.INCIDENT, DispatchIncident)],
)
def test_a_correction_or_an_incident_ends_the_dispatch_by_name(status: ItemStatus, failure: type) -> None:
    item = make.sent(status=status)

    assert completion(make.ledger(item), item, NOW) == Completion(failure=failure)


def test_prerequisites_end_only_when_all_have_passed() -> None:
    first, second = make.done("discharge_report"), make.sent("household_registration", wait=None)
    item = make.item(
        "identity_card",
        after=("discharge_report", "household_registration"),
        wait=waiting("AwaitPrerequisites"),
    )

    before = completion(make.ledger(first, second, item), item, NOW)
    after = completion(make.ledger(first, make.done(second.code), item), item, NOW)

    assert before is None
    assert after == Completion(output={"seconds": item.bounds.watch_seconds})


def test_an_item_that_went_on_does_not_wait_again_when_its_prerequisites_outcome_is_corrected() -> None:
    earlier = make.done("household_registration", Outcome.REFUSED)
    item = make.item("identity_card", after=(earlier.code,), round=1, wait=waiting("AwaitPrerequisites"))

    assert completion(make.ledger(earlier, item), item, NOW) is not None


def test_an_item_that_is_not_needed_counts_as_passed() -> None:
    earlier = make.done("household_registration", Outcome.NOT_NEEDED)
    item = make.item("identity_card", after=(earlier.code,), wait=waiting("AwaitPrerequisites"))

    assert completion(make.ledger(earlier, item), item, NOW) is not None


def test_the_service_check_stands_before_every_item() -> None:
    check = make.service_check(status=ItemStatus.DISPATCHED, outcome=None)
    item = make.item(wait=waiting("AwaitPrerequisites"))

    assert completion(make.ledger(item, check=check), item, NOW) is None


def test_a_failed_prerequisite_does_not_let_the_item_pass() -> None:
    earlier = make.done("household_registration", Outcome.REFUSED)
    item = make.item("identity_card", after=(earlier.code,), wait=waiting("AwaitPrerequisites"))

    assert completion(make.ledger(earlier, item), item, NOW) is None


@pytest.mark.parametrize(
    ("state", "status"),
    [("AwaitCorrection", ItemStatus.CORRECTING), ("AwaitOperator", ItemStatus.INCIDENT)],
)
def test_a_wait_for_a_person_ends_when_the_status_moves_on(state: str, status: ItemStatus) -> None:
    item = make.sent(status=status, wait=waiting(state))
    moved = replace(item, status=ItemStatus.READY)

    assert completion(make.ledger(item), item, NOW) is None
    assert completion(make.ledger(moved), moved, NOW) is not None


def test_a_wait_lasts_until_the_due_time() -> None:
    assert wait_seconds(make.sent(due_at=NOW + timedelta(hours=1)), NOW) == 3601


def test_after_the_due_time_the_next_look_is_a_whole_watch_later() -> None:
    item = make.sent(due_at=NOW - timedelta(hours=1))

    assert wait_seconds(item, NOW) == item.bounds.watch_seconds
    assert wait_seconds(with_bounds(item, watch_seconds=0), NOW) == SHORTEST_WAIT


def test_a_lost_run_goes_on_where_an_item_waits_for_its_office_and_past_what_is_decided() -> None:
    first, sent = make.done("discharge_report"), make.sent("identity_card")

    found = positions(make.ledger(first, sent), NOW)

    there = found["identity_card"]
    assert there is not None
    assert sent.wait is not None
    assert (there.state, there.token) == ("Dispatch", sent.wait.token)
    assert there.added == {"wait": {"seconds": wait_seconds(sent, NOW)}}
    assert found["discharge_report"] is None


@each(
    "item",
    [
        make.sent(wait=None),
        make.sent(wait=replace(waiting(), run=2)),
        make.sent(status=ItemStatus.INCIDENT),
        make.sent(status=ItemStatus.INCIDENT, wait=waiting("AwaitOperator")),
        make.item(round=1, wait=waiting()),
        make.item(wait=waiting("AwaitPrerequisites")),
    ],
    ids=["waits for nothing", "another run's", "over", "an operator's", "not sent", "free to go"],
)
def test_whatever_has_something_to_be_done_first_enters_its_states_anew(item: CaseItem) -> None:
    assert item.code not in positions(make.ledger(item), NOW)


def test_an_item_that_is_to_be_blocked_enters_its_states_anew() -> None:
    """Where the blocks of one look were cut short, and the engine had lost the run."""
    refused = make.done("household_registration", Outcome.REFUSED)
    item = make.item("identity_card", after=(refused.code,), wait=waiting("AwaitPrerequisites"))

    assert item.code not in positions(make.ledger(refused, item), NOW)

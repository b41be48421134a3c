from collections import Counter
from dataclasses import replace
from datetime import timedelta

from functions.domain.case.consequences import Block, Resume, owed
from functions.domain.case.parts import Trouble
from functions.domain.case.waits import FIRST_CHECK, UNSENT_AFTER
from functions.domain.upkeep.debts import NextRun, SendRound, SettleDraft, StartRun
from functions.domain.upkeep.repairs import LONGEST_CHECK, next_check, plan
from functions.domain.upkeep.runs import FIRST_LOOKS, STRANDED_AFTER
from functions.ports.executions import ExecutionStatus
from schemas.codes import CaseStatus, ItemStatus, Outcome
from tests.support import make
from tests.support.each import each
from tests.support.make import CALENDAR, NOW, run, waiting


def test_a_closed_case_owes_nothing() -> None:
    ledger = make.ledger(make.done(wait=waiting()), status=CaseStatus.CLOSED)

    assert plan(ledger, None, NOW, calendar=CALENDAR) == ()


def test_a_run_that_the_engine_does_not_know_is_started() -> None:
    assert plan(make.ledger(make.item()), None, NOW, calendar=CALENDAR) == (StartRun(1),)


@each("status", ["FAILED", "TIMED_OUT", "ABORTED", "SUCCEEDED"])
def test_an_open_case_goes_on_in_a_new_run_after_its_run_ended(status: ExecutionStatus) -> None:
    assert plan(make.ledger(make.item(), run=3), run(status), NOW, calendar=CALENDAR) == (NextRun(4),)


def test_a_draft_ends_after_the_next_run_began_for_that_is_conditional_on_the_case() -> None:
    ledger = make.ledger(make.item())
    ledger = replace(ledger, case=replace(ledger.case, draft="draft-1"))

    repairs = plan(ledger, run("FAILED"), NOW, calendar=CALENDAR)

    assert repairs == (NextRun(2), SettleDraft("draft-1"))


def test_a_case_that_is_well_owes_nothing() -> None:
    assert plan(make.ledger(make.sent()), run(), NOW, calendar=CALENDAR) == ()


def test_a_task_whose_answer_is_recorded_is_resumed() -> None:
    item = make.done(wait=waiting())

    (repair,) = plan(make.ledger(item), run(), NOW, calendar=CALENDAR)

    assert isinstance(repair, Resume)
    assert repair.item == item


def test_a_refused_prerequisite_blocks_everything_behind_it() -> None:
    refused = make.done("household_registration", Outcome.REFUSED)
    card = make.item("identity_card", after=("household_registration",), wait=waiting("AwaitPrerequisites"))
    licence = make.item("driving_licence", after=("identity_card",))
    other = make.sent("social_insurance")

    repairs = owed(make.ledger(refused, card, licence, other), NOW)

    blocks = [(repair.item.code, repair.because) for repair in repairs if isinstance(repair, Block)]
    resumes = [repair.item.code for repair in repairs if isinstance(repair, Resume)]
    assert blocks == [("identity_card", "household_registration"), ("driving_licence", "identity_card")]
    assert resumes == ["identity_card"]


def test_a_failed_service_check_blocks_every_item() -> None:
    check = make.service_check(outcome=Outcome.REFUSED)

    repairs = owed(make.ledger(make.item(), make.item("social_insurance"), check=check), NOW)

    assert [type(repair) for repair in repairs] == [Block, Block]


def test_a_round_nobody_sends_is_sent_again_after_a_while() -> None:
    unsent = make.sent(status=ItemStatus.READY, sent_round=0)

    soon = plan(make.ledger(unsent), run(), NOW + UNSENT_AFTER - timedelta(seconds=1), calendar=CALENDAR)
    later = plan(make.ledger(unsent), run(), NOW + UNSENT_AFTER, calendar=CALENDAR)

    assert soon == ()
    assert later == (SendRound(unsent),)


def test_looking_again_slows_down_to_a_limit() -> None:
    waits = [next_check(make.case(checks=checks), NOW) - NOW for checks in range(64)]

    assert waits[:FIRST_LOOKS] == [FIRST_CHECK * 2**checks for checks in range(FIRST_LOOKS)]
    assert max(waits) <= LONGEST_CHECK


def test_in_the_end_each_case_has_moments_of_its_own_six_hours_apart() -> None:
    """However late a sweep comes to one, and however many came in one hour."""
    cases = [
        make.case(id=f"00000000-0000-4000-8000-{number:012}", checks=FIRST_LOOKS + 1) for number in range(400)
    ]
    first = [next_check(case, NOW) for case in cases]
    late = timedelta(seconds=50)

    again = [next_check(case, at + late) for case, at in zip(cases, first, strict=True)]

    assert again == [at + LONGEST_CHECK for at in first]
    by_hour = Counter((at - NOW) // timedelta(hours=1) for at in first)
    assert sorted(by_hour) == [0, 1, 2, 3, 4, 5]
    assert max(by_hour.values()) < 2 * min(by_hour.values())


def test_a_round_in_trouble_is_the_engines_to_retry_for_hours() -> None:
    trouble = Trouble(error="DepartmentUnavailable", since=NOW, attempts=1)
    unsent = make.sent(status=ItemStatus.READY, sent_round=0, trouble=trouble)

    early = plan(make.ledger(unsent), run(), NOW + UNSENT_AFTER, calendar=CALENDAR)
    late = plan(make.ledger(unsent), run(), NOW + STRANDED_AFTER, calendar=CALENDAR)

    assert SendRound(unsent) not in early
    assert SendRound(unsent) in late


def test_of_a_closed_case_the_draft_still_ends() -> None:
    ledger = make.ledger(make.done(), status=CaseStatus.CLOSED, draft="draft-1")

    assert plan(ledger, None, NOW, calendar=CALENDAR) == (SettleDraft("draft-1"),)

"""A right program passes every trial; one with a fault fails exactly those that the fault is of."""

import pytest

from functions.domain.office.conformance.grading import Grade, Graded
from functions.domain.office.conformance.table import SCENARIOS
from functions.usecases.office.conformance.opening import opened_trial
from infra.console.conformance.run import run
from tests.support.machine import ROOT
from tests.support.receivers import Fault, Receiver, receiver

WITH_ROUNDS = {"correct", "out_of_order", "stale_round"}
ALL = {scenario.code for scenario in SCENARIOS}
MOST_NAMED = 4
DOCUMENT = (ROOT / "docs" / "conformance.md").read_text("utf-8")
# What each fault fails; then what is only advised.
FAILS: dict[Fault, tuple[set[str], set[str]]] = {
    Fault.VERIFIES_NOTHING: ({"bad_signature", "old_key", "clock_skew"}, set()),
    Fault.REFUSES_EVERYTHING: (ALL, set()),
    Fault.READS_NO_TIME: ({"clock_skew"}, set()),
    Fault.FIRST_SIGNATURE_ONLY: ({"old_key"}, set()),
    Fault.KNOWS_NO_REPETITION: ({"duplicate", "stale_round"}, set()),
    Fault.REPETITION_IS_200: (set(), {"duplicate"}),
    Fault.ALWAYS_ROUND_1: (WITH_ROUNDS, set()),
    Fault.WANTS_ROUND_1_FIRST: ({"out_of_order"}, set()),
    Fault.ANSWERS_A_STALE_ROUND: (set(), {"out_of_order"}),
    Fault.TRIES_ONCE: ({"unavailable"}, set()),
    Fault.RETRIES_AT_ONCE: (set(), {"unavailable"}),
    Fault.RETRIES_UNDER_ANOTHER_ID: ({"unavailable"}, set()),
    Fault.REPEATS_AFTER_409: ({"contradictory"}, set()),
    Fault.ANSWERS_WITHIN_THE_CALL: (set(), {"slow"}),
    Fault.NAMES_THE_TIME_OF_SENDING: ({"suspend_over_holiday"}, set()),
    Fault.SENDS_NO_DOCUMENT: ({"grant_with_document"}, set()),
    Fault.GIVES_NO_GROUNDS: ({"refuse"}, set()),
    Fault.GIVES_NO_LIST: ({"correct", "stale_round"}, set()),
    Fault.KNOWS_NO_LATE_FILE: ({"file_after_dispatch"}, set()),
    Fault.FETCHES_NO_FILE: ({"file_after_dispatch"}, set()),
    Fault.KNOWS_NO_REMINDER: ({"slow"}, set()),
    Fault.SAYS_TWO_OUTCOMES: ({"withdraw_race"}, set()),
    Fault.SIGNS_BY_ANOTHER_KEY: (ALL - {"bad_signature"}, set()),
    Fault.IS_SILENT: (ALL - {"bad_signature"}, set()),
}


def shown_row(fault: Fault, found: tuple[Graded, ...]) -> str:
    """As the document has it, behind the fault in words: what fails, what is advised, the first thing that is wrong."""
    failed, advised = (_codes(graded_as(found, grade)) for grade in (Grade.FAILED, Grade.ADVISED))
    wrong = next(one for trial in found for one in trial.findings if not one.met)
    return f"(`{fault}`) | {failed} | {advised} | {wrong.expected}：{wrong.got} |"


def _codes(found: set[str]) -> str:
    if found == ALL:
        return "all"
    if len(found) > MOST_NAMED:
        return "all but " + _codes(ALL - found)
    return " ".join(f"`{code}`" for code in sorted(found))


def tried(office: Receiver) -> tuple[Graded, ...]:
    trials = opened_trial(
        "run-1", office.bench.stage.catalogued, now=office.clock(), calendar=office.bench.stage.calendar
    )
    return run(trials, office.bench, office.outside(), lambda _: None)


def graded_as(found: tuple[Graded, ...], grade: Grade) -> set[str]:
    return {one.trial.scenario.code for one in found if one.grade is grade}


def wrong_in(found: tuple[Graded, ...]) -> str:
    return "\n".join(
        f"{one.trial.scenario.code} {finding.check}: {finding.got}"
        for one in found
        for finding in one.findings
        if not finding.met
    )


@pytest.mark.slow
def test_a_right_program_passes_every_trial() -> None:
    found = tried(receiver())

    assert graded_as(found, Grade.PASSED) == ALL, wrong_in(found)


@pytest.mark.slow
@pytest.mark.parametrize("fault", Fault)
def test_a_program_with_one_fault_fails_exactly_its_trials(fault: Fault) -> None:
    found = tried(receiver(fault))

    assert (graded_as(found, Grade.FAILED), graded_as(found, Grade.ADVISED)) == FAILS[fault], wrong_in(found)
    assert shown_row(fault, found) in DOCUMENT


@pytest.mark.slow
def test_the_same_program_gets_the_same_findings_twice() -> None:
    first, second = (tried(receiver(Fault.REPEATS_AFTER_409)) for _ in range(2))

    assert [one.findings for one in first] == [one.findings for one in second]

"""How a service check ends that waits for its applicant."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from functions.domain.case.case import CaseMaterial
from functions.domain.case.contests import CONTEST, contested, uncontested, without_purpose
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.refusals import ContestNeedsPaper
from functions.domain.clock import Deadline
from schemas.codes import ItemStatus, Outcome
from tests.support.make import NOW, answer, done, ledger, sent, service_check

LATER = NOW + timedelta(days=3)


def waiting_check(status: ItemStatus, **changes: Any) -> CaseItem:
    return service_check(status=status, outcome=None, decided_at=None, correct_by=LATER, **changes)


def test_what_nobody_contests_is_decided_and_no_term_runs_any_more() -> None:
    check = waiting_check(ItemStatus.CONTESTABLE, answer=answer("refused", SERVICE_CHECK))

    ended = uncontested(check, NOW)

    assert (ended.outcome, ended.clock.correct_by) == (Outcome.REFUSED, None)


def test_a_check_that_is_to_be_corrected_ends_once_no_open_item_waits_for_it() -> None:
    check = waiting_check(ItemStatus.CORRECTING)

    ended = without_purpose(ledger(done(), check=check), NOW)

    assert ended is not None
    assert ended.outcome is Outcome.WITHDRAWN
    assert without_purpose(ledger(sent(), check=check), NOW) is None


def test_a_contest_needs_a_paper_of_the_check_that_came_since_the_decision() -> None:
    check = waiting_check(ItemStatus.CONTESTABLE, answer=answer("refused", SERVICE_CHECK))
    paper = CaseMaterial("file-1", SERVICE_CHECK, CONTEST, "application/pdf", 9, "0" * 64, NOW)
    before, others = replace(paper, at=NOW - timedelta(days=1)), replace(paper, item="identity_card")
    due = Deadline(LATER, provisional=False)

    again = contested(ledger(sent(), check=check, materials=(paper,)), 1, "有证明", due, NOW)

    assert (again.dispatch.round, again.contest.at) == (2, NOW)
    for wrong in (before, others):
        with pytest.raises(ContestNeedsPaper):
            contested(ledger(sent(), check=check, materials=(wrong,)), 1, "有证明", due, NOW)

from datetime import timedelta
from typing import Any

import pytest

from functions.domain.applicant.progress import todo
from functions.domain.case.case import Ledger
from functions.domain.case.item import CaseItem
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import ItemStatus, Outcome
from schemas.codes_citizen import TodoKind
from tests.support.make import NOW, answer, done, item, ledger, sent

EDITION = load_edition(CURRENT)


def kinds(found: Ledger) -> list[tuple[TodoKind, str]]:
    return [(one.kind, one.item) for one in todo(found, EDITION)]


def correcting(code: str, **changes: Any) -> CaseItem:
    asked = answer("correction_requested", code)
    return sent(code, **{"status": ItemStatus.CORRECTING, "answer": asked, **changes})


def test_a_case_under_way_asks_nothing_of_its_applicant() -> None:
    assert todo(ledger(sent("social_insurance"), item("social_security_card")), EDITION) == ()


def test_the_nearest_term_comes_first_and_what_has_none_last() -> None:
    given = answer("granted", "reserve_registration", result={"document": "证明", "delivery": "window"})
    late = correcting("social_insurance", correct_by=NOW + timedelta(days=9))
    soon = correcting("economic_subsidy", correct_by=NOW + timedelta(days=2))

    found = ledger(done("reserve_registration", answer=given), late, soon)

    assert kinds(found) == [
        (TodoKind.CORRECT, "economic_subsidy"),
        (TodoKind.CORRECT, "social_insurance"),
        (TodoKind.FETCH, "reserve_registration"),
    ]


def test_an_item_on_its_way_out_needs_no_correction() -> None:
    assert kinds(ledger(correcting("social_insurance", withdrawal_at=NOW))) == []


@pytest.mark.parametrize("status", [ItemStatus.DISPATCHED, ItemStatus.RECEIVED, ItemStatus.ACCEPTED])
def test_a_visit_that_the_edition_knows_of_is_due_while_the_office_has_the_item(status: ItemStatus) -> None:
    found = ledger(sent("identity_card", status=status))

    (visit,) = todo(found, EDITION)

    assert (visit.kind, visit.note) == (TodoKind.VISIT, "照片和指纹须本人到场采集。")


@pytest.mark.parametrize("status", [ItemStatus.WAITING, ItemStatus.READY, ItemStatus.SUSPENDED])
def test_nobody_is_sent_to_an_office_that_does_not_expect_them(status: ItemStatus) -> None:
    assert kinds(ledger(sent("identity_card", status=status))) == []


@pytest.mark.parametrize(
    ("outcome", "kind"),
    [
        (Outcome.REFUSED, TodoKind.CONTEST),
        (Outcome.NOT_ACCEPTED, TodoKind.CONTEST),
        (Outcome.LAPSED, TodoKind.APPLY_AGAIN),
    ],
)
def test_a_bad_outcome_leaves_something_to_do(outcome: Outcome, kind: TodoKind) -> None:
    assert kinds(ledger(done("social_insurance", outcome))) == [(kind, "social_insurance")]


def test_an_item_that_the_edition_has_lost_asks_for_no_visit() -> None:
    assert kinds(ledger(sent("old_item"))) == []

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from functions.domain.applicant.progress import todo
from functions.domain.case.case import Ledger
from functions.domain.case.facts import Mark, Notice
from functions.domain.case.item import CaseItem
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import ItemStatus, Outcome, Role
from schemas.codes_citizen import NoticeStatus, TodoKind
from tests.support.each import each
from tests.support.make import NOW, answer, done, item, ledger, sent, with_flat

EDITION = load_edition(CURRENT)


def kinds(found: Ledger) -> list[tuple[TodoKind, str]]:
    return [(one.kind, one.item) for one in todo(found, EDITION, NOW)]


def correcting(code: str, **changes: Any) -> CaseItem:
    asked = answer("correction_requested", code)
    return sent(code, **{"status": ItemStatus.CORRECTING, "answer": asked, **changes})


def test_a_case_under_way_asks_nothing_of_its_applicant() -> None:
    assert todo(ledger(sent("social_insurance"), item("social_security_card")), EDITION, NOW) == ()


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


def test_a_visit_that_the_edition_knows_of_begins_when_the_office_has_accepted_the_item() -> None:
    found = ledger(sent("identity_card", status=ItemStatus.ACCEPTED, accepted_at=NOW))

    (visit,) = todo(found, EDITION, NOW)

    assert (visit.kind, visit.note) == (TodoKind.VISIT, "照片和指纹须本人到场采集。")


@each(
    "status",
    [
        ItemStatus.WAITING,
        ItemStatus.READY,
        ItemStatus.DISPATCHED,
        ItemStatus.RECEIVED,
        ItemStatus.SUSPENDED,
    ],
)
def test_nobody_is_sent_to_an_office_that_does_not_expect_them(status: ItemStatus) -> None:
    assert kinds(ledger(sent("identity_card", status=status))) == []


@each(
    "outcome, kind",
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


def test_where_the_edition_says_to_go_by_oneself_the_visit_begins_with_the_dispatch() -> None:
    found = EDITION.item("identity_card")
    at_once = found.model_copy(update={"visits": found.visits.model_copy(update={"at_once": True})})
    edition = EDITION.model_copy(
        update={"items": tuple(at_once if one.code == found.code else one for one in EDITION.items)}
    )

    (visit,) = todo(ledger(sent("identity_card")), edition, NOW)

    assert visit.kind is TodoKind.VISIT


def mark(kind: TodoKind, at: datetime = NOW) -> Mark:
    return Mark(kind, at, Role.CLERK, "clerk")


def test_a_visit_ends_when_somebody_says_that_the_applicant_was_there() -> None:
    found = sent("identity_card", status=ItemStatus.ACCEPTED, marks=(mark(TodoKind.VISIT),))

    assert kinds(ledger(found)) == []


def test_a_result_is_to_be_fetched_until_it_is_handed_out_or_no_longer_valid() -> None:
    result = {"document": "证明", "delivery": "window", "valid_until": "2026-12-31"}
    given = done("reserve_registration", answer=answer("granted", "reserve_registration", result=result))
    handed_out = with_flat(given, marks=(mark(TodoKind.FETCH),))

    assert kinds(ledger(given)) == [(TodoKind.FETCH, "reserve_registration")]
    assert kinds(ledger(handed_out)) == []
    assert todo(ledger(given), EDITION, NOW + timedelta(days=60)) == ()


@pytest.mark.parametrize(
    ("outcome", "kind"), [(Outcome.REFUSED, TodoKind.CONTEST), (Outcome.LAPSED, TodoKind.APPLY_AGAIN)]
)
def test_what_the_applicant_knows_of_is_no_longer_theirs_to_do_unless_another_result_takes_its_place(
    outcome: Outcome, kind: TodoKind
) -> None:
    known = done("social_insurance", outcome, marks=(mark(kind),))
    replaced = with_flat(known, since=NOW + timedelta(days=1))

    assert kinds(ledger(known)) == []
    assert kinds(ledger(replaced)) == [(kind, "social_insurance")]


def test_a_refusal_is_to_be_contested_until_the_last_of_its_terms_is_over_for_whoever_was_told() -> None:
    term = {"value": 60, "unit": "natural_day"}
    remedy = [{"way": "reconsideration", "body": "天河区人民政府", "term": term}]
    basis = "《退役军人安置条例》第二十三条"
    refused = answer("refused", "social_insurance", remedy=remedy, legal_basis=basis)
    found = ledger(done("social_insurance", Outcome.REFUSED, answer=refused))
    told = Notice("done", NoticeStatus.SENT, NOW)
    known = replace(found, case=replace(found.case, notices=(told,)))

    def at(whole: Ledger, days: int) -> list[TodoKind]:
        return [one.kind for one in todo(whole, EDITION, NOW + timedelta(days=days))]

    assert at(known, 60) == at(found, 400) == [TodoKind.CONTEST]
    assert at(known, 61) == []

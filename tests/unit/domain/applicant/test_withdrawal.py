import pytest

from functions.domain.applicant.withdrawal import Blocked, plan_withdrawal
from functions.domain.case.refusals import ItemNotFound
from functions.domain.conflicts import AlreadyDecided
from schemas.codes import ItemStatus, Outcome, WithdrawalStep
from tests.support import make
from tests.support.each import each
from tests.support.make import NOW

HOUSEHOLD = make.sent("household_registration")
CARD = make.item("identity_card", after=("household_registration",))
LICENCE = make.item("driving_licence", after=("identity_card",))
INSURANCE = make.item("social_insurance")


def test_what_no_office_has_ends_now_and_of_the_rest_the_office_is_asked() -> None:
    ledger = make.ledger(HOUSEHOLD, CARD, INSURANCE)

    plan = plan_withdrawal(ledger, ("household_registration", "social_insurance"), NOW)

    assert plan.steps == (
        ("household_registration", WithdrawalStep.ASK_OFFICE),
        ("social_insurance", WithdrawalStep.ENDS_NOW),
    )


def test_the_applicant_is_told_what_will_be_blocked_and_when() -> None:
    ledger = make.ledger(HOUSEHOLD, CARD, LICENCE)

    asked = plan_withdrawal(ledger, ("household_registration",), NOW)
    at_once = plan_withdrawal(ledger, ("identity_card",), NOW)

    assert asked.blocked == (
        Blocked("identity_card", "household_registration", at_once=False),
        Blocked("driving_licence", "identity_card", at_once=False),
    )
    assert at_once.blocked == (Blocked("driving_licence", "identity_card", at_once=True),)


def test_a_dependant_withdrawn_with_its_prerequisite_is_not_blocked_by_it() -> None:
    ledger = make.ledger(HOUSEHOLD, CARD, LICENCE)

    plan = plan_withdrawal(ledger, ("household_registration", "identity_card", "driving_licence"), NOW)

    assert plan.blocked == ()
    assert plan.codes(WithdrawalStep.ENDS_NOW) == ("identity_card", "driving_licence")


def test_everything_means_everything_that_is_open() -> None:
    ledger = make.ledger(make.done(), HOUSEHOLD, CARD, LICENCE)

    plan = plan_withdrawal(ledger, None, NOW)

    assert [code for code, _ in plan.steps] == ["household_registration", "identity_card", "driving_licence"]


def test_an_item_asked_for_before_is_told_so() -> None:
    ledger = make.ledger(make.sent(withdrawal_at=NOW))

    assert plan_withdrawal(ledger, None, NOW).steps == (("discharge_report", WithdrawalStep.ALREADY_ASKED),)


@each("status", [ItemStatus.CORRECTING, ItemStatus.INCIDENT, ItemStatus.SUSPENDED])
def test_an_item_in_any_trouble_can_be_withdrawn(status: ItemStatus) -> None:
    sent, unsent = make.sent(status=status), make.item("social_insurance", status=status)

    plan = plan_withdrawal(make.ledger(sent, unsent), None, NOW)

    assert [step for _, step in plan.steps] == [WithdrawalStep.ASK_OFFICE, WithdrawalStep.ENDS_NOW]


@pytest.mark.parametrize("codes", [("discharge_report",), ("discharge_report", "social_insurance")])
def test_a_named_item_that_is_decided_refuses_the_whole(codes: tuple[str, ...]) -> None:
    ledger = make.ledger(make.done(), INSURANCE)

    with pytest.raises(AlreadyDecided):
        plan_withdrawal(ledger, codes, NOW)


def test_a_case_with_nothing_open_has_nothing_to_withdraw() -> None:
    with pytest.raises(AlreadyDecided):
        plan_withdrawal(make.ledger(make.done(outcome=Outcome.REFUSED)), None, NOW)


@pytest.mark.parametrize("code", ["service_check", "identity_card"])
def test_only_the_cases_own_items_can_be_named(code: str) -> None:
    with pytest.raises(ItemNotFound):
        plan_withdrawal(make.ledger(INSURANCE), (code,), NOW)

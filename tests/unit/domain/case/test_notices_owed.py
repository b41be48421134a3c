"""Which facts owe their applicant a word, and which do not yet or not any more."""

from dataclasses import replace
from datetime import timedelta

from functions.domain.case.case import DeferredMaterial, Ledger
from functions.domain.case.facts import Mark
from functions.domain.case.item import SERVICE_CHECK, with_todos
from functions.domain.case.notices_owed import deferral_key, owed_notices, result_key
from schemas.codes import Outcome, Role
from schemas.codes_citizen import TodoKind
from tests.support.make import NOW, answer, done, ledger, sent, service_check

CODE = "identity_card"
OPEN = sent("economic_subsidy")
DEFERRED = DeferredMaterial(CODE, "hukou_book", NOW + timedelta(days=9), remind_at=NOW)


def keys(of: Ledger) -> set[str]:
    return {one.key for one in owed_notices(of)}


def test_of_what_is_deferred_nobody_is_told_before_the_reminder_is_due() -> None:
    reminded = replace(DEFERRED, reminded_at=NOW)

    assert deferral_key(DEFERRED) not in keys(ledger(sent(CODE), deferred=(DEFERRED,)))
    assert deferral_key(reminded) in keys(ledger(sent(CODE), deferred=(reminded,)))


def test_a_decision_that_its_applicant_knows_of_is_told_no_more() -> None:
    refused = done(CODE, Outcome.REFUSED, answer=answer("refused", CODE))
    known = with_todos(refused, marks=(Mark(TodoKind.CONTEST, NOW, Role.APPLICANT, "applicant-1"),))

    assert result_key(refused) in keys(ledger(refused, OPEN))
    assert result_key(known) not in keys(ledger(known, OPEN))


def test_a_service_check_is_told_of_where_it_did_not_pass() -> None:
    refused = service_check(outcome=Outcome.REFUSED, answer=answer("refused", SERVICE_CHECK))

    assert result_key(refused) in keys(ledger(OPEN, check=refused))
    assert result_key(service_check()) not in keys(ledger(OPEN))

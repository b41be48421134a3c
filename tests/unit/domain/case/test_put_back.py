from datetime import UTC, datetime, timedelta
from typing import Any

from functions.adapters.outward.signatures import WEBHOOK_ID
from functions.domain.case.case import CaseMaterial, Change, Ledger
from functions.domain.case.corrections import corrected
from functions.domain.case.item import CaseItem, with_dispatch
from functions.domain.case.office_debts import asked
from functions.domain.case.put_back import first_owed, is_older, restoration_mark, restored_at, told_anew
from functions.domain.case.sending_again import sent_again
from functions.domain.clock import Deadline
from functions.domain.values import replace
from schemas.codes import ItemStatus
from tests.support import make
from tests.support.each import each
from tests.support.make import NOW
from tests.support.world import application

MARK = restoration_mark(("2026-11-24T03:00:00+00:00",))
DUE = Deadline(NOW, provisional=False)
CODE, OTHER, UNSENT = "discharge_report", "economic_subsidy", "identity_card"


def older(**changes: Any) -> Ledger:
    """Of a case that was in the backup: one item with the applicant, one at its office, one that was never sent."""
    correcting = make.sent(CODE, status=ItemStatus.CORRECTING)
    return make.ledger(correcting, make.sent(OTHER), make.item(UNSENT), **changes)


def next_round(ledger: Ledger) -> CaseItem:
    return corrected(ledger.item(CODE), 1, "已补", DUE, NOW)


def test_a_mark_is_of_the_last_time_and_may_stand_in_a_webhook_id() -> None:
    again = restoration_mark(("2026-11-24T03:00:00+00:00", "2026-11-25T03:00:00+00:00"))

    assert restoration_mark(()) == ""
    assert len({MARK, again, restoration_mark(("lianban-restored",))}) == 3
    assert WEBHOOK_ID.fullmatch(f"case/item/2/restored-{MARK}")


@each(
    "name, at",
    [
        ("2026-11-24T03:00:00+00:00", datetime(2026, 11, 24, 3, tzinfo=UTC)),
        ("lianban-prod-20261124T030000Z", datetime(2026, 11, 24, 3, tzinfo=UTC)),
        ("lianban-prod-restored", None),
        ("lianban-20261124", None),
    ],
)
def test_when_it_was_is_told_by_its_name_or_by_nobody(name: str, at: datetime | None) -> None:
    assert restored_at(("2026-11-20T03:00:00+00:00", name)) == at
    assert restored_at(()) is None


def test_a_round_that_is_owed_since_goes_out_under_a_key_of_its_own_and_no_other_does() -> None:
    ledger = older()

    change = told_anew(ledger, Change(items=(next_round(ledger),)), MARK)

    (item,) = change.items
    assert item.dispatch_key == f"{item.case_id}/{CODE}/2/restored-{MARK}"
    assert ledger.item(CODE).dispatch_key == f"{item.case_id}/{CODE}/1"


def test_so_does_a_round_that_an_operator_has_sent_anew() -> None:
    ledger = older()

    change = told_anew(ledger, Change(items=(sent_again(ledger.item(OTHER), NOW),)), MARK)

    assert change.items[0].dispatch_key.endswith(f"/{OTHER}/1/again-1/restored-{MARK}")


def test_what_was_opened_since_is_known_to_no_office_and_keeps_its_keys() -> None:
    ledger = older(restored=MARK)
    change = Change(items=(next_round(ledger),), application=application())

    assert not is_older(ledger.case, MARK)
    assert told_anew(ledger, change, MARK) == change


def test_a_ledger_that_was_never_put_back_marks_nothing() -> None:
    ledger = older()
    change = Change(items=(next_round(ledger), asked(ledger.item(OTHER), NOW)), application=application())

    assert told_anew(ledger, change, restoration_mark(())) == change
    assert first_owed(ledger, ledger.item(OTHER), restoration_mark(())) == ledger.item(OTHER)


def test_a_request_to_let_an_item_go_is_another_than_the_one_that_is_lost() -> None:
    ledger = older()

    (item,) = told_anew(ledger, Change(items=(asked(ledger.item(OTHER), NOW),)), MARK).items

    assert item.dispatch_key == f"{item.case_id}/{OTHER}/1"
    assert item.withdrawal_key == f"{item.case_id}/{OTHER}/1/withdrawal/restored-{MARK}"


def test_of_a_round_that_has_the_mark_it_is_said_once() -> None:
    ledger = older()
    (begun,) = told_anew(ledger, Change(items=(next_round(ledger),)), MARK).items

    (item,) = told_anew(ledger.with_item(begun), Change(items=(asked(begun, NOW),)), MARK).items

    assert item.withdrawal_key == f"{item.case_id}/{CODE}/2/restored-{MARK}/withdrawal"


def test_a_form_that_is_changed_since_is_in_every_first_round_to_come() -> None:
    ledger = older()

    change = told_anew(ledger, Change(items=(next_round(ledger),), application=application()), MARK)

    marked = {item.code: item.dispatch.restored for item in change.items}
    assert marked == {CODE: MARK, UNSENT: MARK}


def test_a_file_that_came_since_is_in_the_first_round_of_its_item() -> None:
    ledger = older()
    case = replace(
        ledger.case, materials=(CaseMaterial("file-1", UNSENT, "photo", "image/png", 1, "0" * 64, NOW),)
    )

    (item,) = told_anew(ledger, Change(case=case, items=(ledger.item(UNSENT),)), MARK).items

    assert item.dispatch.restored == MARK


def test_a_first_round_that_carries_what_it_did_keeps_its_key_and_may_have_been_decided_before() -> None:
    """Its office has it, and decided it at a time at which this ledger had not sent it."""
    ledger = make.ledger(make.item(CODE), check=make.done("service_check", decided_at=NOW))

    item = first_owed(ledger, ledger.item(CODE), MARK)

    assert item.dispatch_key == ledger.item(CODE).dispatch_key
    assert item.dispatch.begun_at == NOW


def test_so_does_a_round_that_an_operator_sends_elsewhere() -> None:
    ledger = older()
    away = with_dispatch(ledger.item(OTHER), reroutes=1)

    (item,) = told_anew(ledger, Change(items=(away,)), MARK).items

    assert item.dispatch.restored == MARK


def test_what_carries_and_asks_nothing_new_keeps_its_keys() -> None:
    ledger = older()
    known = asked(ledger.item(OTHER), NOW)
    before = ledger.with_item(known)
    noted = replace(known, since=NOW)

    items = told_anew(before, Change(case=before.case, items=(noted, before.item(UNSENT))), MARK).items

    assert [(item.dispatch.restored, item.withdrawal.restored) for item in items] == [("", ""), ("", "")]


def test_of_several_that_a_first_round_stood_on_the_last_says_since_when_it_may_have_been_there() -> None:
    late, early = NOW + timedelta(days=2), NOW + timedelta(days=1)
    check = make.done("service_check", decided_at=early)
    follows, alone = make.item(OTHER, after=(CODE,)), make.item(UNSENT, unchecked=True)
    ledger = make.ledger(make.done(CODE, decided_at=late), follows, alone, check=check)

    begun = [first_owed(ledger, one, MARK).dispatch.begun_at for one in (follows, alone)]

    assert begun == [late, ledger.case.opened_at]

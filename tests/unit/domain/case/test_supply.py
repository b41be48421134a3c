"""What may be brought after the submission, and when its applicant is reminded of it."""

from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.case import CaseMaterial, DeferredMaterial
from functions.domain.case.item import CaseItem
from functions.domain.case.refusals import MaterialNotWanted
from functions.domain.case.supply import CORRECTION, check_supply, reminder_of_deferred_due, supplied
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.codes import ItemStatus
from tests.support.each import each
from tests.support.make import NOW, case, done, ledger, sent

EDITION = load_edition(CURRENT)
CODE = "identity_card"
LATER = NOW + timedelta(days=3)
DEFERRED = DeferredMaterial(CODE, "hukou_book", due_at=LATER, remind_at=NOW)


@each(
    "item, one, is_due",
    [
        (sent(CODE), DEFERRED, True),
        (sent(CODE), replace(DEFERRED, remind_at=LATER), False),
        (sent(CODE), replace(DEFERRED, reminded_at=NOW), False),
        (done(CODE), DEFERRED, False),
    ],
    ids=["now", "not yet", "reminded before", "decided"],
)
def test_of_what_is_deferred_one_is_reminded_once_in_time_and_as_long_as_its_item_is_open(
    item: CaseItem, one: DeferredMaterial, is_due: bool
) -> None:
    assert reminder_of_deferred_due(ledger(item, deferred=(one,)), one, NOW) is is_due


def test_a_correction_takes_any_material_of_the_item_and_nothing_that_is_none() -> None:
    item = sent(CODE, status=ItemStatus.CORRECTING)
    for code in (CORRECTION, *(one.code for one in EDITION.item(CODE).materials)):
        check_supply(ledger(item), EDITION, item, code)

    with pytest.raises(MaterialNotWanted):
        check_supply(ledger(item), EDITION, item, "of_another_item")


def test_what_the_case_holds_is_deferred_no_longer_and_held_once() -> None:
    file = CaseMaterial("file-1", CODE, "hukou_book", "application/pdf", 9, "0" * 64, NOW)

    held = supplied(case(deferred=(DEFERRED,)), file)

    assert (held.materials, held.deferred) == ((file,), ())
    assert supplied(held, file) == held

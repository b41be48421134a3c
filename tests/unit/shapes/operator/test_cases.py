"""A case as operators see it."""

from datetime import datetime

from functions.domain.clock import SHANGHAI
from functions.shapes.operator.cases import operator_case
from functions.usecases.office.which_office import OfficeNames
from schemas.catalogue.edition import CURRENT, load_edition
from tests.support.console import Console
from tests.support.incidents import REPORT, act, resolved

RESULT = {"document": "报到记录", "delivery": "window", "valid_until": "2027-01-31"}


def test_an_operator_reads_of_a_result_that_is_not_valid_any_more_what_its_applicant_reads() -> None:
    desk = Console()
    decision = {"outcome": "granted", "result": RESULT}
    resolved(desk.world, desk.case_id, act("settle", decision=decision))
    ledger = desk.world.deps.store.ledger(desk.case_id)

    on_time, late = (
        next(one.next_step for one in shown.items if one.code == REPORT)
        for day in ((1, 31), (2, 1))
        for now in (datetime(2027, *day, 12, tzinfo=SHANGHAI),)
        for shown in (operator_case(ledger, (), load_edition(CURRENT), OfficeNames(), now),)
    )

    assert "领取“报到记录”" in on_time
    assert late.startswith("“报到记录”的有效期到2027年1月31日为止，已经过了")

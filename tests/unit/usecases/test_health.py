from dataclasses import replace

import pytest

from functions.domain.case.case import Event
from functions.domain.errors import StoreBusy
from functions.usecases.health import check_ledger
from tests.support.api_deps import house
from tests.support.fakes.case_store import FakeCaseStore


class Busy(FakeCaseStore):
    def event(self, case_id: str, key: str) -> Event | None:
        raise StoreBusy


def test_a_ledger_that_answers_is_well() -> None:
    check_ledger(house())


def test_a_ledger_that_does_not_answer_is_told() -> None:
    with pytest.raises(StoreBusy):
        check_ledger(replace(house(), store=Busy()))

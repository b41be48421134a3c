from typing import get_args

from functions.domain.upkeep.debts import Repair
from functions.usecases.upkeep.repair import REPAIRS


def test_everything_that_can_be_owed_has_its_repair() -> None:
    assert set(REPAIRS) == set(get_args(Repair))

"""What a level of authentication allows, where levels are configured."""

from dataclasses import replace

import pytest

from functions.domain.case.access import LevelAct, Person, Principal, check_level, verified
from functions.domain.case.refusals import LevelTooLow
from schemas.codes import Role
from tests.support.each import each

SOLDIER = Principal("soldier", Role.APPLICANT, person=Person("测试甲", "440106200301010010"))


@each("act", LevelAct)
def test_without_levels_everything_is_allowed(act: LevelAct) -> None:
    check_level(SOLDIER, act)


@each("act", LevelAct)
def test_what_the_level_is_too_low_for_is_refused_and_nothing_else(act: LevelAct) -> None:
    low = replace(SOLDIER, barred=frozenset({act}))

    with pytest.raises(LevelTooLow):
        check_level(low, act)
    for other in set(LevelAct) - {act}:
        check_level(low, other)


def test_whose_level_is_too_low_to_apply_is_not_taken_for_verified() -> None:
    with pytest.raises(LevelTooLow):
        verified(replace(SOLDIER, barred=frozenset({LevelAct.APPLY})))

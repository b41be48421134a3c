from typing import Any

import pytest

from functions.domain.case.item import CaseItem, with_bounds, with_clock
from functions.domain.case.parts import Limit
from functions.domain.deadlines.basis import due_basis, due_basis_text
from schemas.catalogue.edition import CURRENT, load_edition
from schemas.catalogue.figures import LimitKind, Unit
from schemas.codes_citizen import DueBasis
from tests.support.each import each
from tests.support.make import NOW, sent, service_check

EDITION = load_edition(CURRENT)
LIMITS = [
    (item.code, limit.value, limit.unit, limit.kind)
    for item in EDITION.items
    for limit in item.time_limits
    if limit.value is not None
]


def limited(code: str, value: int, unit: Unit, **clock: Any) -> CaseItem:
    return with_clock(with_bounds(sent(code), limit=Limit(value, unit)), **clock)


@each("code, value, unit, kind", LIMITS)
def test_a_limit_is_told_as_what_the_catalogue_calls_it(
    code: str, value: int, unit: Unit, kind: LimitKind
) -> None:
    assert due_basis(limited(code, value, unit), EDITION).value == kind.value


@pytest.mark.parametrize("item", [sent("household_registration"), service_check()])
def test_our_own_bound_is_told_as_no_limit(item: CaseItem) -> None:
    assert due_basis(item, EDITION) is DueBasis.WATCH
    assert due_basis_text(item, EDITION) == "本系统关注期限，非法定；办结时限待核定"


def test_before_the_acceptance_a_limit_is_counted_for_the_time_being() -> None:
    waiting = limited("identity_card", 60, Unit.NATURAL_DAY)
    running = with_clock(waiting, accepted_at=NOW)

    assert (
        due_basis_text(waiting, EDITION) == "法定办结时限（受理前自分发之日起暂计，受理后自受理之日起计算）"
    )
    assert due_basis_text(running, EDITION) == "法定办结时限"

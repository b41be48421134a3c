from collections import Counter
from dataclasses import replace
from datetime import timedelta

import pytest

from functions.domain.case.access import Principal
from functions.domain.errors import StaleWrite
from functions.domain.refusals import TooOften
from functions.ports.case_store import Record
from functions.usecases import limits
from functions.usecases.limits import LIMITS
from functions.usecases.record_kinds.every import RECORD_KINDS
from functions.usecases.record_kinds.shared import LIMIT
from schemas.codes import Role
from tests.support.each import each
from tests.support.fakes.case_store import FakeCaseStore
from tests.support.literals import ROOT
from tests.support.world import APPLICANT, World

OTHER = Principal("applicant-2", Role.APPLICANT)


@pytest.mark.slow
@each("act", LIMITS)
def test_who_reaches_a_limit_is_told_what_and_until_when_and_may_go_on_then(act: str) -> None:
    world = World()
    for _ in range(LIMITS[act].most):
        limits.count(act, APPLICANT, world.deps)

    with pytest.raises(TooOften) as caught:
        limits.count(act, APPLICANT, world.deps)
    with pytest.raises(TooOften):
        limits.check_limit(act, APPLICANT, world.deps)

    left = caught.value.retry_after_seconds
    assert 1 <= left <= LIMITS[act].within.total_seconds() + 1
    assert LIMITS[act].what in caught.value.detail
    assert f"{-(-(left - 1) // 60)} 分钟后" in caught.value.detail
    limits.count(act, OTHER, world.deps)
    world.clock.advance(timedelta(seconds=left))
    limits.count(act, APPLICANT, world.deps)


@pytest.mark.slow
@each("seconds, told", [(2, "2 秒"), (90, "90 秒"), (91, "2 分钟"), (540, "9 分钟"), (541, "10 分钟")])
def test_nobody_counts_seconds_of_a_long_wait_and_none_is_told_too_short(seconds: int, told: str) -> None:
    world = World()
    within = LIMITS["draft"].within
    world.clock.advance(within - timedelta(seconds=world.deps.clock().timestamp() % within.total_seconds()))
    world.clock.advance(within - timedelta(seconds=seconds - 1))
    for _ in range(LIMITS["draft"].most):
        limits.count("draft", APPLICANT, world.deps)

    with pytest.raises(TooOften) as caught:
        limits.count("draft", APPLICANT, world.deps)

    assert f"请在 {told}后再试" in caught.value.detail


def test_no_count_is_gone_before_its_span_is_over() -> None:
    life = RECORD_KINDS[LIMIT].life

    assert life is not None
    assert all(limit.within <= life for limit in LIMITS.values())


class Beaten(FakeCaseStore):
    def put(self, record: Record) -> Record:
        raise StaleWrite


def test_who_does_too_much_at_one_moment_is_told_to_come_again_and_not_that_something_changed() -> None:
    beaten = replace(World().deps, store=Beaten())

    with pytest.raises(TooOften) as caught:
        limits.count("feedback", APPLICANT, beaten)
    assert caught.value.retry_after_seconds == 1


def test_the_document_tells_of_every_limit() -> None:
    """As often as there are limits of so many in such a span: two of them may be the same."""
    page = (ROOT / "docs" / "guide.md").read_text("utf-8")
    table = page[page.index("## How often one caller may") :]
    wanted = Counter(_told(limit.most, limit.within) for limit in LIMITS.values())

    assert {told: times for told, times in wanted.items() if table.count(told) < times} == {}


def _told(most: int, within: timedelta) -> str:
    """An hour's of all addresses stands behind that of one."""
    if most == LIMITS["all_anonymous_feedback"].most and within == timedelta(hours=1):
        return f"{most} for all addresses"
    minutes = int(within.total_seconds() // 60)
    return f" {most} in {'an hour' if minutes == 60 else f'{minutes} minutes'}"

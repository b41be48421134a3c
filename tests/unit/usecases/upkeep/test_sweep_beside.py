"""Where somebody works beside it, the sweep calls nobody outside itself: it says what is to be called, in whose line."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any

from functions.domain.case.notices_owed import notices_of
from functions.ports.deps import BATCHES_LINE
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import WithdrawalOrder
from tests.support.fakes.notices import FakeNotices
from tests.support.world import APPLICANT, World


class Beside:
    """Keeps what was put in line, except what operators have ordered, for there is nothing of that; `work` does it."""

    def __init__(self) -> None:
        self.waiting: dict[tuple[str, str], Callable[[], Any]] = {}

    def __call__(self, line: str, key: str, call: Callable[[], Any]) -> None:
        if line != BATCHES_LINE:
            self.waiting[line, key] = call

    def begin(self) -> None:
        """Nothing ends here."""

    def drain(self) -> None:
        """They go on."""

    def work(self) -> None:
        while self.waiting:
            self.waiting.pop(next(iter(self.waiting)))()


def beside() -> tuple[World, Beside, FakeNotices]:
    world, line, notices = World(), Beside(), FakeNotices()
    world.deps = replace(world.deps, notices=notices, in_line=line)
    return world, line, notices


def test_a_notice_is_told_beside_the_sweep_and_stays_due_until_then() -> None:
    world, line, notices = beside()
    case_id = world.submitted("discharge_report")
    world.clock.advance(timedelta(minutes=1))

    sweep(world.deps)
    sweep(world.deps)

    assert notices.templates == []
    assert list(line.waiting) == [("notices", case_id)]
    line.work()
    assert notices.templates == ["received"]
    assert [one.key for one in notices_of(world.ledger(case_id))] == ["received"]
    sweep(world.deps)
    assert not line.waiting


def test_what_an_office_is_owed_is_sent_in_the_line_of_its_department() -> None:
    world, line, _ = beside()
    case_id = world.submitted("discharge_report")
    world.granted(case_id, "service_check")
    world.dispatched(case_id, "discharge_report")
    order = WithdrawalOrder(items=("discharge_report",), reason="改在外省安置")
    withdraw(case_id, order, by=APPLICANT, key="key-0001", deps=world.deps)
    sent = len(world.gateway.sent)

    sweep(world.deps)

    assert len(world.gateway.sent) == sent
    assert ("veterans_affairs", f"{case_id}/discharge_report/SendWithdrawal") in line.waiting
    line.work()
    assert [one.message.type for one in world.gateway.sent[sent:]] == ["item.withdrawal_requested"]

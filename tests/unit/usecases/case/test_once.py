"""An act under a key, sent again while it is being done: done once, and told as done both times."""

from dataclasses import replace

from functions.domain.applicant.withdrawal import Withdrawal
from functions.ports.deps import Deps
from functions.usecases.applicant.withdraw import withdraw
from schemas.applicant.acts import WithdrawalOrder
from schemas.codes import EventKind
from tests.support.fakes.interrupted import Interrupted, each_moment
from tests.support.world import APPLICANT, World

ORDER = WithdrawalOrder(items=("social_insurance",), reason="另有安排")


def test_whoever_sends_an_act_again_while_it_is_done_is_told_both_times_that_it_is() -> None:
    before = World()
    case_id = before.submitted("social_insurance")
    told: list[tuple[Withdrawal, ...]] = []

    def tried(moment: int) -> Interrupted:
        world = before.copy()
        done: list[Withdrawal] = []

        def sent(deps: Deps) -> None:
            done.append(withdraw(case_id, ORDER, by=APPLICANT, key="key-1", deps=deps)[1])

        store = Interrupted(world.store, moment, lambda: sent(world.deps))
        sent(replace(world.deps, store=store.as_store))
        told.append(tuple(done))
        assert world.kinds(case_id).count(EventKind.WITHDRAWN) == 1
        return store

    moments = list(each_moment(tried))

    assert len(moments) > 3
    assert {one for both in told for one in both} == {told[0][0]}
    assert [len(both) for both in told] == [2] * len(moments) + [1]

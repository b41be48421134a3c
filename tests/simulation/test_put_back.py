"""A ledger is lost back to an earlier copy, and life goes on: whatever people do then comes to the offices."""

import random
from contextlib import suppress
from datetime import timedelta
from itertools import count
from typing import Any

import pytest

from functions.domain.case.item import CaseItem
from functions.domain.errors import LianbanError
from functions.usecases.applicant.correct import correct
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.operator.operate import resolve
from functions.usecases.upkeep.sweep import sweep
from schemas.applicant.acts import CorrectedItem, Corrections, Sections, WithdrawalOrder
from schemas.codes import ItemStatus
from tests.support.each import each
from tests.support.fakes.gateway import Sent
from tests.support.filing import FORM, brought, deferred
from tests.support.incidents import OPERATOR, act
from tests.support.put_back import put_back, taken_for_another
from tests.support.world import APPLICANT, World, application

BEFORE, LOST, AFTER = 16, 20, 24
# In these lives a withdrawal, a file and a first round would each be missed under the old keys, and later rounds in most.
SEEDS = (12, 15, 16, 17, 19, 30, 33, 53, 56, 59)
SOON = timedelta(minutes=7)
AT_OFFICE = (ItemStatus.DISPATCHED, ItemStatus.RECEIVED)


class Life:
    """One case; no two things that its applicant says are the same."""

    def __init__(self, seed: int) -> None:
        self.rng, self.world, self._serial = random.Random(seed), World(), count(1)
        self.case_id = deferred(self.world)
        # How many sendings there had been when, since the ledger was put back, what an item carries was first changed.
        self.changed: dict[str, int] = {}

    def live(self, steps: int) -> None:
        acts = (
            self._send,
            self._send,
            self._answer,
            self._answer,
            self._correct,
            self._withdraw,
            self._bring,
        )
        for _ in range(steps):
            self.world.clock.advance(SOON)
            with suppress(LianbanError):
                self.rng.choice((*acts, self._operate))()
            sweep(self.world.deps)

    def _items(self, *statuses: ItemStatus) -> list[CaseItem]:
        items = self.world.ledger(self.case_id).items
        return [item for item in items if item.status in statuses] or list(items[:1])

    def _send(self) -> None:
        for item in self._items(ItemStatus.READY, ItemStatus.WAITING):
            with suppress(LianbanError):
                self.world.dispatched(self.case_id, item.code, token=f"token-{next(self._serial)}")

    def _answer(self) -> None:
        item = self.rng.choice(self._items(*AT_OFFICE))
        kind = self.rng.choice(("correction_requested", "granted", "granted"))
        missing = [{"name": "户口簿", "reason": "缺首页"}]
        fields: dict[str, Any] = {"missing": missing} if kind == "correction_requested" else {}
        self.world.answered(self.case_id, item.code, kind, **fields)

    def _correct(self) -> None:
        open_, number = self.rng.choice(self._items(ItemStatus.CORRECTING)), next(self._serial)
        if open_.status is not ItemStatus.CORRECTING:
            return
        person = application().person.model_copy(update={"phone": f"1{number:010}"})
        one = CorrectedItem(item=open_.code, round=open_.dispatch.round, note=f"第 {number} 次")
        sections = Sections(person=person) if self.rng.random() < 0.5 else None
        given = Corrections(items=(one,), sections=sections)
        ledger, _ = correct(self.case_id, given, by=APPLICANT, key=f"correct-{number}", deps=self.world.deps)
        if sections:
            self._note_changed(*(item.code for item in ledger.items))

    def _withdraw(self) -> None:
        number, item = next(self._serial), self.rng.choice(self._items(*AT_OFFICE))
        order = WithdrawalOrder(items=(item.code,), reason=f"第 {number} 个理由")
        withdraw(self.case_id, order, by=APPLICANT, key=f"withdraw-{number}", deps=self.world.deps)

    def _bring(self) -> None:
        brought(self.world, self.case_id, FORM)
        self._note_changed(FORM[0])

    def _operate(self) -> None:
        item = self.rng.choice(self._items(ItemStatus.DISPATCHED))
        order = act("reroute", office=f"{item.department}-440300")
        key = f"act-{next(self._serial)}"
        resolve(self.case_id, item.code, order, by=OPERATOR, key=key, deps=self.world.deps)

    def _note_changed(self, *codes: str) -> None:
        if self.world.deps.put_back:
            self.changed = dict.fromkeys(codes, len(self.world.gateway.sent)) | self.changed

    def missed(self) -> list[str]:
        """What was said and did not come to its office. A first round that is as it was is known there as it was then."""
        return [sent.key for place, sent in taken_for_another(self.world) if self._is_new(place, sent)]

    def _is_new(self, place: int, sent: Sent) -> bool:
        first = sent.key == f"{self.case_id}/{sent.message.item}/1"
        return not first or self.changed.get(sent.message.item, place + 1) <= place


def put_back_in(seed: int) -> Life:
    """It lives on in a ledger of before, of which `LOST` steps are gone."""
    life = Life(seed)
    life.live(life.rng.randint(0, BEFORE))
    backup = life.world.copy()
    life.live(LOST)
    life.world = put_back(life.world, backup)
    life.live(AFTER)
    return life


@pytest.mark.slow
@each("seed", SEEDS)
def test_what_is_said_since_the_ledger_was_put_back_comes_to_each_office(seed: int) -> None:
    assert put_back_in(seed).missed() == []

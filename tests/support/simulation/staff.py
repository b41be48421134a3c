"""Staff of offices without a system: they claim items of the worklist and answer them, two of them in each department."""

import json
from collections.abc import Iterator
from functools import partial
from hashlib import sha256
from itertools import count
from typing import Any

from functions.domain.case.access import Principal
from functions.domain.case.deliveries import deliveries_of
from functions.domain.case.item import WITH_APPLICANT, CaseItem
from functions.domain.office.resending import unsendable
from functions.domain.office.transfers import may_be_transferred
from functions.ports.deps import Deps
from functions.ports.page import Page
from functions.usecases.intake.documents import (
    announce_for_item,
    answered_at_desk,
    confirm_for_item,
    document_id,
    held_at_desk,
)
from functions.usecases.office.claims import claim, release
from functions.usecases.office.listed import Listed
from functions.usecases.office.places import Place
from functions.usecases.office.resend import resend
from functions.usecases.office.staff_answers import answer
from functions.usecases.office.transfer import transfer_by_system
from functions.usecases.office.worklist import worklist
from schemas.codes import AnswerType, Department, ItemStatus, Role
from schemas.intake.materials import DocumentRequest
from schemas.office.deliveries import ResendItem, ResendOrder
from schemas.office.transfers import SignedTransfer
from schemas.office.worklist import STAFF_ANSWER, Claim, Release
from schemas.wire import PROVINCE
from tests.support.simulation.answers import NEEDED
from tests.support.simulation.papers import WHOLE
from tests.support.simulation.requests import Request, Requests, said
from tests.support.simulation.world import World

# The sample's place of settlement, so that each walks through one region's worklists only.
REGION = "440106"
_ELSEWHERE = ("440300", "440400")
_KINDS = (
    AnswerType.RECEIVED,
    AnswerType.ACCEPTED,
    AnswerType.GRANTED,
    AnswerType.GRANTED,
    AnswerType.REFUSED,
    AnswerType.CORRECTION_REQUESTED,
    AnswerType.SUSPENDED,
    AnswerType.RESUMED,
    AnswerType.WITHDRAWN,
    AnswerType.PROBLEM,
)

_DOCUMENTED = frozenset({AnswerType.ACCEPTED, AnswerType.GRANTED, AnswerType.REFUSED})


class Staff:
    def __init__(self, world: World) -> None:
        self._world, self._rng = world, world.rng
        self.requests = Requests(world)
        self._serial = count(1)

    def work(self) -> None:
        """One of the list is claimed and answered, by whoever; a colleague may have it."""
        found = [item for department in self._departments() for item in self._list(department)]
        if not found:
            return
        item, by = self._rng.choice(found), self._rng.choice((1, 2))
        if self._rng.random() < 0.9:
            self._claim(item, by, take_over=self._rng.random() < 0.3)
        if self._rng.random() < 0.9:
            self._answer(item, by, self._rng.choice(_KINDS))
        if self._rng.random() < 0.1:
            self._release(item, by)

    def lose(self) -> None:
        """An office with a system has lost something, and asks for it again; now and then for what it has answered."""
        found = [
            item
            for ledger in self._world.watcher.seen.values()
            for item in ledger.items
            if item.dispatch.office and deliveries_of(item)
        ]
        if not found:
            return
        lost = [item for item in found if unsendable(item) is None]
        item = self._rng.choice(lost if lost and self._rng.random() < 0.8 else found)
        reference = self._world.watcher.seen[item.case_id].case.reference
        key = self._key()
        by = Principal(f"developer-{item.department}", Role.DEPARTMENT_STAFF, PROVINCE, item.department)
        order = ResendOrder(
            office=item.dispatch.office or "",
            item=ResendItem(reference=reference, item=item.code),
            reason="数据库恢复过",
        )

        def act(deps: Deps) -> object:
            resend(order, item.department, by=by, key=key, deps=deps)
            return "resent"

        self.requests.send(Request("resend", f"{item.code} {key}", act))

    def hand_on(self) -> None:
        """An office with a system finds that an item is another's, and hands it on; now and then what it has accepted."""
        found = [
            item
            for ledger in self._world.watcher.seen.values()
            for item in ledger.items
            if item.dispatch.office and item.department not in self._world.weather.by_hand
        ]
        if not found:
            return
        open_ = [item for item in found if may_be_transferred(item)]
        item = self._rng.choice(open_ if open_ and self._rng.random() < 0.9 else found)
        key = self._key()
        order = SignedTransfer(
            reference=self._world.watcher.seen[item.case_id].case.reference,
            item=item.code,
            round=max(item.dispatch.round, 1),
            region=self._rng.choice(_ELSEWHERE),
            reason="不属本机构办理",
        )

        def act(deps: Deps) -> object:
            return transfer_by_system(item.department, order, webhook_id=key, deps=deps)

        self.requests.send(Request("transfer", f"{item.code} {key}", act))

    def finish(self) -> None:
        """Everything that can be is granted; of what operators must look at, some stays so."""
        for department in Department:
            for item in self._list(department):
                if item.status in WITH_APPLICANT:
                    continue
                if item.status is ItemStatus.INCIDENT and self._rng.random() < 0.9:
                    continue
                self._claim(item, 1, take_over=True)
                if item.status is ItemStatus.SUSPENDED:
                    self._answer(item, 1, AnswerType.RESUMED)
                self._answer(item, 1, AnswerType.WITHDRAWN if item.withdrawal.at else AnswerType.GRANTED)

    def _departments(self) -> list[Department]:
        """Those that work by hand, and one to which operators may have sent something."""
        return sorted({*self._world.weather.by_hand, self._rng.choice(list(Department))})

    def _list(self, department: Department) -> list[CaseItem]:
        return list(self._pages(department))

    def _pages(self, department: Department) -> Iterator[CaseItem]:
        cursor, by = None, _person(department, 1)
        while True:
            page: Any = said(self._world, "worklist", partial(self._page, department, by, cursor))
            if page is None or isinstance(page, str):
                return
            entries: tuple[Listed, ...] = page.entries
            yield from (listed.item for listed in entries)
            cursor = page.cursor
            if cursor is None:
                return

    def _page(self, department: Department, by: Principal, cursor: str | None) -> Page[Listed]:
        return worklist(department, by=by, limit=20, cursor=cursor, deps=self._world.deps)

    def _claim(self, item: CaseItem, number: int, *, take_over: bool) -> None:
        given = Claim(take_over=take_over, reason="代为办理" if take_over else None)
        key, by = self._key(), _person(item.department, number)

        def act(deps: Deps) -> object:
            claim(_place(item), given, by=by, key=key, deps=deps)
            return "claimed"

        self.requests.send(Request("claim", f"{item.code} {key}", act))

    def _release(self, item: CaseItem, number: int) -> None:
        key, by = self._key(), _person(item.department, number)

        def act(deps: Deps) -> object:
            release(_place(item), Release(), by=by, key=key, deps=deps)
            return "released"

        self.requests.send(Request("release", f"{item.code} {key}", act))

    def _answer(self, item: CaseItem, number: int, kind: AnswerType) -> None:
        key, by = self._key(), _person(item.department, number)
        at = self._world.clock.now.isoformat()
        whole = {"type": kind.value, "round": item.dispatch.round, "at": at, **NEEDED.get(kind, {})}
        attaches = kind in _DOCUMENTED and self._rng.random() < 0.3

        def act(deps: Deps) -> object:
            place = _place(item)
            named = {"documents": [self._document(place, by, deps)]} if attaches else {}
            given = STAFF_ANSWER.validate_json(json.dumps({**whole, **named}))
            say = partial(answer, place, given, by=by, key=key, deps=deps)
            answered_at_desk(place, given, lambda known: say(documents=known), by=by, deps=deps)
            return "answered"

        self.requests.send(Request("answer", f"{kind} {item.code} {key}", act))

    def _document(self, place: Place, by: Principal, deps: Deps) -> dict[str, str]:
        """Uploaded, as a client does, unless the applicant has it already."""
        held, digest = held_at_desk(place, by=by, deps=deps), sha256(WHOLE).hexdigest()
        found = document_id(held, digest)
        if all(one.id != found for one in held.files.documents):
            request = DocumentRequest(media_type="application/pdf", size=len(WHOLE), sha256=digest)
            asked, upload = announce_for_item(held, request, by=by, deps=deps)
            self._world.durable.materials.send(upload.address, upload.headers, WHOLE)
            while not asked.arrived:
                asked = confirm_for_item(held, found, deps)
        return {"id": found, "name": "结果.pdf"}

    def _key(self) -> str:
        return f"staff-{next(self._serial)}"


def _person(department: Department, number: int) -> Principal:
    return Principal(f"staff-{department}-{number}", Role.DEPARTMENT_STAFF, REGION, department)


def _place(item: CaseItem) -> Place:
    return Place(item.department, item.case_id, item.code)

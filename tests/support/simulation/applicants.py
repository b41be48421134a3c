"""Applicants while their case is under way: they answer corrections, contest a bad service check, and withdraw."""

from contextlib import suppress
from itertools import count
from typing import Any

from functions.domain.case.access import Person, Principal
from functions.domain.case.case import Event, Ledger
from functions.domain.case.contests import CONTEST
from functions.domain.case.corrections import open_corrections
from functions.domain.case.item import SERVICE_CHECK, CaseItem
from functions.domain.case.refusals import MaterialNotWanted
from functions.domain.case.supply import CORRECTION
from functions.ports.deps import Deps
from functions.usecases.applicant.contest import contest, waive
from functions.usecases.applicant.correct import correct
from functions.usecases.applicant.withdraw import withdraw
from functions.usecases.case.once import act_of
from schemas.applicant.acts import (
    ContestOrder,
    ContestWaiver,
    CorrectedItem,
    Corrections,
    Sections,
    WithdrawalOrder,
)
from schemas.codes import ItemStatus, Outcome, Role, WithdrawalStep
from schemas.wire import Wire
from tests.support.simulation.papers import bring_later
from tests.support.simulation.requests import Request, Requests, said
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World

APPLICANT = Principal("applicant-1", Role.APPLICANT, person=Person("测试甲", "440106200301010010"))
CLERK = Principal("clerk-1", Role.CLERK, "440000")
NOTHING_NEW = "nothing new"
Given = Corrections | ContestOrder | ContestWaiver | WithdrawalOrder


class Applicants:
    def __init__(self, world: World) -> None:
        self._world, self._rng = world, world.rng
        self.requests = Requests(world)
        self._serial = count(1)
        # By request: the history's name of the act, and the case.
        self._acts: list[tuple[str, str, Request]] = []

    def correct(self) -> None:
        """Some or all of what is open; now and then an old list, or one that never was."""
        ledger = self._any()
        if ledger is None:
            return
        found = list(open_corrections(ledger))
        if not found or self._rng.random() < 0.1:
            found.append(self._rng.choice(ledger.held))
        chosen = {item.code: item for item in self._rng.sample(found, self._rng.randint(1, len(found)))}
        given = Corrections(
            items=tuple(self._corrected(item) for item in chosen.values()),
            sections=self._sections(ledger) if self._rng.random() < 0.4 else None,
        )
        self._send("corrected", ledger.case.id, given)

    def correct_all(self, ledger: Ledger) -> None:
        found = open_corrections(ledger)
        if found:
            notes = tuple(
                CorrectedItem(item=one.code, round=one.dispatch.round, note="已补交") for one in found
            )
            self._send("corrected", ledger.case.id, Corrections(items=notes))

    def contest(self) -> None:
        """A check that did not pass; now and then one that did, or of an old round, or they let it be."""
        ledger = self._any()
        if ledger is None:
            return
        check = ledger.service_check
        if check.status is not ItemStatus.CONTESTABLE and self._rng.random() < 0.9:
            return
        if self._rng.random() < 0.2:
            waiver = ContestWaiver(round=max(check.dispatch.round, 1))
            self._send("contest_waived", ledger.case.id, waiver)
        else:
            self.contest_in(ledger, round_=self._rng.choice((check.dispatch.round, check.dispatch.round, 1)))

    def contest_in(self, ledger: Ledger, *, round_: int | None = None) -> None:
        check = ledger.service_check
        if check.status is ItemStatus.CONTESTABLE or round_ is not None:
            order = ContestOrder(
                round=max(round_ or check.dispatch.round, 1), explanation="入伍批准书可以证明"
            )
            self._send("contested", ledger.case.id, order)

    def withdraw(self) -> None:
        ledger = self._any()
        if ledger is None:
            return
        there = tuple(item for item in ledger.held if item.dispatch.round and not item.outcome)
        found = there if there and self._rng.random() < 0.7 else ledger.held
        items = tuple(item.code for item in self._rng.sample(found, min(2, len(found))))
        named = items[: self._rng.randint(1, 2)] if self._rng.random() < 0.8 else None
        order = WithdrawalOrder(items=named, reason="不再需要", dry_run=self._rng.random() < 0.1)
        self._send("withdrawal", ledger.case.id, order)

    def withdraw_items(self, ledger: Ledger, items: tuple[str, ...]) -> None:
        self._send("withdrawal", ledger.case.id, WithdrawalOrder(items=items, reason="不再需要"))

    def bring(self) -> None:
        """A file that was deferred, or one for a correction."""
        ledger = self._any()
        if ledger:
            self.bring_to(ledger)

    def bring_to(self, ledger: Ledger) -> None:
        wanted = [(one.item, one.code) for one in ledger.case.deferred]
        wanted += [(item.code, CORRECTION) for item in open_corrections(ledger)]
        if not wanted:
            return
        (item, code), files = self._rng.choice(wanted), self._world.durable.materials
        told = said(
            self._world,
            "bring",
            lambda: bring_later(ledger.case.id, item, code, files, by=APPLICANT, deps=self._world.deps),
        )
        self._world.note(f"bring {item} {code}: {told}")

    def _corrected(self, item: CaseItem) -> CorrectedItem:
        round_ = item.dispatch.round if self._rng.random() < 0.9 else self._rng.randint(1, 3)
        return CorrectedItem(item=item.code, round=max(round_, 1), note="已补交")

    def _sections(self, ledger: Ledger) -> Sections:
        person = self._world.durable.store.application(ledger.case.id).person
        number = f"1000000{self._rng.randint(0, 9999):04}"
        return Sections(person=person.model_copy(update={"phone": number}))

    def _any(self) -> Ledger | None:
        found = list(self._world.watcher.seen.values())
        return self._rng.choice(found) if found else None

    def _send(self, verb: str, case_id: str, given: Given) -> None:
        key = f"{verb}-{next(self._serial)}"

        def act(deps: Deps) -> object:
            if isinstance(given, ContestOrder):
                with suppress(MaterialNotWanted):
                    # Again after a crash: the file is there already, or the contest is.
                    files = self._world.durable.materials
                    bring_later(case_id, SERVICE_CHECK, CONTEST, files, by=APPLICANT, deps=deps)
                return contest(case_id, given, by=APPLICANT, key=key, deps=deps)[1]
            if isinstance(given, ContestWaiver):
                waive(case_id, given, by=APPLICANT, key=key, deps=deps)
                return given.round
            if isinstance(given, Corrections):
                return _rounds(correct(case_id, given, by=APPLICANT, key=key, deps=deps)[1])
            return _steps(given, withdraw(case_id, given, by=APPLICANT, key=key, deps=deps)[1].steps)

        request = Request(verb, key, act)
        self._acts.append((case_id, _event_key(verb, case_id, given, key), request))
        self.requests.send(request)

    def check_told(self) -> None:
        """What was told is what the history says, and nothing else was done."""
        store = self._world.durable.store
        for case_id, event_key, request in self._acts:
            event = store.event(case_id, event_key)
            require(
                (event is not None) == request.is_done or _only_of_check(event, request),
                f"{request.text} was told {request.response}, and the history says {event}",
            )
            if event is not None and request.is_done:
                require(
                    _result(event.detail["result"]) == request.response, f"{request.text}: told otherwise"
                )
            self._check_ended(case_id, request)

    def _check_ended(self, case_id: str, request: Request) -> None:
        """What a withdrawal ended at once has no other outcome."""
        if not request.is_done or request.name != "withdrawal":
            return
        ledger, steps = self._world.durable.store.ledger(case_id), request.response
        assert isinstance(steps, tuple)
        for code, step in steps:
            ended = step != WithdrawalStep.ENDS_NOW or ledger.item(code).outcome is Outcome.WITHDRAWN
            require(ended or (case_id, code) in self._world.watcher.overridden, f"{code}: not withdrawn")


def _event_key(verb: str, case_id: str, given: Wire, key: str) -> str:
    return f"{act_of(verb, case_id, given, by=APPLICANT, key=key).name}/00"


def _rounds(rounds: Any) -> tuple[tuple[str, int], ...]:
    return tuple(sorted(rounds.items()))


def _only_of_check(event: Event | None, request: Request) -> bool:
    """Nothing new was asked of any item; but the check waited for its applicant, and no item for the check any more."""
    return event is not None and event.item == SERVICE_CHECK and request.response == NOTHING_NEW


def _steps(given: WithdrawalOrder, steps: Any) -> object:
    """A withdrawal that asks for nothing new is not recorded, but for what it means to a check without purpose."""
    told = tuple((code, step.value) for code, step in steps)
    if given.dry_run or all(step == WithdrawalStep.ALREADY_ASKED for _, step in told):
        return NOTHING_NEW
    return told


def _result(result: Any) -> object:
    if "round" in result:
        return result["round"]
    if "rounds" in result:
        return _rounds(result["rounds"])
    return tuple((code, step) for code, step in result["steps"])

"""Sees every outside call after it was done, and holds it against the ledger: recorded first, then done."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from functions.domain.case.case import Ledger
from functions.domain.case.consequences import Resume, owed
from functions.domain.case.item import CaseItem
from functions.domain.case.office_debts import files_look, withdrawal_look
from functions.domain.case.waits import FIRST_CHECK
from functions.domain.upkeep.looks import order_look
from functions.ports.case_store import CaseStore
from functions.ports.executions import Positions
from functions.ports.offices import Office
from schemas.catalogue.overlay import base_of
from schemas.office.dispatches import Dispatch, MaterialAdded, Message, Reminder
from tests.support.simulation.checks import check_only_ids
from tests.support.simulation.keys import Key, read_key
from tests.support.simulation.program import edition
from tests.support.simulation.waiting import is_over, waiting_lambda
from tests.support.simulation.watcher import Watcher, require

# A sweep that comes so long after a debt arose leaves nothing of it.
PROMPT = 2 * FIRST_CHECK
_LOOKS = (withdrawal_look, files_look, order_look)


class Witness:
    """`alone`: nobody acts between another's reading and writing, so nothing is ever sent twice without a loss."""

    def __init__(self, store: Callable[[], CaseStore], *, clock: Callable[[], datetime], alone: bool) -> None:
        self._store, self._clock, self._alone = store, clock, alone
        self.watcher = Watcher()
        # By token: which Lambda waits, for which item.
        self._tasks: dict[str, tuple[str, Mapping[str, Any]]] = {}
        self._ended: set[str] = set()
        # The cases of each person.
        self._persons: dict[str, list[str]] = {}
        self._owing_since: dict[str, datetime] = {}
        # From when on the office of one of its items may be told something, case by case.
        self._to_tell: dict[str, datetime] = {}

    def joined(self) -> None:
        """From now on somebody may have acted between another's reading and writing."""
        self._alone = False

    def entered(self, function: str, payload: Mapping[str, Any]) -> None:
        if "token" in payload:
            self._tasks[payload["token"]] = function, payload

    def notice(self, name: str, args: tuple[Any, ...], result: Any) -> None:
        if name == "store.create":
            self._look(result.case_id)
        elif name == "store.commit":
            self.watcher.hear(result.events)
            for case_id in sorted({item.case_id for item in result.items}):
                self._look(case_id)
            if result.case:
                self._look(result.case.id)
        elif name.startswith("gone: "):
            # Whoever is told so has nothing left to do for this task.
            self._ended.add(args[0])
        elif name.startswith("executions."):
            check_only_ids(args)
            self._acted(name, args)

    def _look(self, case_id: str) -> None:
        ledger = self._store().ledger(case_id)
        self._check_once(ledger)
        self.watcher.look(ledger)
        if any(self._is_alive(repair) for repair in owed(ledger, self._clock())):
            self._owing_since.setdefault(case_id, self._clock())
        else:
            self._owing_since.pop(case_id, None)
        self._note_looks(ledger)

    def _note_looks(self, ledger: Ledger) -> None:
        looks = [at for item in ledger.items for look in _LOOKS if (at := look(item))]
        if looks:
            self._to_tell[ledger.case.id] = min(looks)
        else:
            self._to_tell.pop(ledger.case.id, None)

    def _check_once(self, ledger: Ledger) -> None:
        """Never two open cases of one person that hold one item. Asked of each case when it is first seen."""
        if ledger.case.id in self.watcher.seen:
            return
        person = self._store().application(ledger.case.id).person.id_number
        others = [self.watcher.seen[one] for one in self._persons.setdefault(person, [])]
        self._persons[person].append(ledger.case.id)
        held = {item.code for one in others for item in one.held if item.outcome is None}
        twice = held & {item.code for item in ledger.held if item.outcome is None}
        require(not twice, f"one person holds {sorted(twice)} in two open cases")

    def _is_alive(self, repair: object) -> bool:
        """A block, or a task that nobody has ended yet."""
        return not isinstance(repair, Resume) or bool(
            repair.item.wait and repair.item.wait.token not in self._ended
        )

    def _acted(self, name: str, args: tuple[Any, ...]) -> None:
        if name == "executions.start":
            given = args[1]
            case = self.watcher.seen.get(given["case_id"])
            require(case is not None, "a run was started of a case that is not recorded")
            require(case is None or case.case.run >= given["run"], "a run was started before it was recorded")
            self._check_positions(given["case_id"], args[2])
        elif name == "executions.stop":
            case_id, _, run = args[0].rpartition("-")
            require(int(run) < self._store().ledger(case_id).case.run, "the present run was stopped")
        elif name in ("executions.resume", "executions.fail"):
            self._ended.add(args[0])
            self._check_over(args[0])
        if name == "executions.resume" and "outcome" in args[1]:
            item, given = self._item(args[0]), args[1]["outcome"]
            # Whoever resumed may have read the outcome just before two operators replaced it.
            true = item.outcome == given or (item.case_id, item.code) in self.watcher.overridden
            require(true, f"{item.code}: resumed with {given}")

    def _check_positions(self, case_id: str, positions: Positions) -> None:
        """A run that was lost goes on where nothing is left to be sent and nothing is over."""
        ledger = self._store().ledger(case_id)
        for code, position in positions.items():
            item = ledger.item(code)
            if position is None:
                require(bool(item.outcome) or not self._alone, f"{code}: taken for decided")
                continue
            function = waiting_lambda(position.state)
            self._tasks[position.token] = function, {"case_id": case_id, "item": code}
            self._ended.discard(position.token)
            owed = function == "dispatch" and item.dispatch.sent_round < item.dispatch.round
            over = owed or is_over(function, ledger, item)
            require(not (self._alone and over), f"{code}: goes on in {position.state}, which is over")

    def _item(self, token: str) -> CaseItem:
        _, task = self._tasks[token]
        return self._store().ledger(task["case_id"]).item(task["item"])

    def _check_over(self, token: str) -> None:
        """A task ends by what is recorded. Where others act meanwhile, that may have changed since it was read."""
        function, task = self._tasks[token]
        ledger = self._store().ledger(task["case_id"])
        over = is_over(function, ledger, ledger.item(task["item"]))
        require(over or not self._alone, f"{function} of {task['item']} ended, and nothing recorded says so")

    def check_prompt(self, is_running: Callable[[str], bool]) -> None:
        """After a sweep without faults: of what was owed for a while, nothing is left. Asked once of each debt."""
        now = self._clock()
        late = {case_id: since for case_id, since in self._owing_since.items() if now - since >= PROMPT}
        for case_id, since in late.items():
            del self._owing_since[case_id]
            ledger = self._store().ledger(case_id)
            left = [repair for repair in owed(ledger, now) if self._is_alive(repair)]
            running = is_running(ledger.case.execution)
            require(not (left and running), f"the sweep left {left} since {since:%m-%d %H:%M:%S}")

        for case_id in [one for one, since in self._to_tell.items() if now - since >= PROMPT]:
            # That it was sent is only noted, which a dying process loses: then it is not to be told yet.
            self._note_looks(self._store().ledger(case_id))
            since = self._to_tell.get(case_id, now)
            require(now - since < PROMPT, f"the sweep left an office of {case_id} untold since {since}")

    def next_prompt(self) -> datetime | None:
        found = (*self._owing_since.values(), *self._to_tell.values())
        return min((since + PROMPT for since in found), default=None)

    def check_message(self, office: Office, message: Message, key: str) -> None:
        """Asked at each sending: it was recorded as owed, and goes where it must under its own key."""
        store, sent = self._store(), read_key(key)
        ledger = store.ledger(store.case_id_of(message.reference))
        item = ledger.item(message.item)
        name = f"{item.code}: {message.type} under {key}"
        whose = (sent.case_id, sent.code, sent.round)
        require(whose == (item.case_id, item.code, message.round), f"{name}: another's key")
        require(office.department is item.department is message.department, f"{name}: wrong department")
        require(message.round <= item.dispatch.round, f"{name}: before it was recorded as owed")
        require(office.id == self._destination(ledger, item, sent), f"{name}: to {office.id}")
        if isinstance(message, Dispatch):
            self._check_dispatch(ledger, item, message, sent)
        elif isinstance(message, Reminder):
            numbered = sent.number is not None and sent.number <= item.clock.reminders + 1
            require(numbered, f"{name}: not the next reminder")
        elif isinstance(message, MaterialAdded):
            held = [one.id for one in ledger.case.materials if one.item == item.code]
            require(message.material.id in held, f"{name}: before it was recorded")
        else:
            require(item.withdrawal.at is not None, f"{name}: nobody asked for it")

    def _destination(self, ledger: Ledger, item: CaseItem, sent: Key) -> str | None:
        if sent.reroutes:
            return self.watcher.rerouted.get((item.case_id, item.code, sent.reroutes))
        return f"{item.department}-{ledger.case.county or ledger.case.city}"

    def _check_dispatch(self, ledger: Ledger, item: CaseItem, message: Dispatch, sent: Key) -> None:
        code = item.code
        settled = all(before.outcome for before in ledger.prerequisites(item))
        require(settled, f"{code}: sent before its prerequisites")
        named = edition(base_of(ledger.case.edition)).item(code).name
        require(message.name == named, f"{code}: sent by another edition")
        again = item.dispatch.sent_round >= message.round and item.dispatch.reroutes == sent.reroutes
        require(not (self._alone and again), f"{code}: sent though it was sent")

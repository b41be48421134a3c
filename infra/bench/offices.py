"""The departments' offices in this process: behind the Gateway port, answering through the use case, without HTTP."""

import json
from collections.abc import Callable
from datetime import datetime
from queue import SimpleQueue
from threading import Thread

from functions import bootstrap
from functions.domain.case.case import Ledger
from functions.domain.case.item import SERVICE_CHECK
from functions.domain.errors import LianbanError, StoreError
from functions.ports.offices import Office
from functions.usecases.office.answer import record_answer
from schemas.case.answers import ANSWER
from schemas.codes import Department
from schemas.office.dispatches import Dispatch, Message

# The kinds of answer, in order, that an office gives of what it was sent.
Habit = Callable[[Dispatch], tuple[str, ...]]
# A department's system delivers its webhook again when it was not taken; one that is never taken is a failure.
_DELIVERIES = 20


def outcome_only(_: Dispatch) -> tuple[str, ...]:
    return ("granted",)


def every_step(_: Dispatch) -> tuple[str, ...]:
    return ("received", "accepted", "granted")


def only_service_check(dispatch: Dispatch) -> tuple[str, ...]:
    """The office of the service check answers, all others stay silent."""
    return ("granted",) if dispatch.item == SERVICE_CHECK else ()


class ProcessOffices:
    """All offices, answering from `threads` threads of their own until closed."""

    def __init__(self, habit: Habit, *, threads: int) -> None:
        self.failures: list[str] = []
        self._habit = habit
        self._received: SimpleQueue[tuple[str, Dispatch] | None] = SimpleQueue()
        self._threads = [Thread(target=self._work, name=f"office-{n}", daemon=True) for n in range(threads)]
        for thread in self._threads:
            thread.start()

    def send(self, office: Office, message: Message, *, key: str) -> None:
        """Only a dispatch is answered; nobody withdraws here, and a reminder tells nothing new."""
        if isinstance(message, Dispatch):
            self._received.put((key, message))

    def telling(self, dispatch: Dispatch) -> None:
        """The office is about to say something of it."""

    def told(self, dispatch: Dispatch) -> None:
        """All that the office has to say of it was taken."""

    def grant(self, ledger: Ledger, code: str) -> None:
        """The office of an item says so by itself, whatever its habit."""
        item = ledger.item(code)
        body = _answer("granted", ledger.case.reference, item.code, item.dispatch.round, item.since)
        _deliver(body, item.department, webhook_id=f"{item.dispatch_key}/granted")

    def close(self) -> None:
        for _ in self._threads:
            self._received.put(None)
        for thread in self._threads:
            thread.join()

    def _work(self) -> None:
        while received := self._received.get():
            key, dispatch = received
            try:
                for kind in self._habit(dispatch):
                    self.telling(dispatch)
                    body = _answer(kind, dispatch.reference, dispatch.item, dispatch.round, dispatch.sent_at)
                    _deliver(body, dispatch.department, webhook_id=f"{key}/{kind}")
                self.told(dispatch)
            except LianbanError as error:
                self.failures.append(type(error).__name__)


def _deliver(body: str, department: Department, *, webhook_id: str) -> None:
    for delivery in range(1, _DELIVERIES + 1):
        try:
            answer = ANSWER.validate_json(body)
            record_answer(department, answer, webhook_id=webhook_id, deps=bootstrap.deps())
        except StoreError:
            if delivery == _DELIVERIES:
                raise
        else:
            return


def _answer(kind: str, reference: str, item: str, round_: int, at: datetime) -> str:
    whole = {"type": kind, "reference": reference, "item": item, "round": round_, "at": at.isoformat()}
    return json.dumps(whole | ({"result": {"document": "办结通知书"}} if kind == "granted" else {}))

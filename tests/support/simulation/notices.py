"""The message gateway in-process: what each person got, when it is down, and what it refuses or loses."""

import random
from collections.abc import Callable
from datetime import datetime

from functions.domain.case.access import is_known
from functions.domain.case.case import Ledger
from functions.domain.case.item import PASSED, SERVICE_CHECK
from functions.domain.case.notices import notice_needs_operator
from functions.domain.case.notices_owed import notices_of, owed_notices
from functions.domain.errors import NoticeRefused, NoticeUnavailable
from functions.ports.notices import NoticeDelivery
from schemas.applicant.notices import NoticeMessage
from schemas.codes_citizen import AppointmentState, NoticeStatus, NoticeTemplate
from tests.support.simulation.checks import check_only_ids
from tests.support.simulation.watcher import Watcher, require

_TOOK = frozenset({NoticeStatus.SENT, NoticeStatus.DELIVERED})


class ScriptedNotices:
    """`effects` is what people got, each once under its key. `ledger` reads what is recorded at the moment of sending."""

    def __init__(
        self, rng: random.Random, *, clock: Callable[[], datetime], ledger: Callable[[str], Ledger]
    ) -> None:
        self._rng, self._clock, self._ledger = rng, clock, ledger
        self.effects: dict[str, NoticeMessage] = {}
        self.down_until = clock()
        self.refusing = False
        self.losing_responses = 0.0
        self.watcher: Watcher | None = None
        self.phone_of: Callable[[str], str] = lambda _: ""

    def send(self, message: NoticeMessage, *, key: str) -> NoticeDelivery:
        self._check(message, key)
        if self._clock() < self.down_until:
            raise NoticeUnavailable
        if self.refusing:
            raise NoticeRefused
        first = self.effects.setdefault(key, message)
        same = (first.template, first.reference) == (message.template, message.reference)
        require(same, f"{key} stands for two notices")
        if self._rng.random() < self.losing_responses:
            raise NoticeUnavailable
        return self._rng.choice(("sent", "delivered"))

    def _check(self, message: NoticeMessage, key: str) -> None:
        """What is told has been recorded."""
        case_id, _, rest = key.partition("/notice/")
        ledger = self._ledger(case_id)
        require(message.reference == ledger.case.reference, f"{key}: another's notice")
        if is_known(ledger.case):
            require(message.recipient == ledger.case.applicant, f"{key}: to another's account")
        else:
            require(message.phone == self.phone_of(case_id), f"{key}: to another's phone")
        check_only_ids((message.model_dump_json(exclude={"sent_at", "phone"}), key))
        require(self._has_happened(ledger, rest, message.template), f"{key}: told before it was recorded")

    def _has_happened(self, ledger: Ledger, key: str, template: NoticeTemplate) -> bool:
        match key.split("/"):
            case ["received"]:
                return template is NoticeTemplate.RECEIVED
            case ["in_progress"]:
                passed = ledger.service_check.outcome in PASSED or self._is_overridden(
                    ledger, "service_check"
                )
                return template is NoticeTemplate.IN_PROGRESS and passed
            case ["done"]:
                return template is NoticeTemplate.DONE and all(item.outcome for item in ledger.items)
            case [kind, code, *more]:
                return template is NoticeTemplate.ACTION_NEEDED and self._is_asked(ledger, kind, code, more)
        return False

    def _is_asked(self, ledger: Ledger, kind: str, code: str, more: list[str]) -> bool:
        """Of an item."""
        item = ledger.item(code)
        match kind, more:
            case (("correction" | "contest"), [round_]):
                return item.dispatch.round >= int(round_)
            # Whoever is to come: told so, reminded of their time, told that it was called off.
            case (("visit" | "appointment" | "called_off"), _):
                return item.clock.accepted_at is not None
            # Or that the item is at that office no more.
            case "moved", _:
                booked = item.todos.appointment
                return booked is not None and booked.state is AppointmentState.VOID
            case "deferred", [material]:
                said = (one for one in ledger.case.deferred if (one.item, one.code) == (code, material))
                return any(one.reminded_at for one in said)
            case "result", [outcome]:
                return item.outcome == outcome or self._is_overridden(ledger, code)
            # What took the place of another, so often.
            case "result", [outcome, times]:
                again = item.desk.overrides - int(times)
                return int(times) > 0 and (again > 0 or (again == 0 and item.outcome == outcome))
        return False

    def _is_overridden(self, ledger: Ledger, code: str) -> bool:
        return self.watcher is not None and (ledger.case.id, code) in self.watcher.overridden

    def heal(self) -> None:
        self.down_until, self.refusing, self.losing_responses = self._clock(), False, 0.0

    def check_told(self, ledger: Ledger) -> None:
        """In the end: every notice that is owed was sent, once in effect, or an operator sees that it was not."""
        recorded = {notice.key: notice for notice in notices_of(ledger)}
        for owed in owed_notices(ledger):
            given_up = owed.key in recorded and notice_needs_operator(recorded[owed.key])
            shown = given_up and ledger.item(owed.item or SERVICE_CHECK).aftercare.untold_since is not None
            require(shown, f"{ledger.case.id}: nobody was told of {owed.key}, and no operator sees it")
        for notice in recorded.values():
            got = f"{ledger.case.id}/notice/{notice.key}" in self.effects
            require(notice.status not in _TOOK or got, f"{notice.key}: noted as sent, and nobody got it")


def untold(ledger: Ledger) -> bool:
    """Something is still to be tried."""
    recorded = {notice.key: notice for notice in notices_of(ledger)}
    return any(
        not (one.key in recorded and notice_needs_operator(recorded[one.key])) for one in owed_notices(ledger)
    )

"""What the sweep owes of appointments: a word on the working day before, and a time that nobody need come at."""

from functions.domain.case.appointments import appointment_reminded, ended, is_void, standing
from functions.domain.case.case import Change, Event, Ledger
from functions.domain.case.events import key_of
from functions.domain.case.item import CaseItem
from functions.ports.deps import Deps
from functions.usecases.applicant.appointments import give_back
from functions.usecases.case.ledger import change_item
from functions.usecases.contention import IN_A_CROWD, until_written
from functions.usecases.office.slot_days import SlotDays
from schemas.codes import EventKind
from schemas.codes_citizen import AppointmentState


def free_void(case_id: str, code: str, deps: Deps) -> None:
    """The sweep's part: nobody need come, so somebody else can. Raises StaleWrite after too many losses."""

    def attempt() -> None:
        ledger, now = deps.store.ledger(case_id), deps.clock()
        item, days = ledger.item(code), SlotDays(deps)
        found = standing(item)
        if found is None or not is_void(item):
            return
        give_back(item, days, now)
        kind = EventKind.APPOINTMENT_VOID
        key = key_of(kind, item=code, at=found.at.isoformat(), version=item.version)
        event = Event(case_id, key, now, kind, code, detail={"at": found.at.isoformat()})
        after = ended(item, AppointmentState.VOID, now)
        deps.store.commit(Change(items=(after,), events=(event,), records=days.records()))

    until_written(attempt, attempts=IN_A_CROWD)


def remind_of_appointment(case_id: str, code: str, deps: Deps) -> None:
    """The notice follows from it, as that of a deferred material does."""

    def rule(_ledger: Ledger, item: CaseItem) -> tuple[CaseItem, tuple[Event, ...]]:
        return appointment_reminded(item, deps.clock()), ()

    change_item(deps.store, case_id, code, rule)

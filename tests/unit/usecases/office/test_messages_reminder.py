from dataclasses import replace
from datetime import timedelta

from functions.domain.case.case import Change
from functions.domain.case.item import attention, with_clock
from functions.domain.deadlines.bounds import REMIND_AGAIN
from functions.domain.errors import DepartmentRefusedPayload, DepartmentUnavailable
from functions.usecases.upkeep.escalate import escalate
from functions.usecases.upkeep.sweep import sweep
from schemas.codes import Department
from schemas.office.dispatches import Reminder
from tests.support.fakes.gateway import Sent
from tests.support.fakes.offices import FakeOffices
from tests.support.world import World

ITEM = "discharge_report"
LATE = timedelta(days=60)


def overdue(world: World) -> str:
    case_id = world.submitted(ITEM)
    world.granted(case_id, "service_check")
    world.dispatched(case_id, ITEM)
    world.clock.advance(LATE)
    return case_id


def reminders(world: World) -> list[Sent]:
    return [sent for sent in world.gateway.sent if isinstance(sent.message, Reminder)]


def test_the_office_of_an_overdue_item_is_reminded_under_its_own_key() -> None:
    world = World()
    case_id = overdue(world)

    escalate(case_id, ITEM, 1, world.deps)

    (sent,) = reminders(world)
    item = world.item(case_id, ITEM)
    assert sent.key == f"{case_id}/{ITEM}/1/reminder/1"
    assert isinstance(sent.message, Reminder)
    assert sent.message.due_at == item.clock.due_at
    assert (item.clock.reminders, item.clock.reminder_owed, attention(item)) == (1, False, "overdue")
    assert world.kinds(case_id).count("reminded") == 1


def test_an_office_is_reminded_at_most_once_a_working_day() -> None:
    world = World()
    case_id = overdue(world)
    for _ in range(3):
        escalate(case_id, ITEM, 1, world.deps)
    world.clock.advance(timedelta(days=4))

    escalate(case_id, ITEM, 1, world.deps)

    assert [sent.key[-1] for sent in reminders(world)] == ["1", "2"]
    assert world.kinds(case_id).count("overdue") == 1


def test_a_reminder_that_failed_is_sent_by_a_later_sweep() -> None:
    world = World()
    case_id = overdue(world)
    world.gateway.script(ITEM, [DepartmentUnavailable()])
    escalate(case_id, ITEM, 1, world.deps)
    failed = world.item(case_id, ITEM)
    soon = sweep(world.deps, everything=True)
    world.clock.advance(REMIND_AGAIN)

    later = sweep(world.deps, everything=True)

    assert failed.clock.reminder_owed
    assert soon.repairs["SendReminder"] == 0
    assert later.repairs["SendReminder"] == 1
    assert [sent.key[-1] for sent in reminders(world)] == ["1"]
    assert not world.item(case_id, ITEM).clock.reminder_owed


def test_a_reminder_that_a_crash_left_unsent_is_sent_by_the_sweep() -> None:
    world = World()
    case_id = overdue(world)
    late = with_clock(world.item(case_id, ITEM), overdue_since=world.clock(), reminder_owed=True)
    world.store.commit(Change(items=(late,)))

    first, second = sweep(world.deps), sweep(world.deps, everything=True)

    assert first.repairs["SendReminder"] == 1
    assert dict(second.repairs) == {}
    assert len(reminders(world)) == 1


def test_an_office_that_cannot_read_reminders_is_not_asked_for_ever() -> None:
    world = World()
    case_id = overdue(world)
    world.gateway.script(ITEM, [DepartmentRefusedPayload()])

    escalate(case_id, ITEM, 1, world.deps)

    item = world.item(case_id, ITEM)
    assert not item.clock.reminder_owed
    assert attention(item) == "overdue"


def test_an_office_without_a_system_is_sent_nothing() -> None:
    world = World()
    case_id = overdue(world)
    world.deps = replace(world.deps, offices=FakeOffices(modes={Department.VETERANS_AFFAIRS: "worklist"}))

    escalate(case_id, ITEM, 1, world.deps)

    item = world.item(case_id, ITEM)
    assert reminders(world) == []
    assert (item.clock.reminder_owed, attention(item)) == (False, "overdue")
    assert world.kinds(case_id).count("reminded") == 0

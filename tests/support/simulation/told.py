"""What is noted as told was told: asked at every write, of the office that has the item then, under the key of its round."""

from collections.abc import Collection, Iterator

from functions.domain.case.item import CaseItem
from schemas.codes import Department
from tests.support.fakes.offices import FakeOffices
from tests.support.simulation.offices import ScriptedOffices
from tests.support.simulation.watcher import require


def check_noted(
    offices: ScriptedOffices, old: CaseItem, new: CaseItem, *, by_hand: Collection[Department]
) -> None:
    """An office with a system got it, or refused to hear of it. What was noted of the office before counts for nothing."""
    if not has_system(new, by_hand):
        return
    for what in _noted(old, new):
        key = f"{new.dispatch_key}/{what}"
        heard = key in offices.told or key in offices.refused
        require(heard, f"{new.code}: {what} is noted as told, and {new.dispatch.office} never heard of it")


def has_system(item: CaseItem, by_hand: Collection[Department]) -> bool:
    """The office that has the item."""
    table = FakeOffices(modes=dict.fromkeys(by_hand, "worklist"))
    office = table.by_id(item.dispatch.office) if item.dispatch.office else None
    return office is not None and office.mode == "api"


def _noted(old: CaseItem, new: CaseItem) -> Iterator[str]:
    if new.withdrawal.sent and not old.withdrawal.sent:
        yield "withdrawal"
    if new.clock.reminders > old.clock.reminders:
        yield f"reminder/{new.clock.reminders}"
    if new.dispatch_key == old.dispatch_key:
        yield from (f"material/{file}" for file in old.files.owed if file not in new.files.owed)

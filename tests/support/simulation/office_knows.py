"""What the office that has an item knows: of the files that came after the dispatch, and of a withdrawal."""

from functions.domain.case.case import Ledger
from functions.domain.case.deliveries import MOST_DELIVERIES, deliveries_of, webhook_id
from functions.domain.case.item import CaseItem
from functions.domain.case.office_debts import files_untold, withdrawal_owed
from schemas.codes import EventKind, ItemStatus
from schemas.office.dispatches import Dispatch, MaterialAdded, Message
from tests.support.simulation.checks import history
from tests.support.simulation.told import has_system
from tests.support.simulation.watcher import require
from tests.support.simulation.world import World


def check_known(world: World, ledger: Ledger) -> None:
    """An office with a system that has an open item got each of its files, is owed it, or refused to hear of it."""
    refused = _refusals(world, ledger)
    for item in ledger.items:
        if item.outcome or (item.code, "MaterialRefused") in refused or not _has_it(world, item):
            continue
        files = {one.id for one in ledger.case.materials if one.item == item.code}
        untold = files - _known(world, item) - set(files_untold(item))
        require(not untold, f"the office of {item.code} was not told of {sorted(untold)}")


def check_asked(world: World, ledger: Ledger) -> None:
    """An office with a system that has an open item was asked to let it go, is owed it, or refused to hear of it."""
    refused = _refusals(world, ledger)
    for item in ledger.items:
        if item.outcome or item.withdrawal.at is None or withdrawal_owed(item) or not _has_it(world, item):
            continue
        asked = f"{item.dispatch_key}/withdrawal" in world.offices.told
        require(
            asked or (item.code, "WithdrawalRefused") in refused,
            f"the office of {item.code} was not asked to let it go, and none is owed",
        )


def check_noted(world: World, ledger: Ledger) -> None:
    """No call is noted that an office did not get; and the one by which an office got what it has not answered yet is."""
    for item in ledger.items:
        kept = deliveries_of(item)
        taken = [webhook_id(item, one) for one in kept if one.error is None]
        invented = set(taken) - set(world.offices.effects) - set(world.offices.told)
        require(not invented, f"calls are noted that no office got: {sorted(invented)}")
        unanswered = item.status is ItemStatus.DISPATCHED and item.clock.heard_at is None
        if unanswered and _has_it(world, item) and len(kept) < MOST_DELIVERIES:
            require(item.dispatch_key in taken, f"the call that brought {item.dispatch_key} is not noted")


def _refusals(world: World, ledger: Ledger) -> set[tuple[str | None, str]]:
    return {
        (event.item, event.detail.get("error", ""))
        for event in history(world.durable.store, ledger.case.id)
        if event.kind is EventKind.INCIDENT
    }


def _has_it(world: World, item: CaseItem) -> bool:
    return has_system(item, world.weather.by_hand) and item.dispatch.sent_round == item.dispatch.round


def _known(world: World, item: CaseItem) -> set[str]:
    """By the messages under this dispatch's key, the first of each."""
    told: dict[str, Message] = {key: effect.dispatch for key, effect in world.offices.effects.items()}
    told |= world.offices.told
    found = set()
    for key, message in told.items():
        if key == item.dispatch_key or key.startswith(f"{item.dispatch_key}/material/"):
            if isinstance(message, Dispatch):
                found |= {link.id for link in message.materials}
            if isinstance(message, MaterialAdded):
                found.add(message.material.id)
    return found

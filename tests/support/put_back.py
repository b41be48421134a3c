"""A ledger that is put back from a copy of before: offices keep what they were told, and what people did since is gone."""

from dataclasses import replace
from typing import Any

from schemas.office.dispatches import Dispatch, MaterialAdded, Message, WithdrawalRequest
from tests.support.fakes.gateway import Sent
from tests.support.world import World


def put_back(lost: World, backup: World) -> World:
    """Life goes on in a copy of `backup`, at the time that it is; ids that were given are not given again."""
    world = backup.copy()
    world.clock.now = lost.clock()
    world.gateway, world._webhooks, world._keys = lost.gateway, lost._webhooks, lost._keys
    times = (*world.deps.put_back, lost.clock().isoformat())
    world.deps = replace(world.deps, gateway=lost.gateway, new_id=lost.deps.new_id, put_back=times)
    return world


def taken_for_another(world: World) -> list[tuple[int, Sent]]:
    """What was not looked at, and as how many-th it was sent: its office had something else under that key, answered 409 and
    keeps the other.
    """
    effects = world.gateway.effects
    sendings = enumerate(world.gateway.sent)
    return [(place, one) for place, one in sendings if _says(one.message) != _says(effects[one.key].message)]


def _says(message: Message) -> Any:
    """Without when it was sent, and where a file is fetched."""
    match message:
        case Dispatch():
            files = sorted(file.id for file in message.materials)
            return message.round, message.fields, message.note, message.contested, files
        case WithdrawalRequest():
            return message.reason
        case MaterialAdded():
            return message.material.sha256
    return message.round

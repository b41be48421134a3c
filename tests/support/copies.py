"""A scene that stands is copied for the next test: to play it again takes ten times as long."""

from copy import deepcopy
from typing import TypeVar

from functions.ports.deps import Deps, WritersTurns

T = TypeVar("T")


def copied(scene: T, deps: Deps) -> T:
    """What happens in one is not seen in another. A calendar cannot be changed, and nobody's turn is another's."""
    return deepcopy(scene, {id(deps.calendar): deps.calendar, id(deps.turns): WritersTurns()})

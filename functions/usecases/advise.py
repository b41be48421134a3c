"""The guide (办事指南): what the current edition says of every item."""

from functions.ports import Deps
from schemas.edition import Edition


def guide(deps: Deps) -> Edition:
    return deps.editions(deps.current_edition)

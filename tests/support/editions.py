"""Editions that are not shipped: the current one with an item changed."""

from dataclasses import replace
from typing import Any

from schemas.catalogue.edition import CURRENT, Edition, load_edition
from tests.support.world import World


def changed(code: str, /, **values: Any) -> Edition:
    """The current edition in which one of the applicant's items has other values."""
    edition = load_edition(CURRENT)
    items = tuple(item.model_copy(update=values) if item.code == code else item for item in edition.items)
    return edition.model_copy(update={"name": "2099-01", "items": items})


def under(edition: Edition, world: World) -> World:
    """New cases begin with that edition; the shipped ones are there still."""

    def editions(name: str) -> Edition:
        return edition if name == edition.name else load_edition(name)

    world.deps = replace(world.deps, editions=editions, current_edition=edition.name)
    return world

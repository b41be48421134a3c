"""Editions that are not shipped: the current one with an item changed, or one that counts how often it is planned with."""

from collections import Counter
from dataclasses import replace
from typing import Any

from schemas.catalogue.edition import CURRENT, Edition, load_edition
from schemas.catalogue.item import Item
from tests.support.world import World


def changed(code: str, /, **values: Any) -> Edition:
    """The current edition in which one of the applicant's items has other values."""
    edition = load_edition(CURRENT)
    items = tuple(item.model_copy(update=values) if item.code == code else item for item in edition.items)
    return edition.model_copy(update={"name": "2099-01", "items": items, "published": ()})


def under(edition: Edition, world: World) -> World:
    """New cases begin with that edition; the shipped ones are there still."""

    def editions(name: str) -> Edition:
        return edition if name == edition.name else load_edition(name)

    world.deps = replace(world.deps, editions=editions, current_edition=edition.name)
    return world


def counted_edition() -> tuple[Edition, Counter[str]]:
    """The current one, and how often each of its items was asked for whom it is."""
    asked: Counter[str] = Counter()

    class CountedItem(Item):
        def __getattribute__(self, name: str) -> Any:
            if name == "applies_when":
                asked[self.code] += 1
            return super().__getattribute__(name)

    edition = load_edition(CURRENT)
    items = tuple(CountedItem.model_construct(**dict(item)) for item in edition.items)
    return edition.model_copy(update={"items": items}), asked


def lacking(*codes: str) -> Edition:
    """The current edition without these items, under another name."""
    edition = load_edition(CURRENT)
    items = tuple(item for item in edition.items if item.code not in codes)
    return edition.model_copy(update={"name": "2099-01", "items": items, "published": ()})

"""Editions by name: those that are shipped, and those of a place that cases were opened with, which the ledger holds."""

from collections.abc import Callable, Mapping
from typing import Any

from functions.domain.guide.place_figures import PLACED_EDITION
from functions.ports.case_store import CaseStore
from schemas.catalogue.edition import Edition, load_edition
from schemas.catalogue.overlay import base_of, place_edition
from schemas.catalogue.place_figures import standing_in

# Of places and their states that are asked for at about one time.
_MOST = 256


class KeptEditions:
    """One never changes under its name: it is read once, as long as it is asked for."""

    def __init__(self, store: CaseStore, load: Callable[[str], Edition] = load_edition) -> None:
        """`load`: those that are shipped; raises KeyError for any other name."""
        self._store, self._load = store, load
        self._known: dict[str, Edition] = {}

    def __call__(self, name: str) -> Edition:
        """Raises KeyError for a name that nobody gave, StoreBusy."""
        try:
            return self._load(name)
        except KeyError:
            return self._kept(name)

    def _kept(self, name: str) -> Edition:
        known = self._known.get(name)
        if known is None:
            known = self._read(name)
            if len(self._known) >= _MOST:
                self._known.clear()
            self._known[name] = known
        return known

    def _read(self, name: str) -> Edition:
        base = self._load(base_of(name))
        first = self._figures(name)
        others = [self._figures(f"{name}/{number}") for number in range(1, first.get("others", 0) + 1)]
        figures = [one for part in (first, *others) for one in part["figures"]]
        return place_edition(base, standing_in(figures)).edition.model_copy(update={"name": name})

    def _figures(self, name: str) -> Mapping[str, Any]:
        record = self._store.record(PLACED_EDITION, name)
        if record is None:
            raise KeyError(name)
        return record.body

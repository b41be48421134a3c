"""A store in the middle of whose work something else is done: the second of two clicks, before the first is through."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import count
from typing import Any, cast

from functions.ports.case_store import CaseStore


@dataclass
class Interrupted:
    """Before its call number `moment` it does `meanwhile`, once."""

    store: CaseStore
    moment: int
    meanwhile: Callable[[], object]
    calls: int = 0

    def __getattr__(self, name: str) -> Any:
        found = getattr(self.store, name)

        def call(*given: Any, **named: Any) -> Any:
            self.calls += 1
            if self.calls == self.moment:
                self.meanwhile()
            return found(*given, **named)

        return call if callable(found) else found

    @property
    def as_store(self) -> CaseStore:
        return cast(CaseStore, self)

    @property
    def was_interrupted(self) -> bool:
        return self.calls >= self.moment


def each_moment(tried: Callable[[int], Interrupted]) -> Iterator[int]:
    """`tried(moment)` does something anew over a store that is interrupted then; ends when it makes no call so late."""
    for moment in count(1):
        if not tried(moment).was_interrupted:
            return
        yield moment

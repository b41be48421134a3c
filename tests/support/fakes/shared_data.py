"""Sources that know whom a test told them of, and fail when they are told to."""

from collections.abc import Mapping
from typing import Any

from functions.ports.shared_data import SourceAnswer, SourceQuery
from schemas.catalogue.prefill import SourceCode

Known = Mapping[SourceCode, Mapping[str, Any]]


class FakeSharedData:
    def __init__(self, people: Mapping[str, Known] | None = None) -> None:
        """`people`: by ID number."""
        self.people = dict(people or {})
        self.failing: dict[SourceCode, str] = {}
        self.asked: list[SourceQuery] = []

    def ask(self, queries: tuple[SourceQuery, ...]) -> tuple[SourceAnswer, ...]:
        self.asked.extend(queries)
        return tuple(self._one(query) for query in queries)

    def _one(self, query: SourceQuery) -> SourceAnswer:
        if query.source in self.failing:
            return SourceAnswer(query.source, error=self.failing[query.source])
        known = self.people.get(query.id_number, {}).get(query.source, {})
        return SourceAnswer(query.source, {k: v for k, v in known.items() if k in query.attributes})

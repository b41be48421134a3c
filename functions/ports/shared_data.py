"""The sharing platform that fills in what others know."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from schemas.catalogue.prefill import SourceCode


@dataclass(frozen=True, slots=True)
class SourceQuery:
    """What one source is asked of one person. `key`: names the request, for both sides' records."""

    source: SourceCode
    name: str = field(repr=False)
    id_number: str = field(repr=False)
    attributes: frozenset[str]
    purpose: str
    key: str


@dataclass(frozen=True, slots=True)
class SourceAnswer:
    """`values` by attribute: what the source knows of the person, in its own codes. `error`: it did not answer, and why."""

    source: SourceCode
    values: Mapping[str, Any] = field(default_factory=dict, repr=False)
    error: str | None = None


class SharedData(Protocol):
    def ask(self, queries: tuple[SourceQuery, ...]) -> tuple[SourceAnswer, ...]:
        """All sources at once, within a budget for all together; one that fails costs only its own answer."""

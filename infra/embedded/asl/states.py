"""A definition as immutable parsed states, shared by every execution."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, TypeAlias

from infra.embedded.asl.paths import DataError, Path, ResultPath, Template
from infra.embedded.asl.retry import Catcher, Retrier


@dataclass(frozen=True, slots=True)
class Bound:
    """How long an attempt may take: fixed seconds or those at a path; neither means without a bound."""

    fixed: int | None = None
    path: Path | None = None

    def seconds(self, data: Any) -> int | None:
        if self.path is None:
            return self.fixed
        found = self.path.read(data)
        if isinstance(found, bool) or not isinstance(found, int) or found < 1:
            raise DataError(f"{self.path.text} is no positive whole number of seconds")
        return found


@dataclass(frozen=True, slots=True)
class Task:
    """Invokes a Lambda; if `waits`, goes on when somebody ends it by its token, whatever the Lambda returned."""

    name: str
    next: str | None
    function: str
    waits: bool
    payload: Template
    bound: Bound
    result_path: ResultPath
    retriers: tuple[Retrier, ...]
    catchers: tuple[Catcher, ...]


@dataclass(frozen=True, slots=True)
class Parallel:
    """Runs its branches side by side and discards their results."""

    name: str
    next: str | None
    branches: tuple["Machine", ...]


@dataclass(frozen=True, slots=True)
class Map:
    """Runs its processor once for each entry of an array, side by side, and discards the results."""

    name: str
    next: str | None
    items: Path
    selector: Template
    processor: "Machine"


State: TypeAlias = Task | Parallel | Map


@dataclass(frozen=True, slots=True)
class Machine:
    start: str
    states: Mapping[str, State]
